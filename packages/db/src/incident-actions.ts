import type { QuietIncident, Wake } from "@vedette/core/quiet";
import type { IncidentStatus } from "@vedette/core/snapshot";
import { type EventRow, translationsOf } from "./incidents.ts";
import type { Sql } from "./sql.ts";

export type IncidentKey = { id: string; teamId: string };
/** The channel by whose link or button somebody acted, and what its service calls them; `who` null: nobody said. */
export type Via = { channel: string; who: string | null };
/** Who acts: a person, or whoever holds what a channel was sent. */
export type By = { userId: string | null; via: Via | null; atMs: number };

export type IncidentSubject = { monitorId: string; monitorNo: number; locationNos: number[]; ruleId: string | null; isOpen: boolean };

type Change = {
  kind: "acknowledged" | "unacknowledged" | "snoozed" | "merged" | "woken" | "noted" | "page_update" | "resolved";
  /** SQL of ours: what changes, and on what condition. */
  set?: string;
  where: string;
  /** Parameters from $6 on. */
  values?: readonly unknown[];
  data?: Record<string, unknown>;
};

/** `pages`: the published ones that showed it, by name. */
export type UpdateNote = { did: "posted" | "corrected" | "deleted" | "restored"; status: IncidentStatus; text: string; pages: string[] };

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;

/** How timeline and audit log say by what somebody acted; nothing of people who are signed in. */
export function viaData(via: Via | null): { via?: string; who?: string } {
  return via === null ? {} : { via: via.channel, ...(via.who !== null && { who: via.who }) };
}

/** What people do with an incident. The condition is in the UPDATE, so of two who press at once one wins. Null: it does not hold. */
export function incidentActionsOn(sql: Sql) {
  const change = async (
    incident: IncidentKey,
    by: By,
    { kind, set = "", where, values = [], data = {} }: Change,
  ): Promise<EventRow | null> => {
    const [row] = await sql<EventRow>(
      `WITH taken AS (
        UPDATE incidents i SET ${set}${set === "" ? "" : ", "}last_seq = last_seq + 1 WHERE id = $1 AND team_id = $2 AND ${where}
        RETURNING id, team_id, last_seq
      )
      INSERT INTO incident_events (team_id, incident_id, seq, kind, at, actor_id, data)
      SELECT team_id, id, last_seq, '${kind}', to_timestamp($4 / 1000.0), $3, $5::jsonb FROM taken RETURNING incident_id, seq`,
      [incident.id, incident.teamId, by.userId, by.atMs, JSON.stringify({ ...data, ...viaData(by.via) }), ...values],
    );
    return row ?? null;
  };

  return {
    async acknowledge(incident: IncidentKey, by: By): Promise<EventRow | null> {
      return await change(incident, by, {
        kind: "acknowledged",
        set: "acknowledged_at = to_timestamp($4 / 1000.0), acknowledged_by_id = $3, acknowledged_via = $6",
        where: "closed_at IS NULL AND acknowledged_at IS NULL",
        values: [by.via?.channel ?? null],
      });
    },

    async unacknowledge(incident: IncidentKey, by: By): Promise<EventRow | null> {
      return await change(incident, by, {
        kind: "unacknowledged",
        set: "acknowledged_at = NULL, acknowledged_by_id = NULL, acknowledged_via = NULL",
        where: "closed_at IS NULL AND acknowledged_at IS NOT NULL",
      });
    },

    /** Over a snooze that stands, too: the newest counts. */
    async snooze(incident: IncidentKey, by: By, untilMs: number): Promise<EventRow | null> {
      return await change(incident, by, {
        kind: "snoozed",
        set: "snoozed_until = to_timestamp($6 / 1000.0)",
        where: "closed_at IS NULL",
        values: [untilMs],
        data: { untilMs },
      });
    },

    async endSnooze(incident: IncidentKey, by: By): Promise<EventRow | null> {
      return await change(incident, by, {
        kind: "woken",
        set: "snoozed_until = NULL",
        where: "closed_at IS NULL AND snoozed_until IS NOT NULL",
        data: { ended: "snooze" },
      });
    },

    async note(incident: IncidentKey, by: By, text: string): Promise<EventRow | null> {
      return await change(incident, by, { kind: "noted", where: "true", data: { text } });
    },

    /** Says in the timeline what was done with an update of its. */
    async noteUpdate(incident: IncidentKey, by: By, data: UpdateNote): Promise<EventRow | null> {
      return await change(incident, by, { kind: "page_update", where: "true", data });
    },

    /** Two people who merge two incidents into each other wait for each other here. */
    async lockBoth(
      teamId: string,
      ids: readonly [string, string],
    ): Promise<(IncidentKey & { number: number; monitorId: string; isOpen: boolean; isMerged: boolean; mergedN: number })[]> {
      return await sql(
        `SELECT i.id, i.team_id AS "teamId", i.number, i.monitor_id AS "monitorId", i.closed_at IS NULL AS "isOpen", i.merged_into_id IS NOT NULL AS "isMerged",
                (SELECT count(*)::int FROM incidents c WHERE c.merged_into_id = i.id) AS "mergedN"
         FROM incidents i WHERE i.team_id = $1 AND i.id = ANY($2::uuid[]) ORDER BY i.id FOR NO KEY UPDATE`,
        [teamId, ids],
      );
    },

    async merge(incident: IncidentKey, by: By, into: { id: string; number: number }): Promise<EventRow | null> {
      return await change(incident, by, {
        kind: "merged",
        set: "merged_into_id = $6",
        where: "merged_into_id IS NULL",
        values: [into.id],
        data: { into: { id: into.id, number: into.number } },
      });
    },

    async unmerge(incident: IncidentKey, by: By): Promise<EventRow | null> {
      return await change(incident, by, {
        kind: "woken",
        set: "merged_into_id = NULL",
        where: "merged_into_id IS NOT NULL",
        data: { ended: "merge" },
      });
    },

    /** Ends it: the good checks that were seen from `endedAtMs` on are enough for a person. */
    async resolve(incident: IncidentKey, by: By, endedAtMs: number): Promise<EventRow | null> {
      return await change(incident, by, {
        kind: "resolved",
        set: "ended_at = greatest(started_at, to_timestamp($6 / 1000.0)), closed_at = to_timestamp($4 / 1000.0)",
        where: "closed_at IS NULL",
        values: [endedAtMs],
        data: { endedAtMs },
      });
    },

    async find(incident: IncidentKey): Promise<IncidentSubject | null> {
      const [row] = await sql<IncidentSubject>(
        `SELECT m.id AS "monitorId", m.compat_number AS "monitorNo", m.location_nos AS "locationNos", i.rule_id AS "ruleId", i.closed_at IS NULL AS "isOpen"
         FROM incidents i JOIN monitors m ON m.id = i.monitor_id WHERE i.id = $1 AND i.team_id = $2`,
        [incident.id, incident.teamId],
      );
      return row ?? null;
    },

    /** The channel in whose name a link acts, and its team's address; null: it is deleted, or another team's. */
    async linkedChannel(channel: { id: string; teamId: string }): Promise<{ name: string; teamSlug: string } | null> {
      const [row] = await sql<{ name: string; teamSlug: string }>(
        `SELECT c.name, t.slug AS "teamSlug" FROM channels c JOIN teams t ON t.id = c.team_id WHERE c.id = $1 AND c.team_id = $2 AND c.deleted_at IS NULL`,
        [channel.id, channel.teamId],
      );
      return row ?? null;
    },

    /** The team of a channel that a token of ours names; null: it is deleted. */
    async teamOfChannel(channelId: string): Promise<string | null> {
      const [row] = await sql<{ teamId: string }>(`SELECT team_id AS "teamId" FROM channels WHERE id = $1 AND deleted_at IS NULL`, [
        channelId,
      ]);
      return row?.teamId ?? null;
    },

    /** Open incidents that the channel was told of and that are not merged into another one, newest first, at most 50. */
    async openOf(channel: { id: string; teamId: string }): Promise<{ id: string; number: number; monitor: string }[]> {
      return await sql(
        `SELECT i.id, i.number, m.name AS monitor FROM incidents i JOIN monitors m ON m.id = i.monitor_id
         WHERE i.team_id = $2 AND i.closed_at IS NULL AND i.merged_into_id IS NULL
           AND EXISTS (SELECT FROM outbox o WHERE o.incident_id = i.id AND o.channel_id = $1)
         ORDER BY i.number DESC LIMIT 50`,
        [channel.id, channel.teamId],
      );
    },

    /** Tells the team's open screens that incidents changed. */
    async announce(teamId: string): Promise<void> {
      await sql("SELECT pg_notify('vedette_changes', $1 || ':incidents')", [teamId]);
    },

    /** Open incidents whose quiet may be over, locked in order. `nowMs`: the database's clock. */
    async quiet(limit: number): Promise<(QuietIncident & { id: string; nowMs: number })[]> {
      return await sql(
        `SELECT i.id, ${ms("i.snoozed_until")} AS "snoozedUntilMs", ${ms("clock_timestamp()")} AS "nowMs",
                CASE WHEN p.id IS NOT NULL THEN jsonb_build_object('number', p.number, 'closedAtMs', ${ms("p.closed_at")}) END AS "mergedInto"
         FROM incidents i LEFT JOIN incidents p ON p.id = i.merged_into_id
         WHERE i.closed_at IS NULL AND (i.snoozed_until IS NOT NULL OR i.merged_into_id IS NOT NULL)
           AND (i.snoozed_until <= clock_timestamp() AND i.merged_into_id IS NULL OR p.closed_at IS NOT NULL)
         ORDER BY i.id LIMIT $1 FOR UPDATE OF i SKIP LOCKED`,
        [limit],
      );
    },

    /** Ends the quiet of incidents that are still open, and says why in their timelines. */
    async wake(incidents: readonly (Wake & { id: string })[]): Promise<EventRow[]> {
      return await sql<EventRow>(
        `WITH woken AS (
          UPDATE incidents i SET snoozed_until = NULL, merged_into_id = NULL, last_seq = i.last_seq + 1 FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS c (id, ended, why, translations)
          WHERE i.id = c.id AND i.closed_at IS NULL RETURNING i.id, i.team_id, i.last_seq, c.ended, c.why, c.translations
        )
        INSERT INTO incident_events (team_id, incident_id, seq, kind, at, data)
        SELECT team_id, id, last_seq, 'woken', clock_timestamp(), jsonb_build_object('ended', ended, 'why', why, 'translations', translations::jsonb) FROM woken RETURNING incident_id, seq`,
        [
          incidents.map(({ id }) => id),
          incidents.map(({ ended }) => ended),
          incidents.map(({ why }) => why.en),
          incidents.map(({ why }) => translationsOf(why)),
        ],
      );
    },
  };
}
