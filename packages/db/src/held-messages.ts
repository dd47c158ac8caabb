import type { AlertMessage } from "@vedette/core/alert";
import type { PastMessage } from "@vedette/core/pacing";
import { sharedKeys } from "./routing.ts";
import type { Sql } from "./sql.ts";

export type HeldMessage = { id: string; channelId: string; incidentId: string; message: AlertMessage };
/** A message that tells of others as well: its own row, and theirs. */
export type Bundle = { leadId: string; message: AlertMessage; otherIds: readonly string[] };

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
const withinMinutes = 5;
/** Of all channels asked for together. More than this within minutes is no reason to read for longer. */
const most = 5_000;

/** Messages that wait to be sent together with others. */
export function heldMessagesOn(sql: Sql) {
  return {
    /** What channels were sent in the last five minutes, or have waiting of these incidents, oldest first. */
    async past(
      teamIds: readonly string[],
      channelIds: readonly string[],
      incidentIds: readonly string[],
    ): Promise<(PastMessage & { channelId: string })[]> {
      return await sql<PastMessage & { channelId: string }>(
        `WITH recent AS (
          SELECT id FROM outbox WHERE team_id = ANY($1::uuid[]) AND created_at > clock_timestamp() - interval '${withinMinutes} minutes'
            AND channel_id = ANY($2::uuid[]) AND incident_id IS NOT NULL ORDER BY created_at DESC LIMIT ${most}
        )
        SELECT o.channel_id AS "channelId", o.incident_id AS "incidentId", i.monitor_id AS "monitorId", i.number, o.type, ${sharedKeys} AS keys,
               CASE WHEN o.held_for IS NULL THEN greatest(${ms("o.created_at")}, ${ms("o.next_attempt_at")}) ELSE ${ms("o.created_at")} END AS "atMs",
               CASE WHEN o.held_for IS NOT NULL AND o.settled_at IS NULL THEN jsonb_build_object('reason', o.held_for, 'untilMs', ${ms("o.next_attempt_at")}) END AS hold,
               o.grouped_into_id IS NOT NULL AS "isGrouped"
        FROM outbox o JOIN incidents i ON i.id = o.incident_id JOIN monitors m ON m.id = i.monitor_id
        WHERE o.id IN (SELECT id FROM recent UNION SELECT id FROM outbox WHERE incident_id = ANY($3::uuid[]) AND channel_id = ANY($2::uuid[]))
        ORDER BY o.created_at, o.id`,
        [teamIds, channelIds, incidentIds],
      );
    },

    /** Settles what waits of an incident on a channel, because a newer message of it goes at once and says as much. */
    async supersede(by: readonly { incidentId: string; channelId: string; outboxId: string }[]): Promise<void> {
      if (by.length === 0) return;
      await sql(
        `UPDATE outbox o SET settled_at = clock_timestamp(), outcome = 'grouped', held_for = NULL, grouped_into_id = n.id
         FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS n (incident_id, channel_id, id)
         WHERE o.incident_id = n.incident_id AND o.channel_id = n.channel_id AND o.held_for IS NOT NULL AND o.settled_at IS NULL AND o.id <> n.id`,
        [by.map((each) => each.incidentId), by.map((each) => each.channelId), by.map((each) => each.outboxId)],
      );
    },

    /** What is to be sent by now, oldest first, of channels that nobody else looks at; they stay locked. */
    async lockDue(channels: number, limit: number): Promise<HeldMessage[]> {
      const locked = await sql<{ id: string }>(
        `SELECT id FROM channels WHERE id IN (SELECT channel_id FROM outbox WHERE settled_at IS NULL AND held_for IS NOT NULL AND next_attempt_at <= clock_timestamp())
         ORDER BY id LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED`,
        [channels],
      );
      if (locked.length === 0) return [];
      return await sql<HeldMessage>(
        `SELECT id, channel_id AS "channelId", incident_id AS "incidentId", message FROM outbox
         WHERE channel_id = ANY($1::uuid[]) AND settled_at IS NULL AND held_for IS NOT NULL AND next_attempt_at <= clock_timestamp()
         ORDER BY created_at, incident_seq, id LIMIT $2 FOR UPDATE`,
        [locked.map((channel) => channel.id), limit],
      );
    },

    /** Lets one message of each bundle go, and settles the others as sent with it. */
    async release(bundles: readonly Bundle[]): Promise<void> {
      if (bundles.length === 0) return;
      await sql(
        `UPDATE outbox o SET held_for = NULL, grouped_into_id = o.id, type = b.message ->> 'type', message = b.message, next_attempt_at = clock_timestamp()
         FROM jsonb_to_recordset($1::jsonb) AS b ("leadId" uuid, message jsonb) WHERE o.id = b."leadId"`,
        [JSON.stringify(bundles.map(({ leadId, message }) => ({ leadId, message })))],
      );
      const others = bundles.flatMap(({ leadId, otherIds }) => otherIds.map((id) => ({ id, leadId })));
      await sql(
        `UPDATE outbox o SET settled_at = clock_timestamp(), outcome = 'grouped', held_for = NULL, grouped_into_id = n.lead_id
         FROM unnest($1::uuid[], $2::uuid[]) AS n (id, lead_id) WHERE o.id = n.id`,
        [others.map(({ id }) => id), others.map(({ leadId }) => leadId)],
      );
    },
  };
}
