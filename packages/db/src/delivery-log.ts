import type { AlertType } from "@vedette/core/alert";
import type { ChannelRow } from "@vedette/core/channel-record";
import type { DeliveryRow } from "@vedette/core/incident-record";
import type { OverviewRecord } from "@vedette/core/overview-record";
import type { Sql } from "./sql.ts";

export type DeliveryFilter = { channelId: string | null; incidentId: string | null; beforeMs: number | null; limit: number };
export type ChannelActivity = Pick<ChannelRow, "deliveries" | "lastDelivery">;

type Row = {
  id: string;
  type: AlertType;
  channel_id: string | null;
  channel_name: string | null;
  channel_kind: string | null;
  incident_id: string | null;
  incident_number: number | null;
  created_ms: number;
  settled_ms: number | null;
  outcome: DeliveryRow["outcome"];
  next_ms: number;
  attempts: DeliveryRow["attempts"];
};

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;

/** Reading what was sent, always of one team. */
export function deliveryLogOn(sql: Sql) {
  return {
    /** Newest first, each with all its attempts, oldest first. */
    async list(teamId: string, filter: DeliveryFilter): Promise<DeliveryRow[]> {
      const rows = await sql<Row>(
        `SELECT o.id, o.type, c.id AS channel_id, c.name AS channel_name, c.kind AS channel_kind, i.id AS incident_id, i.number AS incident_number,
                ${ms("o.created_at")} AS created_ms, ${ms("o.settled_at")} AS settled_ms, o.outcome, ${ms("o.next_attempt_at")} AS next_ms,
                coalesce((SELECT jsonb_agg(jsonb_build_object('no', a.no, 'atMs', ${ms("a.at")}, 'durationMs', a.duration_ms, 'ok', a.ok,
                  'permanent', a.permanent, 'code', a.code, 'detail', a.detail) ORDER BY a.no) FROM delivery_attempts a WHERE a.outbox_id = o.id), '[]') AS attempts
         FROM outbox o LEFT JOIN channels c ON c.id = o.channel_id LEFT JOIN incidents i ON i.id = o.incident_id
         WHERE o.team_id = $1 AND ($2::uuid IS NULL OR o.channel_id = $2) AND ($3::uuid IS NULL OR o.incident_id = $3)
           AND ($4::bigint IS NULL OR o.created_at < to_timestamp($4::bigint / 1000.0))
         ORDER BY o.created_at DESC, o.id DESC LIMIT $5`,
        [teamId, filter.channelId, filter.incidentId, filter.beforeMs, filter.limit],
      );
      return rows.map(deliveryOf);
    },

    /** How each channel of the team did since a moment. A channel that was asked for nothing is missing. */
    async activity(teamId: string, sinceMs: number): Promise<Map<string, ChannelActivity>> {
      const rows = await sql<{ id: string; delivered: number; failed: number; waiting: number; last: ChannelActivity["lastDelivery"] }>(
        `SELECT o.channel_id AS id, count(*) FILTER (WHERE o.outcome = 'delivered')::int AS delivered,
                count(*) FILTER (WHERE o.outcome IN ('refused', 'gave_up'))::int AS failed, count(*) FILTER (WHERE o.settled_at IS NULL)::int AS waiting,
                (SELECT jsonb_build_object('atMs', ${ms("a.at")}, 'ok', a.ok, 'code', a.code, 'detail', a.detail)
                 FROM delivery_attempts a JOIN outbox n ON n.id = a.outbox_id WHERE n.team_id = $1 AND n.channel_id = o.channel_id
                   AND n.created_at > to_timestamp($2::bigint / 1000.0) ORDER BY a.at DESC LIMIT 1) AS last
         FROM outbox o WHERE o.team_id = $1 AND o.channel_id IS NOT NULL AND o.created_at > to_timestamp($2::bigint / 1000.0) GROUP BY o.channel_id`,
        [teamId, sinceMs],
      );
      return new Map(rows.map(({ id, last, ...deliveries }) => [id, { deliveries, lastDelivery: last }]));
    },

    async health(teamId: string, sinceMs: number): Promise<OverviewRecord["delivery"]> {
      const [counts] = await sql<{ delivered: number; failed: number; waiting: number; oldest: number | null }>(
        `SELECT count(*) FILTER (WHERE outcome = 'delivered')::int AS delivered, count(*) FILTER (WHERE outcome IN ('refused', 'gave_up'))::int AS failed,
                count(*) FILTER (WHERE settled_at IS NULL)::int AS waiting, ${ms("min(created_at) FILTER (WHERE settled_at IS NULL)")} AS oldest
         FROM outbox WHERE team_id = $1 AND (created_at > to_timestamp($2::bigint / 1000.0) OR settled_at IS NULL)`,
        [teamId, sinceMs],
      );
      const failingChannels = await sql<{ id: string; name: string; sinceMs: number }>(
        `SELECT id, name, ${ms("failing_since")} AS "sinceMs" FROM channels
         WHERE team_id = $1 AND deleted_at IS NULL AND enabled AND failing_since IS NOT NULL ORDER BY failing_since`,
        [teamId],
      );
      return {
        delivered: counts?.delivered ?? 0,
        failed: counts?.failed ?? 0,
        waiting: counts?.waiting ?? 0,
        oldestWaitingAtMs: counts?.oldest ?? null,
        failingChannels,
      };
    },
  };
}

function deliveryOf(row: Row): DeliveryRow {
  const { channel_id, channel_name, channel_kind, incident_id, incident_number } = row;
  return {
    id: row.id,
    type: row.type,
    channel: channel_id === null ? null : { id: channel_id, name: channel_name ?? "", kind: channel_kind ?? "" },
    incident: incident_id === null ? null : { id: incident_id, number: incident_number ?? 0 },
    createdAtMs: row.created_ms,
    settledAtMs: row.settled_ms,
    outcome: row.outcome,
    nextAttemptAtMs: row.settled_ms === null ? row.next_ms : null,
    attempts: row.attempts,
  };
}
