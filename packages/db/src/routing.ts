import type { Severity } from "@vedette/core/health";
import { type ScheduleRecord, ScheduleInput } from "@vedette/core/on-call";
import { type PolicyRecord, Plan } from "@vedette/core/policy";
import type { RoutedChannel, Subject, TeamRouting } from "@vedette/core/telling";
import { isQuiet, monitorChannels } from "./incidents.ts";
import type { Sql } from "./sql.ts";

/** `nowMs`: the database's clock. */
export type RoutingRow = TeamRouting & { teamId: string; nowMs: number };
/** An incident as it stands, with what its monitor says of whom to tell. `keys`: what it has in common with others: host, parents, tags. */
export type RoutedIncident = Subject & {
  incidentId: string;
  monitorId: string;
  severity: Severity;
  number: number;
  keys: string[];
  isHeld: boolean;
  isAcknowledged: boolean;
};
type Row = {
  teamId: string;
  nowMs: number;
  policies: PolicyRecord[];
  schedules: ScheduleRecord[];
  people: { userId: string; name: string }[];
  channels: RoutedChannel[];
};

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
const list = (query: string) => `coalesce((SELECT jsonb_agg(${query}), '[]')`;

const hostOf = `lower(substring(m.target from '^(?:[a-zA-Z][a-zA-Z0-9+.-]*://)?(?:[^/@]*@)?(\\[[^\\]]+\\]|[^/:?#\\s]+)'))`;
/** What a monitor m has in common with others: itself and its parents, the host that it watches, its tags. */
export const sharedKeys = `ARRAY(SELECT 'monitor:' || m.compat_number UNION ALL SELECT 'monitor:' || parent_no FROM monitor_parents d WHERE d.child_no = m.compat_number
    UNION ALL SELECT 'host:' || ${hostOf} WHERE m.target <> '' UNION ALL SELECT 'tag:' || tag FROM unnest(m.tags) AS tag)`;

const routingSql = `
  SELECT t.id AS "teamId", ${ms("clock_timestamp()")} AS "nowMs",
    ${list(`jsonb_build_object('id', p.id, 'name', p.name, 'position', p.position, 'version', p.version, 'tags', p.tags, 'isDefault', p.is_default, 'plan', p.plan,
      'monitorIds', ARRAY(SELECT monitor_id FROM policy_monitors m WHERE m.policy_id = p.id ORDER BY 1)) ORDER BY p.position, p.id)
      FROM policies p WHERE p.team_id = t.id AND p.deleted_at IS NULL`)} AS policies,
    ${list(`jsonb_build_object('id', s.id, 'name', s.name, 'layers', s.layers, 'note', s.note, 'version', s.version, 'overrides',
      ${list(`jsonb_build_object('id', o.id, 'userId', o.user_id, 'fromMs', ${ms("o.from_at")}, 'untilMs', ${ms("o.until_at")}) ORDER BY o.created_at, o.id)
        FROM on_call_overrides o WHERE o.schedule_id = s.id AND o.until_at > clock_timestamp() - interval '400 days'`)}) ORDER BY s.name, s.id)
      FROM on_call_schedules s WHERE s.team_id = t.id AND s.deleted_at IS NULL`)} AS schedules,
    ${list(`jsonb_build_object('userId', u.id, 'name', coalesce(nullif(u.name, ''), u.email)) ORDER BY u.name, u.id) FROM members b JOIN users u ON u.id = b.user_id WHERE b.team_id = t.id`)} AS people,
    ${list(`jsonb_build_object('id', c.id, 'name', c.name, 'enabled', c.enabled, 'ownerId', f.owner_id, 'quiet', f.quiet, 'perMinute', f.per_minute) ORDER BY c.name, c.id)
      FROM channels c LEFT JOIN channel_preferences f ON f.channel_id = c.id WHERE c.team_id = t.id AND c.deleted_at IS NULL`)} AS channels
  FROM unnest($1::uuid[]) AS t (id)`;

/** What teams have decided about who is told. */
export function routingOn(sql: Sql) {
  return {
    /** Of these teams those that have a policy, or a preference of a channel: most have neither, and cost nothing more. */
    async of(teamIds: readonly string[]): Promise<RoutingRow[]> {
      const rows = await sql<Row>(
        `${routingSql} WHERE EXISTS (SELECT FROM policies WHERE team_id = t.id AND deleted_at IS NULL) OR EXISTS (SELECT FROM channel_preferences WHERE team_id = t.id)`,
        [teamIds],
        "routing-of",
      );
      return rows.map(routingOf);
    },

    /** Of each of these teams, whatever it has. */
    async all(teamIds: readonly string[]): Promise<RoutingRow[]> {
      return (await sql<Row>(routingSql, [teamIds])).map(routingOf);
    },

    /** Incidents as they are decided about; closed ones are left out. */
    async incidents(incidentIds: readonly string[]): Promise<RoutedIncident[]> {
      return await sql<RoutedIncident>(
        `SELECT i.id AS "incidentId", m.id AS "monitorId", i.severity, m.tags, ${monitorChannels} AS "channelIds", i.number, ${sharedKeys} AS keys,
                i.held_for IS NOT NULL OR ${isQuiet} AS "isHeld", i.acknowledged_at IS NOT NULL AS "isAcknowledged"
         FROM unnest($1::uuid[]) AS n (id) JOIN incidents i ON i.id = n.id JOIN monitors m ON m.id = i.monitor_id WHERE i.closed_at IS NULL`,
        [incidentIds],
      );
    },

    /** Monitors of the team as they would be decided about; foreign, unknown and deleted ones are left out. */
    async monitors(teamId: string, monitorIds: readonly string[]): Promise<(Omit<Subject, "severity"> & { id: string })[]> {
      return await sql<Omit<Subject, "severity"> & { id: string }>(
        `SELECT m.id, m.tags, ${monitorChannels} AS "channelIds" FROM monitors m WHERE m.team_id = $1 AND m.id = ANY($2::uuid[]) AND m.deleted_at IS NULL`,
        [teamId, monitorIds],
      );
    },
  };
}

/**
 * What was written by an earlier version has the defaults of what it did not know. What this one cannot read counts as if it were not
 * there: alerts then go to whoever is next, and are never lost for it.
 */
function routingOf(row: Row): RoutingRow {
  return {
    ...row,
    policies: row.policies.flatMap((policy) => {
      const plan = Plan.safeParse(policy.plan);
      return plan.success ? [{ ...policy, plan: plan.data }] : [];
    }),
    schedules: row.schedules.flatMap((schedule) => {
      const layers = ScheduleInput.shape.layers.safeParse(schedule.layers);
      return layers.success ? [{ ...schedule, layers: layers.data }] : [];
    }),
  };
}
