import type { Translations } from "@vedette/core/language";
import type { Severity } from "@vedette/core/health";
import type { HoldReason } from "@vedette/core/hold";
import type { IncidentEventKind, IncidentEventRow, IncidentRef, IncidentRow } from "@vedette/core/incident-record";
import type { Kin } from "@vedette/core/related-incidents";
import type { IncidentTimes } from "@vedette/core/response-times";
import { storedResults } from "./packed-results.ts";
import type { Sql } from "./sql.ts";

/** Null: whichever. */
export type IncidentScope = { monitorId: string | null; tag: string | null; severity: Severity | null };
/** `isOpen`: only open ones that are not dealt with in another one. `mineOf`: only those that this person has acknowledged. */
export type IncidentFilter = IncidentScope & { isOpen: boolean; mineOf: string | null; beforeNumber: number | null; limit: number };

type Row = {
  id: string;
  number: number;
  severity: Severity;
  summary: string;
  monitor_id: string;
  monitor_name: string;
  target: string;
  rule_id: string | null;
  held_for: HoldReason | null;
  started_ms: number;
  confirmed_ms: number;
  ended_ms: number | null;
  ack_ms: number | null;
  ack_id: string | null;
  ack_name: string | null;
  ack_via: string | null;
  ack_who: string | null;
  snoozed_ms: number | null;
  merged_into: IncidentRef | null;
  merged_n: number;
};

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
const select = `SELECT i.id, i.number, i.severity, i.summary, m.id AS monitor_id, m.name AS monitor_name, m.target, i.rule_id, i.held_for,
    ${ms("i.started_at")} AS started_ms, ${ms("i.confirmed_at")} AS confirmed_ms, ${ms("i.ended_at")} AS ended_ms,
    ${ms("i.acknowledged_at")} AS ack_ms, i.acknowledged_by_id AS ack_id, u.name AS ack_name, i.acknowledged_via AS ack_via,
    CASE WHEN i.acknowledged_via IS NOT NULL THEN
      (SELECT e.data ->> 'who' FROM incident_events e WHERE e.incident_id = i.id AND e.kind = 'acknowledged' ORDER BY e.seq DESC LIMIT 1) END AS ack_who,
    CASE WHEN i.snoozed_until > clock_timestamp() AND i.closed_at IS NULL THEN ${ms("i.snoozed_until")} END AS snoozed_ms,
    (SELECT jsonb_build_object('id', p.id, 'number', p.number) FROM incidents p WHERE p.id = i.merged_into_id) AS merged_into,
    (SELECT count(*)::int FROM incidents c WHERE c.merged_into_id = i.id) AS merged_n
  FROM incidents i JOIN monitors m ON m.team_id = i.team_id AND m.id = i.monitor_id LEFT JOIN users u ON u.id = i.acknowledged_by_id`;

/** A condition on i and m with the parameters $2 to $4. */
const inScope =
  "($2::uuid IS NULL OR i.monitor_id = $2) AND ($3::text IS NULL OR m.tags @> ARRAY[$3]) AND ($4::text IS NULL OR i.severity = $4)";
const scopeValues = ({ monitorId, tag, severity }: IncidentScope) => [monitorId, tag, severity];

/** Reading incidents, always of one team. */
export function incidentLogOn(sql: Sql) {
  return {
    /** Newest number first. */
    async list(teamId: string, filter: IncidentFilter): Promise<IncidentRow[]> {
      const rows = await sql<Row>(
        `${select} WHERE i.team_id = $1 AND ${inScope} AND (NOT $5 OR i.closed_at IS NULL AND i.merged_into_id IS NULL)
           AND ($6::uuid IS NULL OR i.acknowledged_by_id = $6) AND ($7::int IS NULL OR i.number < $7) ORDER BY i.number DESC LIMIT $8`,
        [teamId, ...scopeValues(filter), filter.isOpen, filter.mineOf, filter.beforeNumber, filter.limit],
      );
      return rows.map(incidentOf);
    },

    async find(incident: { teamId: string; id: string }): Promise<IncidentRow | null> {
      const [row] = await sql<Row>(`${select} WHERE i.team_id = $1 AND i.id = $2`, [incident.teamId, incident.id]);
      return row === undefined ? null : incidentOf(row);
    },

    /** Its sentence in the languages other than English. */
    async translations({ teamId, id }: { teamId: string; id: string }): Promise<Translations> {
      const [row] = await sql<{ translations: Translations }>("SELECT translations FROM incidents WHERE team_id = $1 AND id = $2", [
        teamId,
        id,
      ]);
      return row?.translations ?? {};
    },

    /** Times of incidents that began since a moment, the newest first. */
    async times(teamId: string, scope: IncidentScope, sinceMs: number, limit: number): Promise<IncidentTimes[]> {
      return await sql<IncidentTimes>(
        `SELECT ${ms("i.started_at")} AS "startedAtMs", ${ms("i.confirmed_at")} AS "confirmedAtMs", ${ms("i.acknowledged_at")} AS "acknowledgedAtMs", ${ms("i.ended_at")} AS "endedAtMs"
         FROM incidents i JOIN monitors m ON m.team_id = i.team_id AND m.id = i.monitor_id
         WHERE i.team_id = $1 AND ${inScope} AND i.started_at >= to_timestamp($5::bigint / 1000.0) ORDER BY i.started_at DESC LIMIT $6`,
        [teamId, ...scopeValues(scope), sinceMs, limit],
      );
    },

    /**
     * An incident and those that are open, or began within `withinMs` of its time, the nearest first, with what tells whether they belong
     * together: of the first failing check that is kept, else of the monitor's last look.
     */
    async kin(
      incident: { teamId: string; id: string; startedAtMs: number; endedAtMs: number | null },
      withinMs: number,
      limit: number,
    ): Promise<Kin[]> {
      return await sql<Kin>(
        `SELECT n.id, n.number, jsonb_build_object('id', m.id, 'name', m.name, 'target', m.target) AS monitor, n.severity, m.tags,
                coalesce(e.data, l.data) ->> 'address' AS address, coalesce(e.data, l.data) #>> '{certificates,0,fingerprint}' AS certificate,
                ${ms("n.started_at")} AS "startedAtMs", ${ms("n.ended_at")} AS "endedAtMs"
         FROM (SELECT * FROM incidents i WHERE i.team_id = $1 AND (i.closed_at IS NULL OR i.started_at >= to_timestamp(($3::bigint - $5::bigint) / 1000.0)
                 AND i.started_at <= coalesce(to_timestamp($4::bigint / 1000.0), clock_timestamp()) + $5::bigint * interval '1 ms')
               ORDER BY i.id = $2 DESC, abs(extract(epoch FROM i.started_at) * 1000 - $3::bigint), i.id LIMIT $6) n
         JOIN monitors m ON m.id = n.monitor_id
         LEFT JOIN looks l ON l.monitor_no = m.compat_number
         LEFT JOIN LATERAL (SELECT data FROM evidence WHERE monitor_no = m.compat_number AND location_no = ANY(m.location_nos)
           AND due_at >= n.started_at AND due_at <= n.confirmed_at ORDER BY due_at LIMIT 1) e ON true`,
        [incident.teamId, incident.id, incident.startedAtMs, incident.endedAtMs, withinMs, limit],
      );
    },

    /** How many checks failed while it lasted; null where its results are no longer kept, and of a rule's. */
    async failedChecks(incident: { teamId: string; id: string }): Promise<number | null> {
      const [row] = await sql<{ failed: number }>(
        `SELECT (SELECT count(*)::int FROM ${storedResults({ monitor: "m.compat_number", from: "i.started_at", until: "coalesce(i.ended_at, clock_timestamp())" })} r
                 WHERE r.verdict IN (1, 2)) AS failed
         FROM incidents i JOIN monitors m ON m.id = i.monitor_id WHERE i.team_id = $1 AND i.id = $2 AND i.rule_id IS NULL`,
        [incident.teamId, incident.id],
      );
      return row === undefined || row.failed === 0 ? null : row.failed;
    },

    /** Those that are dealt with in another one, the oldest first. */
    async mergedInto(incident: { teamId: string; id: string }): Promise<IncidentRow[]> {
      const rows = await sql<Row>(`${select} WHERE i.team_id = $1 AND i.merged_into_id = $2 ORDER BY i.number LIMIT 100`, [
        incident.teamId,
        incident.id,
      ]);
      return rows.map(incidentOf);
    },

    /** The timelines of some incidents, each oldest first. */
    async events(teamId: string, incidentIds: readonly string[]): Promise<(IncidentEventRow & { incidentId: string })[]> {
      const rows = await sql<{
        incident_id: string;
        seq: number;
        kind: IncidentEventKind;
        at_ms: number;
        actor_id: string | null;
        actor_name: string | null;
        data: Record<string, unknown>;
      }>(
        `SELECT e.incident_id, e.seq, e.kind, ${ms("e.at")} AS at_ms, e.actor_id, u.name AS actor_name, e.data
         FROM incident_events e LEFT JOIN users u ON u.id = e.actor_id WHERE e.team_id = $1 AND e.incident_id = ANY($2::uuid[]) ORDER BY e.seq`,
        [teamId, incidentIds],
      );
      return rows.map((row) => ({
        incidentId: row.incident_id,
        seq: row.seq,
        kind: row.kind,
        atMs: row.at_ms,
        actor: personOf(row.actor_id, row.actor_name),
        data: row.data,
      }));
    },

    async countOpen(teamId: string): Promise<number> {
      const [row] = await sql<{ n: number }>(
        "SELECT count(*)::int AS n FROM incidents WHERE team_id = $1 AND closed_at IS NULL AND merged_into_id IS NULL",
        [teamId],
      );
      return row?.n ?? 0;
    },

    async lastEndedAtMs(teamId: string): Promise<number | null> {
      const [row] = await sql<{ at: number | null }>(`SELECT ${ms("max(ended_at)")} AS at FROM incidents WHERE team_id = $1`, [teamId]);
      return row?.at ?? null;
    },
  };
}

function personOf(id: string | null, name: string | null): { id: string; name: string } | null {
  return id === null ? null : { id, name: name ?? "a removed person" };
}

function incidentOf(row: Row): IncidentRow {
  return {
    id: row.id,
    number: row.number,
    severity: row.severity,
    summary: row.summary,
    monitor: { id: row.monitor_id, name: row.monitor_name, target: row.target },
    ruleId: row.rule_id,
    heldFor: row.held_for,
    startedAtMs: row.started_ms,
    confirmedAtMs: row.confirmed_ms,
    endedAtMs: row.ended_ms,
    acknowledgedAtMs: row.ack_ms,
    acknowledgedBy: personOf(row.ack_id, row.ack_name),
    acknowledgedVia: row.ack_via === null ? null : { channel: row.ack_via, who: row.ack_who },
    snoozedUntilMs: row.snoozed_ms,
    mergedInto: row.merged_into,
    mergedN: row.merged_n,
  };
}
