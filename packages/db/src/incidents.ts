import type { AlertRule } from "@vedette/core/alert";
import { type Circumstances, type HeldIncident, type Hold, flapWindowMs } from "@vedette/core/hold";
import type { Severity } from "@vedette/core/health";
import { type Translations, type Wording, joined, unsaid, wordingOf } from "@vedette/core/language";
import type { Decision } from "@vedette/core/telling";
import { inTrouble, watchedParents } from "./dependencies.ts";
import type { Sql } from "./sql.ts";

/** `ruleId` null: the monitor itself is down or degraded. */
export type IncidentSubject = { monitorNo: number; ruleId: string | null };
export type IncidentChange = IncidentSubject & {
  /** `opened` needs all fields; `raised` severity; `resolved` only times. */
  change: "opened" | "raised" | "resolved";
  /** Why nobody is told of an opening; null: they are. */
  hold: Hold | null;
  severity: Severity;
  summary: Wording;
  /** When it happened to the target: first bad check, worse check, first good check. */
  atMs: number;
  /** When it was confirmed. */
  confirmedAtMs: number;
};

/** One line of an incident's timeline, with all that an alert about it says. */
export type IncidentEventContext = {
  incidentId: string;
  seq: number;
  change: IncidentChange["change"] | "told" | "routed" | "acknowledged" | "unacknowledged" | "woken";
  atMs: number;
  number: number;
  severity: Severity;
  summary: Wording;
  startedAtMs: number;
  endedAtMs: number | null;
  team: { id: string; name: string; slug: string };
  monitor: { id: string; name: string; target: string };
  /** Null: its checks failed, or the rule was deleted. */
  rule: AlertRule | null;
  /** Channels that are told: for an opening that is not held those configured now, for everything later those that were told of it. */
  channelIds: string[];
};

export type EventRow = { incident_id: string; seq: number };
const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;

/** People do not want to hear more of the incident i for now; of its end they do. */
export const isQuiet = "(i.merged_into_id IS NOT NULL OR coalesce(i.snoozed_until > clock_timestamp(), false))";

const changeColumns = `AS c (id, monitor_no, rule_id, severity, summary, at_ms, confirmed_ms, held_for, held_because, translations)`;
const changeArrays = `unnest($1::uuid[], $2::int[], $3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::text[], $9::text[], $10::text[])`;

function changeValues(changes: readonly IncidentChange[], newId: () => string) {
  return [
    changes.map(() => newId()),
    changes.map((change) => change.monitorNo),
    changes.map((change) => change.ruleId),
    changes.map((change) => change.severity),
    changes.map((change) => change.summary.en),
    changes.map((change) => change.atMs),
    changes.map((change) => change.confirmedAtMs),
    changes.map((change) => change.hold?.reason ?? null),
    changes.map((change) => change.hold?.sentence ?? null),
    changes.map((change) => translationsOf(change.summary)),
  ];
}

/** All languages but English, as a column of JSON takes them. */
export function translationsOf(wording: Wording): string {
  const { en: _, ...translations } = wording;
  return JSON.stringify(translations);
}

/** The channels that a monitor m itself tells: none that is off, and none that belongs to a person. */
export const monitorChannels = `ARRAY(
  SELECT c.id FROM channels c WHERE c.team_id = m.team_id AND c.enabled AND c.deleted_at IS NULL
    AND (m.tells_all_channels OR EXISTS (SELECT FROM monitor_channels mc WHERE mc.monitor_id = m.id AND mc.channel_id = c.id))
    AND NOT EXISTS (SELECT FROM channel_preferences f WHERE f.channel_id = c.id AND f.owner_id IS NOT NULL))`;

export function incidentsOn(sql: Sql) {
  return {
    /**
     * Opens incidents; a monitor (or monitor and rule) that already has an open one is left alone, and so is one that was paused or
     * deleted. Numbers count up per team. Teams are locked in order, so that two callers cannot deadlock.
     */
    async open(changes: readonly IncidentChange[], newId: () => string): Promise<EventRow[]> {
      return await sql<EventRow>(
        `WITH wanted AS (
          SELECT c.*, m.id AS monitor_id, m.team_id, row_number() OVER (PARTITION BY m.team_id ORDER BY c.monitor_no) AS nth
          FROM ${changeArrays} ${changeColumns}
          CROSS JOIN LATERAL (SELECT id, team_id FROM monitors WHERE compat_number = c.monitor_no AND paused_at IS NULL AND deleted_at IS NULL OFFSET 0) m
        ), locked AS (
          SELECT id FROM teams WHERE id IN (SELECT team_id FROM wanted) ORDER BY id FOR NO KEY UPDATE
        ), numbered AS (
          UPDATE teams t SET last_incident_number = t.last_incident_number + w.n
          FROM (SELECT team_id, count(*)::int AS n FROM wanted GROUP BY team_id) w JOIN locked l ON l.id = w.team_id WHERE t.id = w.team_id
          RETURNING t.id AS team_id, t.last_incident_number - w.n AS base
        ), opened AS (
          INSERT INTO incidents (id, team_id, number, monitor_id, rule_id, severity, summary, translations, started_at, confirmed_at, held_for, last_seq)
          SELECT w.id, w.team_id, n.base + w.nth, w.monitor_id, w.rule_id, w.severity, w.summary, w.translations::jsonb,
                 to_timestamp(w.at_ms / 1000.0), to_timestamp(w.confirmed_ms / 1000.0), w.held_for, 1
          FROM wanted w JOIN numbered n ON n.team_id = w.team_id
          ON CONFLICT DO NOTHING
          RETURNING id, team_id, started_at, confirmed_at, severity, summary
        )
        INSERT INTO incident_events (team_id, incident_id, seq, kind, at, data)
        SELECT o.team_id, o.id, 1, 'opened', o.confirmed_at,
               jsonb_strip_nulls(jsonb_build_object('severity', o.severity, 'summary', o.summary, 'startedAtMs', ${ms("o.started_at")}, 'held', w.held_because))
        FROM opened o JOIN wanted w ON w.id = o.id RETURNING incident_id, seq`,
        changeValues(changes, newId),
      );
    },

    /** Raises open incidents from degraded to down, which ends a snooze; one that is already down is left alone. */
    async raise(changes: readonly IncidentChange[], newId: () => string): Promise<EventRow[]> {
      return await sql<EventRow>(
        `WITH raised AS (
          UPDATE incidents i SET severity = c.severity, summary = c.summary, translations = c.translations::jsonb, snoozed_until = NULL, last_seq = i.last_seq + 1
          FROM ${changeArrays} ${changeColumns} JOIN monitors m ON m.compat_number = c.monitor_no
          WHERE i.monitor_id = m.id AND i.rule_id IS NOT DISTINCT FROM c.rule_id AND i.closed_at IS NULL AND i.severity <> c.severity
          RETURNING i.id, i.team_id, i.last_seq, c.severity, c.summary, c.at_ms
        )
        INSERT INTO incident_events (team_id, incident_id, seq, kind, at, data)
        SELECT team_id, id, last_seq, 'raised', to_timestamp(at_ms / 1000.0), jsonb_build_object('severity', severity, 'summary', summary)
        FROM raised RETURNING incident_id, seq`,
        changeValues(changes, newId),
      );
    },

    /** Says better what is wrong with monitors whose incident is open; nobody is told of that. */
    async refine(incidents: readonly { monitorNo: number; summary: Wording }[]): Promise<void> {
      if (incidents.length === 0) return;
      await sql(
        `UPDATE incidents i SET summary = c.summary, translations = c.translations::jsonb
         FROM unnest($1::int[], $2::text[], $3::text[]) AS c (monitor_no, summary, translations) JOIN monitors m ON m.compat_number = c.monitor_no
         WHERE i.monitor_id = m.id AND i.rule_id IS NULL AND i.closed_at IS NULL AND i.summary <> c.summary`,
        [
          incidents.map(({ monitorNo }) => monitorNo),
          incidents.map(({ summary }) => summary.en),
          incidents.map(({ summary }) => translationsOf(summary)),
        ],
      );
    },

    /** What decides whether people are told of these openings, in the order given. */
    async circumstances(changes: readonly IncidentChange[]): Promise<Circumstances[]> {
      if (changes.length === 0) return [];
      return await sql<Circumstances>(
        `SELECT (SELECT w.title FROM maintenance_monitors mm JOIN maintenances w ON w.id = mm.maintenance_id WHERE mm.monitor_id = m.id
                  AND to_timestamp(c.at_ms / 1000.0) >= w.starts_at AND to_timestamp(c.at_ms / 1000.0) < w.ends_at ORDER BY w.ends_at DESC LIMIT 1) AS maintenance,
                ARRAY(SELECT p.name FROM ${watchedParents} WHERE d.child_no = c.monitor_no AND ${inTrouble} ORDER BY p.name) AS troubled,
                (SELECT count(*)::int FROM incidents i WHERE i.monitor_id = m.id AND i.rule_id IS NOT DISTINCT FROM c.rule_id
                  AND i.confirmed_at > to_timestamp((c.at_ms - $4::bigint) / 1000.0) AND i.started_at > to_timestamp((c.at_ms - $4::bigint) / 1000.0) - interval '1 day') AS recent
         FROM unnest($1::int[], $2::uuid[], $3::bigint[]) WITH ORDINALITY AS c (monitor_no, rule_id, at_ms, nth)
         LEFT JOIN monitors m ON m.compat_number = c.monitor_no ORDER BY c.nth`,
        [
          changes.map((change) => change.monitorNo),
          changes.map((change) => change.ruleId),
          changes.map((change) => change.confirmedAtMs),
          flapWindowMs,
        ],
      );
    },

    /** Open incidents of which nobody was told, locked in order. `nowMs`: the database's clock. */
    async held(limit: number): Promise<(HeldIncident & { id: string; nowMs: number })[]> {
      return await sql<HeldIncident & { id: string; nowMs: number }>(
        `SELECT i.id, i.held_for AS reason, ${ms("i.confirmed_at")} AS "confirmedMs", ${ms("clock_timestamp()")} AS "nowMs",
                m.interval_ms AS "intervalMs", coalesce((SELECT max(${ms("w.ends_at")}) FROM maintenance_monitors mm JOIN maintenances w ON w.id = mm.maintenance_id
                  WHERE mm.monitor_id = m.id AND w.starts_at <= clock_timestamp()), 0) AS "maintenanceMs",
                coalesce(a.troubled, 0) AS troubled, coalesce(a.recovered_ms, 0) AS "recoveredMs",
                coalesce((SELECT max(${ms("r.due_at")}) FROM unnest(m.location_nos) l CROSS JOIN LATERAL (SELECT due_at FROM results
                  WHERE monitor_no = m.compat_number AND location_no = l AND verdict < 3 AND due_at > i.confirmed_at ORDER BY due_at DESC LIMIT 1) r), 0) AS "seenMs"
         FROM incidents i JOIN monitors m ON m.id = i.monitor_id
         CROSS JOIN LATERAL (
           SELECT (count(*) FILTER (WHERE ${inTrouble}))::int AS troubled, max(${ms("p.since_at")}) AS recovered_ms
           FROM ${watchedParents} WHERE d.child_no = m.compat_number) a
         WHERE i.held_for IS NOT NULL AND i.closed_at IS NULL AND NOT ${isQuiet} ORDER BY i.id LIMIT $1 FOR UPDATE OF i SKIP LOCKED`,
        [limit],
      );
    },

    /** Lets people be told of held incidents that are still open, and says why in their timelines. */
    async release(incidents: readonly { id: string; why: string }[]): Promise<EventRow[]> {
      if (incidents.length === 0) return [];
      return await sql<EventRow>(
        `WITH released AS (
          UPDATE incidents i SET held_for = NULL, last_seq = i.last_seq + 1 FROM unnest($1::uuid[], $2::text[]) AS c (id, why)
          WHERE i.id = c.id AND i.held_for IS NOT NULL AND i.closed_at IS NULL RETURNING i.id, i.team_id, i.last_seq, c.why
        )
        INSERT INTO incident_events (team_id, incident_id, seq, kind, at, data)
        SELECT team_id, id, last_seq, 'told', clock_timestamp(), jsonb_build_object('why', why) FROM released RETURNING incident_id, seq`,
        [incidents.map((incident) => incident.id), incidents.map((incident) => incident.why)],
      );
    },

    /** Closes open incidents; where none is open nothing happens. */
    async resolve(changes: readonly IncidentChange[], newId: () => string): Promise<EventRow[]> {
      return await sql<EventRow>(
        `WITH closed AS (
          UPDATE incidents i SET ended_at = greatest(i.started_at, to_timestamp(c.at_ms / 1000.0)), closed_at = to_timestamp(c.confirmed_ms / 1000.0), last_seq = i.last_seq + 1
          FROM ${changeArrays} ${changeColumns} JOIN monitors m ON m.compat_number = c.monitor_no
          WHERE i.monitor_id = m.id AND i.rule_id IS NOT DISTINCT FROM c.rule_id AND i.closed_at IS NULL
          RETURNING i.id, i.team_id, i.last_seq, i.closed_at, i.ended_at
        )
        INSERT INTO incident_events (team_id, incident_id, seq, kind, at, data)
        SELECT team_id, id, last_seq, 'resolved', closed_at, jsonb_build_object('endedAtMs', ${ms("ended_at")})
        FROM closed RETURNING incident_id, seq`,
        changeValues(changes, newId),
      );
    },

    /** Everything that alerts about these events need, one row per event. */
    async contexts(events: readonly EventRow[]): Promise<IncidentEventContext[]> {
      const rows = await sql<ContextRow>(
        `SELECT i.id AS incident_id, e.seq, e.kind AS change, ${ms("e.at")} AS at_ms, i.number, i.severity, i.summary, i.translations,
                ${ms("i.started_at")} AS started_ms, ${ms("i.ended_at")} AS ended_ms,
                t.id AS team_id, t.name AS team_name, t.slug AS team_slug,
                m.id AS monitor_id, m.name AS monitor_name, m.target,
                CASE WHEN r.id IS NOT NULL THEN jsonb_build_object('id', r.id, 'name', r.name, 'runbook', coalesce(r.settings ->> 'runbook', ''), 'labels',
                  coalesce((SELECT jsonb_object_agg(l ->> 'name', l ->> 'value') FROM jsonb_array_elements(r.settings -> 'labels') l), '{}')) END AS rule,
                CASE e.kind WHEN 'woken' THEN coalesce(e.data -> 'translations', '{}') || jsonb_build_object('en', e.data ->> 'why') END AS note,
                CASE WHEN i.held_for IS NOT NULL OR e.kind <> 'resolved' AND ${isQuiet} THEN '{}' WHEN e.kind IN ('opened', 'told') THEN ${monitorChannels}
                ELSE ARRAY(SELECT DISTINCT o.channel_id FROM outbox o WHERE o.incident_id = i.id) END AS channel_ids
         FROM unnest($1::uuid[], $2::int[]) AS n (incident_id, seq)
         JOIN incident_events e ON e.incident_id = n.incident_id AND e.seq = n.seq
         JOIN incidents i ON i.id = e.incident_id
         JOIN teams t ON t.id = i.team_id
         JOIN monitors m ON m.id = i.monitor_id
         LEFT JOIN rules r ON r.id = i.rule_id`,
        [events.map((event) => event.incident_id), events.map((event) => event.seq)],
      );
      return rows.map(contextOf);
    },

    /** Writes decisions about whom to tell into timelines, and tells open screens. A closed incident takes none. */
    async note(notes: readonly { incidentId: string; decisions: readonly Decision[] }[]): Promise<EventRow[]> {
      if (notes.length === 0) return [];
      return await sql<EventRow>(
        `WITH noted AS (
          UPDATE incidents i SET last_seq = i.last_seq + 1 FROM unnest($1::uuid[], $2::text[]) AS n (id, decisions)
          WHERE i.id = n.id AND i.closed_at IS NULL RETURNING i.id, i.team_id, i.last_seq, n.decisions::jsonb AS decisions
        ), announced AS (SELECT pg_notify('vedette_changes', team_id || ':incidents') FROM (SELECT DISTINCT team_id FROM noted) t)
        INSERT INTO incident_events (team_id, incident_id, seq, kind, at, data)
        SELECT team_id, id, last_seq, 'routed', now(), jsonb_build_object('decisions', decisions) FROM noted
        WHERE (SELECT count(*) FROM announced) >= 0 RETURNING incident_id, seq`,
        [notes.map(({ incidentId }) => incidentId), notes.map(({ decisions }) => JSON.stringify(decisions))],
      );
    },

    /** Marks the pages that show these monitors for publication and tells listeners which teams changed. */
    async announceMonitors(monitorIds: readonly string[], topics: readonly string[]): Promise<void> {
      await sql(
        `UPDATE pages SET dirty_at = coalesce(dirty_at, clock_timestamp()) WHERE published AND id IN (
          SELECT c.page_id FROM component_monitors cm JOIN components c ON c.id = cm.component_id WHERE cm.monitor_id = ANY($1::uuid[]))`,
        [monitorIds],
      );
      await sql(
        `SELECT pg_notify('vedette_changes', team_id || ':' || topic)
         FROM (SELECT DISTINCT team_id FROM monitors WHERE id = ANY($1::uuid[])) t, unnest($2::text[]) AS topic`,
        [monitorIds, topics],
      );
    },
  };
}

type ContextRow = {
  incident_id: string;
  seq: number;
  change: IncidentEventContext["change"];
  at_ms: number;
  number: number;
  severity: Severity;
  summary: string;
  translations: Translations;
  started_ms: number;
  ended_ms: number | null;
  team_id: string;
  team_name: string;
  team_slug: string;
  monitor_id: string;
  monitor_name: string;
  target: string;
  rule: AlertRule | null;
  /** Why people are told again. */
  note: (Translations & { en: string }) | null;
  channel_ids: string[];
};

const givenBack: Wording = {
  en: "It was given back: nobody is looking at it any more.",
  de: "Es wurde zurückgegeben: Niemand kümmert sich mehr darum.",
};

function noteOf({ change, note }: ContextRow): Wording {
  if (change === "unacknowledged") return givenBack;
  return note === null ? unsaid : wordingOf(note.en, note);
}

function contextOf(row: ContextRow): IncidentEventContext {
  return {
    incidentId: row.incident_id,
    seq: row.seq,
    change: row.change,
    atMs: row.at_ms,
    number: row.number,
    severity: row.severity,
    summary: joined(wordingOf(row.summary, row.translations), noteOf(row)),
    startedAtMs: row.started_ms,
    endedAtMs: row.ended_ms,
    team: { id: row.team_id, name: row.team_name, slug: row.team_slug },
    monitor: { id: row.monitor_id, name: row.monitor_name, target: row.target },
    rule: row.rule,
    channelIds: row.channel_ids,
  };
}
