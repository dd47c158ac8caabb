import type { FailingStretch, OutboundMessage, Receipt } from "@vedette/core/alert";
import { type Voice, usualVoice } from "@vedette/core/alert-words";
import type { MessageHold } from "@vedette/core/pacing";
import type { Sql } from "./sql.ts";

export type NewAlert = {
  id: string;
  key: string;
  teamId: string;
  channelId: string;
  incidentId: string | null;
  incidentSeq: number | null;
  message: OutboundMessage;
  /** None: it is sent at once. */
  hold?: MessageHold;
};
export type NewSystemMail = { id: string; key: string; sealed: Buffer };
/** What ends the message of the key `endsKey`; goes where that went. A mail of the platform is sealed. */
export type NewEnd = { id: string; key: string; endsKey: string } & ({ message: OutboundMessage } | { sealed: Buffer });

export type TakenDelivery = {
  outboxId: string;
  key: string;
  fence: number;
  /** 1 for the first attempt. */
  attempt: number;
  message: OutboundMessage | null;
  sealed: Buffer | null;
  /** Null for a mail of the platform itself. */
  channel: { id: string; teamId: string; sealed: Buffer; isUsable: boolean; voice: Voice; reference: string | null } | null;
};

/** A channel through which nothing arrives, and who could be told. */
export type FailingChannel = {
  id: string;
  name: string;
  kind: string;
  sinceMs: number;
  team: { id: string; name: string; slug: string };
  /** Channels of the team that still work; where there is none, those of its people that do. */
  others: string[];
  /** Addresses of the team's owners. */
  owners: string[];
};

/** A channel that does not fail any more, because it works or is not used; `others`: all of its team, whatever became of them. */
export type ChannelAfter = Omit<FailingChannel, "sinceMs"> & { isUnused: boolean };

export type DeliveryOutcome = "delivered" | "refused" | "gave_up" | "channel_disabled" | "restored" | "grouped";

/** What comes after an attempt: the end, or another one. */
export type NextOfDelivery = { outcome: DeliveryOutcome; switchedOff?: string } | { retryInMs: number };

/** So many failures in a row, or so long of nothing else, are no chance: somebody else has to be told. */
const failuresToTell = 5;
const failingToTell = "15 seconds";

/** What a mail server says to whoever cannot come in: closing, or a sign-in that is asked for, weak, or wrong (RFC 5321 and 4954). */
const notLetIn = [421, 432, 454, 530, 534, 535, 538];
const isMail = (row: string) =>
  `(${row}.type = 'system.mail' OR EXISTS (SELECT FROM channels c WHERE c.id = ${row}.channel_id AND c.kind = 'email'))`;

/** Whether people have taken a channel out of use. One that Vedette has switched off waits for them. */
const isUnused = (channel: string) =>
  `(${channel}.deleted_at IS NOT NULL OR NOT ${channel}.enabled AND ${channel}.disabled_reason IS NULL)`;

export function outboxOn(sql: Sql) {
  return {
    /** Appends alerts; the key is unique, so a second evaluator that concludes the same adds nothing. Returns the ids appended. */
    async append(alerts: readonly NewAlert[]): Promise<string[]> {
      if (alerts.length === 0) return [];
      const rows = await sql<{ id: string }>(
        `INSERT INTO outbox (id, key, team_id, channel_id, incident_id, incident_seq, type, message, held_for, next_attempt_at)
         SELECT id, key, team_id, channel_id, incident_id, incident_seq, type, message::jsonb, held_for, coalesce(to_timestamp(until_ms / 1000.0), now())
         FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::int[], $7::text[], $8::text[], $9::text[], $10::bigint[])
              AS o (id, key, team_id, channel_id, incident_id, incident_seq, type, message, held_for, until_ms)
         ON CONFLICT (key) DO NOTHING RETURNING id`,
        [
          alerts.map((alert) => alert.id),
          alerts.map((alert) => alert.key),
          alerts.map((alert) => alert.teamId),
          alerts.map((alert) => alert.channelId),
          alerts.map((alert) => alert.incidentId),
          alerts.map((alert) => alert.incidentSeq),
          alerts.map((alert) => alert.message.type),
          alerts.map((alert) => JSON.stringify(alert.message)),
          alerts.map((alert) => alert.hold?.reason ?? null),
          alerts.map((alert) => alert.hold?.untilMs ?? null),
        ],
      );
      return rows.map((row) => row.id);
    },

    async appendSystemMail(mail: NewSystemMail): Promise<void> {
      await sql("INSERT INTO outbox (id, key, type, sealed) VALUES ($1, $2, 'system.mail', $3) ON CONFLICT (key) DO NOTHING", [
        mail.id,
        mail.key,
        mail.sealed,
      ]);
    },

    /**
     * Leases one delivery that is due. The fence grows with each lease: a sender that froze and woke can no longer record.
     * An alert waits until the earlier ones of its incident on its channel are settled. Null: settled, held, early or waiting.
     */
    async take(outboxId: string, leaseMs: number): Promise<TakenDelivery | null> {
      const [row] = await sql<TakenRow>(
        `WITH taken AS (
          UPDATE outbox o SET lease_until = clock_timestamp() + $2 * interval '1 ms', fence = fence + 1, attempts = attempts + 1
          WHERE id = $1 AND settled_at IS NULL AND held_for IS NULL AND next_attempt_at <= clock_timestamp() AND (lease_until IS NULL OR lease_until < clock_timestamp())
            AND NOT EXISTS (SELECT FROM outbox e WHERE e.incident_id = o.incident_id AND e.channel_id = o.channel_id
                            AND e.incident_seq < o.incident_seq AND e.settled_at IS NULL)
          RETURNING id, key, fence, attempts, message, sealed, channel_id, team_id, incident_id, reference
        )
        SELECT t.id, t.key, t.fence, t.attempts, t.message, t.sealed, t.team_id, c.id AS channel_id, c.sealed AS channel_sealed,
               (c.enabled AND c.deleted_at IS NULL) AS is_usable, c.templates, m.language, m.time_zone, coalesce(r.reference, t.reference) AS reference
        FROM taken t LEFT JOIN channels c ON c.id = t.channel_id LEFT JOIN teams m ON m.id = t.team_id
        LEFT JOIN channel_references r ON r.incident_id = t.incident_id AND r.channel_id = t.channel_id`,
        [outboxId, leaseMs],
      );
      return row === undefined ? null : takenOf(row);
    },

    async renew(delivery: { outboxId: string; fence: number }, leaseMs: number): Promise<void> {
      await sql(
        "UPDATE outbox SET lease_until = clock_timestamp() + $3 * interval '1 ms' WHERE id = $1 AND fence = $2 AND settled_at IS NULL",
        [delivery.outboxId, delivery.fence, leaseMs],
      );
    },

    /**
     * Records an attempt and its answer under the fence it was taken with; `switchedOff` says why the channel's own answer asks for no more,
     * which switches it off in the same statement. That a failing channel works again is for the caller to tell, with `endFailing`. False:
     * somebody else holds it now, or its channel fails and `on` is `well`; nothing was written.
     */
    async record(
      delivery: { outboxId: string; fence: number; attempt: number },
      receipt: Receipt,
      durationMs: number,
      next: NextOfDelivery,
      on: "any" | "well" = "any",
    ): Promise<boolean> {
      const rows = await sql<{ outbox_id: string }>(
        `WITH recorded AS (
          UPDATE outbox SET lease_until = NULL,
            settled_at = CASE WHEN $3::text IS NULL THEN NULL ELSE clock_timestamp() END, outcome = $3,
            sealed = CASE WHEN $3::text IS NULL THEN sealed END,
            next_attempt_at = CASE WHEN $3::text IS NULL THEN clock_timestamp() + $4 * interval '1 ms' ELSE next_attempt_at END,
            reference = CASE WHEN incident_id IS NULL THEN coalesce($12::text, reference) END
          WHERE id = $1 AND fence = $2 AND settled_at IS NULL
            AND NOT ($13::boolean AND EXISTS (SELECT FROM channels c WHERE c.id = outbox.channel_id AND c.failing_since IS NOT NULL))
          RETURNING id, team_id, channel_id, incident_id
        ), health AS (
          UPDATE channels c SET failing_since = coalesce(c.failing_since, clock_timestamp()), failures = c.failures + 1,
            enabled = c.enabled AND $11::text IS NULL, disabled_reason = CASE WHEN c.enabled THEN $11::text ELSE c.disabled_reason END
          FROM recorded r WHERE c.id = r.channel_id AND NOT $8
        ), kept AS (
          INSERT INTO channel_references (team_id, incident_id, channel_id, reference)
          SELECT team_id, incident_id, channel_id, $12 FROM recorded WHERE $12::text IS NOT NULL AND incident_id IS NOT NULL AND channel_id IS NOT NULL
          ON CONFLICT (incident_id, channel_id) DO UPDATE SET reference = excluded.reference
        ), told AS (
          SELECT pg_notify('vedette_changes', team_id || ':channels') FROM recorded WHERE team_id IS NOT NULL
        )
        INSERT INTO delivery_attempts (outbox_id, no, team_id, at, duration_ms, ok, permanent, code, detail)
        SELECT id, $5, team_id, clock_timestamp() - $6 * interval '1 ms', $6, $8, $9, $7, $10 FROM recorded
        WHERE (SELECT count(*) FROM told) >= 0
        RETURNING outbox_id`,
        [
          delivery.outboxId,
          delivery.fence,
          "outcome" in next ? next.outcome : null,
          "retryInMs" in next ? next.retryInMs : 0,
          delivery.attempt,
          durationMs,
          receipt.code,
          receipt.ok,
          receipt.ok ? false : receipt.permanent,
          receipt.detail.replaceAll("\u0000", ""),
          ("switchedOff" in next ? next.switchedOff : null) ?? null,
          receipt.ok ? (receipt.reference ?? null) : null,
          on === "well",
        ],
      );
      return rows.length > 0;
    },

    /** The channel, where it is used, counts as failing and its team has members: after 5 failures in a row or 15 s of them, or one that is final. */
    async failing(channelId: string, isFinal: boolean): Promise<FailingChannel | null> {
      const [row] = await sql<FailingChannel>(
        `SELECT c.id, c.name, c.kind, (extract(epoch FROM c.failing_since) * 1000)::bigint AS "sinceMs",
                jsonb_build_object('id', t.id, 'name', t.name, 'slug', t.slug) AS team,
                (SELECT coalesce(array_agg(w.id ORDER BY w.id) FILTER (WHERE w.is_shared), array_agg(w.id ORDER BY w.id), '{}') FROM (
                  SELECT o.id::text, NOT EXISTS (SELECT FROM channel_preferences f WHERE f.channel_id = o.id AND f.owner_id IS NOT NULL) AS is_shared
                  FROM channels o WHERE o.team_id = c.team_id AND o.id <> c.id AND o.enabled AND o.deleted_at IS NULL AND o.failures < $3) w) AS others,
                ARRAY(SELECT u.email FROM members m JOIN users u ON u.id = m.user_id WHERE m.team_id = c.team_id AND m.role = 'owner' ORDER BY 1) AS owners
         FROM channels c JOIN teams t ON t.id = c.team_id WHERE c.id = $1 AND c.failing_since IS NOT NULL AND (c.failures >= $3 OR c.failing_since <= clock_timestamp() - interval '${failingToTell}' OR $2)
           AND NOT ${isUnused("c")} AND EXISTS (SELECT FROM members m WHERE m.team_id = c.team_id)`,
        [channelId, isFinal, failuresToTell],
      );
      return row ?? null;
    },

    /** Something arrived through a channel: it fails no more. Returns since when it had, in milliseconds; null where it did not. */
    async endFailing(channelId: string): Promise<number | null> {
      const [row] = await sql<{ sinceMs: number }>(
        `WITH before AS (
          SELECT id, failing_since FROM channels WHERE id = $1 AND failing_since IS NOT NULL AND enabled AND deleted_at IS NULL FOR UPDATE
        ), ended AS (
          UPDATE channels c SET failing_since = NULL, failures = 0 FROM before b WHERE c.id = b.id RETURNING c.team_id, b.failing_since
        )
        SELECT (extract(epoch FROM failing_since) * 1000)::bigint AS "sinceMs", pg_notify('vedette_changes', team_id || ':channels') FROM ended`,
        [channelId],
      );
      return row?.sinceMs ?? null;
    },

    /** The same for channels that people have switched off or deleted, in order. Returns what is over. */
    async endUnused(): Promise<FailingStretch[]> {
      return await sql<FailingStretch>(
        `WITH before AS (
          SELECT id, failing_since FROM channels c WHERE failing_since IS NOT NULL AND ${isUnused("c")} ORDER BY id FOR UPDATE SKIP LOCKED
        )
        UPDATE channels c SET failing_since = NULL, failures = 0 FROM before b WHERE c.id = b.id
        RETURNING c.id AS "channelId", (extract(epoch FROM b.failing_since) * 1000)::bigint AS "sinceMs"`,
      );
    },

    /** The channel, where this stretch of failures is over. */
    async after({ channelId, sinceMs }: FailingStretch): Promise<ChannelAfter | null> {
      const [row] = await sql<ChannelAfter>(
        `SELECT c.id, c.name, c.kind, ${isUnused("c")} AS "isUnused", jsonb_build_object('id', t.id, 'name', t.name, 'slug', t.slug) AS team,
                ARRAY(SELECT o.id::text FROM channels o WHERE o.team_id = c.team_id AND o.id <> c.id ORDER BY 1) AS others,
                ARRAY(SELECT u.email FROM members m JOIN users u ON u.id = m.user_id WHERE m.team_id = c.team_id AND m.role = 'owner' ORDER BY 1) AS owners
         FROM channels c JOIN teams t ON t.id = c.team_id
         WHERE c.id = $1 AND (extract(epoch FROM c.failing_since) * 1000)::bigint IS DISTINCT FROM $2::bigint`,
        [channelId, sinceMs],
      );
      return row ?? null;
    },

    /**
     * Appends the ends of what was delivered, each once; where a message was not, or not yet, nothing is written. It is locked, so that of its
     * sender and the caller at least one sees what the other wrote. Each end knows what the service called the message that it ends.
     */
    async appendEnds(ends: readonly NewEnd[]): Promise<void> {
      await sql(
        `WITH told AS MATERIALIZED (
          SELECT key, team_id, channel_id, outcome, reference FROM outbox WHERE key = ANY($3::text[]) ORDER BY key FOR UPDATE
        )
        INSERT INTO outbox (id, key, team_id, channel_id, type, message, sealed, reference)
        SELECT e.id, e.key, t.team_id, t.channel_id, coalesce(e.message::jsonb ->> 'type', 'system.mail'), e.message::jsonb, e.sealed, t.reference
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bytea[]) AS e (id, key, ends_key, message, sealed)
        JOIN told t ON t.key = e.ends_key WHERE t.outcome = 'delivered'
        ON CONFLICT (key) DO NOTHING`,
        [
          ends.map((end) => end.id),
          ends.map((end) => end.key),
          ends.map((end) => end.endsKey),
          ends.map((end) => ("message" in end ? JSON.stringify(end.message) : null)),
          ends.map((end) => ("sealed" in end ? end.sealed : null)),
        ],
      );
    },

    /**
     * Deliveries that are due and that nobody holds: what a lost doorbell or a dead sender left behind. Oldest first, and of each
     * channel only as many as make `perChannel` with those that are being sent: one that hangs must not take the others' places. The
     * order is total, so that a sweep that overtakes the leases of the one before names the same rows again.
     */
    async due(limit: number, perChannel: number): Promise<string[]> {
      const rows = await sql<{ id: string }>(
        `SELECT id FROM (
           SELECT id, next_attempt_at, is_held, row_number() OVER (PARTITION BY channel_id ORDER BY is_held DESC, next_attempt_at, id) AS nth
           FROM outbox o, LATERAL (SELECT coalesce(o.lease_until >= clock_timestamp(), false) AS is_held) h
           WHERE settled_at IS NULL AND held_for IS NULL AND next_attempt_at <= clock_timestamp()
             AND NOT EXISTS (SELECT FROM outbox e WHERE e.incident_id = o.incident_id AND e.channel_id = o.channel_id
                             AND e.incident_seq < o.incident_seq AND e.settled_at IS NULL)) d
         WHERE NOT is_held AND nth <= $2 ORDER BY next_attempt_at, id LIMIT $1`,
        [limit, perChannel],
      );
      return rows.map((row) => row.id);
    },

    /** The alert that waited for this one: same incident, same channel, next event. */
    async following(outboxId: string): Promise<string | null> {
      const [row] = await sql<{ id: string }>(
        `SELECT n.id FROM outbox o JOIN outbox n ON n.incident_id = o.incident_id AND n.channel_id = o.channel_id AND n.incident_seq > o.incident_seq
         WHERE o.id = $1 AND n.settled_at IS NULL ORDER BY n.incident_seq LIMIT 1`,
        [outboxId],
      );
      return row?.id ?? null;
    },

    /** Deletes what was settled before `keepDays` ago, attempts included; at most `limit` at a time. Returns how many. */
    async forget(keepDays: number, limit: number): Promise<number> {
      const rows = await sql<{ id: string }>(
        `DELETE FROM outbox WHERE id IN (
           SELECT id FROM outbox WHERE settled_at < clock_timestamp() - $1 * interval '1 day' LIMIT $2) RETURNING id`,
        [keepDays, limit],
      );
      return rows.length;
    },

    /** Age of the oldest delivery that should have been tried by now, in milliseconds; 0 when there is none. */
    async oldestDueMs(): Promise<number> {
      const [row] = await sql<{ age: number }>(
        "SELECT coalesce(extract(epoch FROM clock_timestamp() - min(next_attempt_at)) * 1000, 0)::bigint AS age FROM outbox WHERE settled_at IS NULL AND next_attempt_at <= clock_timestamp()",
      );
      return row?.age ?? 0;
    },

    /**
     * For how long a mail is tried in vain because the mail server cannot be reached or does not let us in, in milliseconds; 0 when none is,
     * or when it has taken another one since.
     */
    async mailRefusedMs(): Promise<number> {
      const [row] = await sql<{ age: number }>(
        `SELECT coalesce(max(extract(epoch FROM clock_timestamp() - f.first_at)) * 1000, 0)::bigint AS age
         FROM outbox o CROSS JOIN LATERAL (
           SELECT min(at) AS first_at FROM delivery_attempts WHERE outbox_id = o.id HAVING bool_and(NOT ok AND (code IS NULL OR code = ANY($1::int[])))) f
         WHERE o.settled_at IS NULL AND o.attempts > 0 AND ${isMail("o")}
           AND NOT EXISTS (SELECT FROM outbox p WHERE p.settled_at > f.first_at AND p.outcome = 'delivered' AND ${isMail("p")})`,
        [notLetIn],
      );
      return row?.age ?? 0;
    },
  };
}

type TakenRow = {
  id: string;
  key: string;
  fence: number;
  attempts: number;
  message: OutboundMessage | null;
  sealed: Buffer | null;
  team_id: string | null;
  channel_id: string | null;
  channel_sealed: Buffer | null;
  is_usable: boolean | null;
  templates: Voice["templates"] | null;
  language: Voice["language"] | null;
  time_zone: string | null;
  reference: string | null;
};

function takenOf(row: TakenRow): TakenDelivery {
  const channel =
    row.channel_id === null || row.team_id === null || row.channel_sealed === null
      ? null
      : {
          id: row.channel_id,
          teamId: row.team_id,
          sealed: row.channel_sealed,
          isUsable: row.is_usable === true,
          voice: {
            language: row.language ?? usualVoice.language,
            timeZone: row.time_zone ?? usualVoice.timeZone,
            templates: row.templates ?? {},
          },
          reference: row.reference,
        };
  return { outboxId: row.id, key: row.key, fence: row.fence, attempt: row.attempts, message: row.message, sealed: row.sealed, channel };
}
