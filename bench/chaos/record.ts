import { readFileSync } from "node:fs";
import pg from "pg";
import type { AnswerLine, CutLine, DeliveryLine, FaultLine, MailLine, StallLine, TruthLine } from "./logs.ts";

/** What a judge goes by: what was really so, from the logs of farm, receivers and fault maker, and what the product says, from its database. */
export type Evidence = {
  monitors: Monitor[];
  results: Result[];
  gaps: Gap[];
  incidents: Incident[];
  alerts: Alert[];
  mails: (MailLine & { createdMs: number | null })[];
  locations: { no: number; name: string }[];
  truth: TruthLine[];
  cuts: Cut[];
  stalls: StallLine[];
  deliveries: DeliveryLine[];
  faults: FaultLine[];
  answers: AnswerLine[];
  edited: Edited[];
  audits: Audit[];
  pings: StoredPing[];
};

/** Target n is watched by the monitor named `T<n>`. */
export type Monitor = {
  no: number;
  id: string;
  name: string;
  interval_ms: number;
  timeout_ms: number;
  failures_to_open: number;
  successes_to_close: number;
  location_nos: number[];
  quorum: "any" | "majority" | "all";
};
/** `stored_ms`: when it became visible. `distrust`: why its location did not trust itself, in words. */
export type Result = {
  no: number;
  location: number;
  due_ms: number;
  late_ms: number;
  verdict: number;
  total_us: number | null;
  stored_ms: number;
  distrust: string | null;
};
/** `ticks` 0: from somewhere between two ticks on, as before the first check. */
export type Gap = { no: number; location: number; from_ms: number; until_ms: number; ticks: number; stored_ms: number };
/** `opened_ms` and `closed_ms`: when that became visible. */
export type Incident = {
  id: string;
  monitor_id: string;
  start_ms: number;
  confirmed_ms: number;
  end_ms: number | null;
  opened_ms: number;
  closed_ms: number | null;
  held_for: string | null;
};
export type Alert = { id: string; incident_id: string; type: string };
/** A monitor of the team whose changes were asked for in the admin UI. */
export type Edited = { id: string; name: string; is_deleted: boolean };
/** How often the audit log has this of a monitor. */
export type Audit = { monitor_id: string; action: string; n: number };
/** How often a ping with this body is stored. */
export type StoredPing = { body: string; n: number };
export type Span = { fromMs: number; untilMs: number };
/** While it lasts nothing gets from the location to these targets; nor to a canary, where `canaries` is true. Little does where it `leaks`. */
export type Cut = Span & { locationNo: number; targets: number[]; canaries: boolean; leaks: boolean };

export type LogFiles = Record<"truth" | "cuts" | "stalls" | "deliveries" | "mails" | "faults" | "answers", string>;

export async function readEvidence(databaseUrl: string, logs: LogFiles): Promise<Evidence> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const ms = (moment: string) => `(extract(epoch FROM ${moment}) * 1000)::float8`;
  const storedMs = (table: string) => ms(`pg_xact_commit_timestamp(${table}.xmin)`);
  const rows = async <Row extends object>(sql: string) => (await client.query<Row>(sql)).rows;
  // Others are Vedette's own, by which it watches itself.
  const answers = linesOf<AnswerLine>(logs.answers);
  const customers = "team_id IN (SELECT team_id FROM monitors WHERE id = ANY($1))";
  const ofCustomers = async <Row extends object>(sql: string) =>
    (await client.query<Row>(sql, [[...new Set(answers.map(({ monitorId }) => monitorId))]])).rows;
  const watched = "m.name ~ '^T[0-9]+$'";
  try {
    const sent = await rows<{ key: string; created_ms: number }>(
      `SELECT key, ${ms("created_at")} AS created_ms FROM outbox WHERE type = 'system.mail'`,
    );
    return {
      monitors: await rows<Monitor>(
        `SELECT compat_number AS no, id, name, interval_ms, (spec ->> 'timeoutMs')::int AS timeout_ms, failures_to_open, successes_to_close, location_nos, quorum
         FROM monitors m WHERE ${watched} ORDER BY 1`,
      ),
      results: await rows<Result>(
        `SELECT r.monitor_no AS no, r.location_no AS location, ${ms("r.due_at")} AS due_ms, r.late_ms, r.verdict, r.total_us, ${storedMs("r")} AS stored_ms,
                CASE WHEN r.reason = 104 THEN coalesce(e.reason, '') END AS distrust
         FROM results r JOIN monitors m ON m.compat_number = r.monitor_no AND ${watched} LEFT JOIN evidence e ON r.reason = 104 AND e.monitor_no = r.monitor_no AND e.location_no = r.location_no AND e.due_at = r.due_at
         ORDER BY 1, 2, 3`,
      ),
      gaps: await rows<Gap>(
        `SELECT monitor_no AS no, location_no AS location, ${ms("from_at")} AS from_ms, ${ms("until_at")} AS until_ms, ticks, ${storedMs("g")} AS stored_ms
         FROM gaps g JOIN monitors m ON m.compat_number = g.monitor_no AND ${watched} ORDER BY 1, 2, 3`,
      ),
      incidents: await rows<Incident>(
        `SELECT i.id, i.monitor_id, i.held_for, ${ms("i.started_at")} AS start_ms, ${ms("i.confirmed_at")} AS confirmed_ms, ${ms("i.ended_at")} AS end_ms,
                (SELECT ${storedMs("e")} FROM incident_events e WHERE e.incident_id = i.id AND e.kind = 'opened') AS opened_ms,
                (SELECT ${storedMs("e")} FROM incident_events e WHERE e.incident_id = i.id AND e.kind = 'resolved') AS closed_ms
         FROM incidents i JOIN monitors m ON m.id = i.monitor_id AND ${watched} ORDER BY i.monitor_id, i.started_at`,
      ),
      alerts: await rows<Alert>("SELECT key AS id, incident_id, type FROM outbox WHERE incident_id IS NOT NULL"),
      mails: linesOf<MailLine>(logs.mails).map((mail) => ({
        ...mail,
        createdMs: sent.find(({ key }) => mail.id.startsWith(`<${key}@`))?.created_ms ?? null,
      })),
      locations: await rows<{ no: number; name: string }>("SELECT no, name FROM locations ORDER BY no"),
      truth: linesOf<TruthLine>(logs.truth),
      cuts: cutsOf(linesOf<CutLine>(logs.cuts)),
      stalls: linesOf<StallLine>(logs.stalls),
      deliveries: linesOf<DeliveryLine>(logs.deliveries),
      faults: linesOf<FaultLine>(logs.faults),
      answers,
      edited: await ofCustomers<Edited>(`SELECT id, name, deleted_at IS NOT NULL AS is_deleted FROM monitors WHERE ${customers}`),
      audits: await ofCustomers<Audit>(
        `SELECT subject_id AS monitor_id, action, count(*)::int AS n FROM audit WHERE ${customers} GROUP BY 1, 2`,
      ),
      pings: await ofCustomers<StoredPing>(
        `SELECT convert_from(body, 'UTF8') AS body, count(*)::int AS n FROM pings WHERE monitor_no IN (SELECT compat_number FROM monitors WHERE ${customers}) GROUP BY 1`,
      ),
    };
  } finally {
    await client.end();
  }
}

function linesOf<Line>(file: string): Line[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line); // safe because each log has one writer, and it writes nothing else
}

function cutsOf(lines: readonly CutLine[]): Cut[] {
  const cuts: Cut[] = [];
  for (const { locationNo, targets, canaries, leaks, atMs } of lines) {
    const last = cuts.findLast((cut) => cut.locationNo === locationNo);
    if (last?.untilMs === Infinity) last.untilMs = atMs;
    if (targets.length > 0) cuts.push({ locationNo, targets, canaries, leaks, fromMs: atMs, untilMs: Infinity });
  }
  return cuts;
}

/** When a target was down by its own word. */
export function outagesOf(truth: readonly TruthLine[], target: number): Span[] {
  const outages: Span[] = [];
  for (const line of truth) {
    if (line.target !== target) continue;
    const last = outages.at(-1);
    const isDown = last?.untilMs === Infinity;
    if (line.up && isDown) last.untilMs = line.atMs;
    else if (!line.up && !isDown) outages.push({ fromMs: line.atMs, untilMs: Infinity });
  }
  return outages;
}

export const touches = (a: Span, b: Span): boolean => a.fromMs < b.untilMs && a.untilMs > b.fromMs;

/** In order, those that touch or overlap made one. */
export function merged(spans: readonly Span[]): Span[] {
  const all: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = all.at(-1);
    if (last !== undefined && span.fromMs <= last.untilMs) last.untilMs = Math.max(last.untilMs, span.untilMs);
    else all.push({ ...span });
  }
  return all;
}
