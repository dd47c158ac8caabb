import type { HeardIncident } from "@vedette/core/noise";
import { storedResults } from "./packed-results.ts";
import type { Sql } from "./sql.ts";

/** How many alerts a channel was sent in a week that begins at `weekMs`, Monday in UTC. */
export type ChannelWeek = { channelId: string; name: string; kind: string; weekMs: number; alerts: number };

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;

/** What told people of a team how much. */
export function noiseOn(sql: Sql) {
  return {
    /** Incidents that began since a moment and of which people were told, the newest first. */
    async incidents(teamId: string, sinceMs: number, limit: number): Promise<HeardIncident[]> {
      // Of a long incident only the beginning matters: whether it would have opened a few failures later.
      const until = "least(coalesce(i.ended_at, 'infinity'), i.started_at + (m.failures_to_open + 4) * m.interval_ms * interval '1 ms')";
      return await sql<HeardIncident>(
        `SELECT jsonb_build_object('id', m.id, 'name', m.name, 'failuresToOpen', m.failures_to_open, 'intervalMs', m.interval_ms) AS monitor,
                i.rule_id AS "ruleId", ${ms("i.started_at")} AS "startedAtMs", ${ms("i.ended_at")} AS "endedAtMs",
                i.acknowledged_at IS NOT NULL AS "isAcknowledged", f.failures
         FROM (SELECT * FROM incidents WHERE team_id = $1 AND started_at >= to_timestamp($2::bigint / 1000.0) AND held_for IS NULL ORDER BY started_at DESC LIMIT $3) i
         JOIN monitors m ON m.id = i.monitor_id
         LEFT JOIN LATERAL (SELECT max(n)::int AS failures FROM (SELECT count(*) AS n
           FROM ${storedResults({ monitor: "m.compat_number", from: "i.started_at", until })} r WHERE r.verdict IN (1, 2) GROUP BY r.location_no) l) f ON i.rule_id IS NULL
         ORDER BY i.started_at DESC`,
        [teamId, sinceMs, limit],
      );
    },

    async alertsByWeek(teamId: string, sinceMs: number): Promise<ChannelWeek[]> {
      return await sql<ChannelWeek>(
        `SELECT o.channel_id AS "channelId", c.name, c.kind, ${ms("date_trunc('week', o.created_at, 'UTC')")} AS "weekMs", count(*)::int AS alerts
         FROM outbox o JOIN channels c ON c.id = o.channel_id
         WHERE o.team_id = $1 AND o.incident_id IS NOT NULL AND o.created_at >= to_timestamp($2::bigint / 1000.0) GROUP BY 1, 2, 3, 4 ORDER BY 2, 1, 4`,
        [teamId, sinceMs],
      );
    },
  };
}
