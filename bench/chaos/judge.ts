import { readFileSync } from "node:fs";
import pg from "pg";
import type { DeliveryLine, TruthLine } from "./logs.ts";

/*
 * An independent judge: it reads what the targets knew of themselves, what the receiver got and what the database says, and shares no code
 * with the product. Target n is watched by the monitor named `T<n>`.
 */

/** `violations` is empty where every promise was kept. The figures say what was seen. */
export type Judgement = { violations: string[]; figures: Record<string, number> };

type Monitor = { no: number; id: string; name: string; interval_ms: number; failures_to_open: number; successes_to_close: number };
type Result = { no: number; due_ms: number; late_ms: number; verdict: number; total_us: number | null };
/** `ticks` 0: from somewhere between two ticks on, as before the first check. */
type Gap = { no: number; from_ms: number; until_ms: number; ticks: number };
type Incident = { id: string; monitor_id: string; start_ms: number; end_ms: number | null; held_for: string | null };
type Alert = { id: string; incident_id: string; type: string };
type Span = { fromMs: number; untilMs: number };

/** Target and prober read the same clock; a request is on its way for less than this. */
const slackMs = 100;

export async function judge(databaseUrl: string, truthLog: string, deliveryLog: string): Promise<Judgement> {
  const pool = new pg.Client({ connectionString: databaseUrl });
  await pool.connect();
  const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;
  const rows = async <Row extends object>(sql: string) => (await pool.query<Row>(sql)).rows;
  try {
    const monitors = await rows<Monitor>(
      "SELECT compat_number AS no, id, name, interval_ms, failures_to_open, successes_to_close FROM monitors ORDER BY 1",
    );
    const results = await rows<Result>(
      `SELECT monitor_no AS no, ${ms("due_at")} AS due_ms, late_ms, verdict, total_us FROM results ORDER BY monitor_no, due_at`,
    );
    const gaps = await rows<Gap>(
      `SELECT monitor_no AS no, ${ms("from_at")} AS from_ms, ${ms("until_at")} AS until_ms, ticks FROM gaps ORDER BY 1, 2`,
    );
    const incidents = await rows<Incident>(
      `SELECT id, monitor_id, held_for, ${ms("started_at")} AS start_ms, ${ms("ended_at")} AS end_ms FROM incidents ORDER BY monitor_id, started_at`,
    );
    const alerts = await rows<Alert>("SELECT key AS id, incident_id, type FROM outbox WHERE incident_id IS NOT NULL");
    const truth = linesOf<TruthLine>(truthLog);
    const deliveries = linesOf<DeliveryLine>(deliveryLog);
    const violations: string[] = [];
    const figures = { monitors: monitors.length, results: results.length, ticks: 0, ticksWithoutData: 0, outages: 0 };
    for (const monitor of monitors) {
      const mine = results.filter((result) => result.no === monitor.no);
      const missing = gaps.filter((gap) => gap.no === monitor.no);
      const outages = outagesOf(truth.filter((line) => `T${line.target}` === monitor.name));
      const opened = incidents.filter((incident) => incident.monitor_id === monitor.id);
      figures.outages += outages.length;
      violations.push(...lies(monitor, mine, outages), ...wrongIncidents(monitor, mine, opened));
      const ticks = ticksOf(monitor, mine, missing);
      figures.ticks += ticks.all;
      figures.ticksWithoutData += ticks.withoutData;
      violations.push(...ticks.violations);
    }
    const told = tellings(incidents, alerts, deliveries);
    return { violations: [...violations, ...told.violations], figures: { ...figures, incidents: incidents.length, ...told.figures } };
  } finally {
    await pool.end();
  }
}

function linesOf<Line>(file: string): Line[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line); // safe because farm and sink write nothing else
}

function outagesOf(lines: readonly TruthLine[]): Span[] {
  const outages: Span[] = [];
  for (const line of lines) {
    const last = outages.at(-1);
    if (!line.up) outages.push({ fromMs: line.atMs, untilMs: Infinity });
    else if (last !== undefined && last.untilMs === Infinity) last.untilMs = line.atMs;
  }
  return outages;
}

/** No verdict without a cause: up only where the target was up at some moment of the check, down only where it was down. */
function lies({ name }: Monitor, results: readonly Result[], outages: readonly Span[]): string[] {
  return results.flatMap((result) => {
    if (result.verdict > 2) return [];
    const fromMs = result.due_ms + result.late_ms - slackMs;
    const untilMs = result.due_ms + result.late_ms + (result.total_us ?? 0) / 1_000 + slackMs;
    const touched = outages.filter((outage) => outage.fromMs < untilMs && outage.untilMs > fromMs);
    const wasDown = touched.length > 0;
    const wasUp = !touched.some((outage) => outage.fromMs <= fromMs && outage.untilMs >= untilMs);
    const isTrue = result.verdict === 0 ? wasUp : wasDown;
    return isTrue ? [] : [`${name} was said to be ${result.verdict === 0 ? "up" : "down"} at ${result.due_ms}, and it was not`];
  });
}

/** Every tick of the grid has a result or lies in a gap. */
function ticksOf({ name, interval_ms: everyMs }: Monitor, results: readonly Result[], gaps: readonly Gap[]) {
  const first = Math.min(results[0]?.due_ms ?? Infinity, gaps.find((gap) => gap.ticks > 0)?.from_ms ?? Infinity);
  const last = results.at(-1)?.due_ms ?? -Infinity;
  const stored = new Set(results.map((result) => result.due_ms));
  const violations: string[] = [];
  let all = 0;
  let withoutData = 0;
  for (let tickMs = first; tickMs <= last; tickMs += everyMs) {
    all += 1;
    if (stored.has(tickMs)) continue;
    withoutData += 1;
    if (!gaps.some((gap) => gap.from_ms <= tickMs && gap.until_ms > tickMs))
      violations.push(`${name} has neither a result nor a gap at ${tickMs}`);
  }
  return { all, withoutData, violations };
}

/** The incidents are exactly those that the results confirm, begun at the first bad check and ended at the first good one; one at a time. */
function wrongIncidents(monitor: Monitor, results: readonly Result[], opened: readonly Incident[]): string[] {
  const expected: { startMs: number; endMs: number | null }[] = [];
  let isDown = false;
  let run = { isGood: true, length: 0, startMs: 0 };
  for (const { verdict, due_ms: dueMs } of results) {
    if (verdict > 2) continue;
    const isGood = verdict === 0;
    run = run.length > 0 && run.isGood === isGood ? { ...run, length: run.length + 1 } : { isGood, length: 1, startMs: dueMs };
    if (!isDown && !isGood && run.length >= monitor.failures_to_open) {
      isDown = true;
      expected.push({ startMs: run.startMs, endMs: null });
    } else if (isDown && isGood && run.length >= monitor.successes_to_close) {
      isDown = false;
      const last = expected.at(-1);
      if (last !== undefined) last.endMs = run.startMs;
    }
  }
  const show = (spans: readonly { startMs: number; endMs: number | null }[]) =>
    spans.map((span) => `${span.startMs}-${span.endMs ?? "open"}`);
  const seen = new Set(show(opened.map((incident) => ({ startMs: incident.start_ms, endMs: incident.end_ms }))));
  const wanted = new Set(show(expected));
  return [
    ...[...wanted].filter((span) => !seen.has(span)).map((span) => `${monitor.name} has no incident ${span}`),
    ...[...seen].filter((span) => !wanted.has(span)).map((span) => `${monitor.name} has an incident ${span} that no results confirm`),
    ...(opened.length === seen.size ? [] : [`${monitor.name} has an incident twice`]),
  ];
}

/**
 * Whoever was told that it broke was told that it ended, in this order; what was told twice bore the same id. Of a monitor that flaps, from
 * its fourth incident within an hour on, nobody is told.
 */
function tellings(incidents: readonly Incident[], alerts: readonly Alert[], deliveries: readonly DeliveryLine[]) {
  const violations: string[] = [];
  const taken = deliveries.filter((delivery) => delivery.answer === "taken");
  const known = new Set(alerts.map((alert) => alert.id));
  let held = 0;
  for (const delivery of deliveries) if (!known.has(delivery.id)) violations.push(`${delivery.id} was sent and is not in the outbox`);
  for (const incident of incidents) {
    const mine = taken.filter((delivery) => delivery.incidentId === incident.id);
    const at = (type: string) => mine.filter((delivery) => delivery.type === type);
    const [opened, resolved] = [at("incident.opened"), at("incident.resolved")];
    if (incident.held_for !== null) {
      held += 1;
      const hourBefore = incident.start_ms - 3_600_000;
      const before = incidents.filter(
        (other) => other.monitor_id === incident.monitor_id && other.start_ms < incident.start_ms && other.start_ms > hourBefore,
      ).length;
      if (incident.held_for !== "flapping" || before < 3) violations.push(`incident ${incident.id} was held without a reason`);
      if (mine.length > 0) violations.push(`somebody was told of incident ${incident.id}, which is held`);
      continue;
    }
    if (opened.length === 0) violations.push(`nobody was told that incident ${incident.id} began`);
    if (incident.end_ms !== null && resolved.length === 0) violations.push(`nobody was told that incident ${incident.id} ended`);
    if (Math.min(...resolved.map((one) => one.atMs)) < Math.min(...opened.map((one) => one.atMs)))
      violations.push(`the end of incident ${incident.id} was told before its beginning`);
    for (const same of [opened, resolved])
      if (new Set(same.map((one) => one.id)).size > 1) violations.push(`incident ${incident.id} was told under several ids`);
  }
  const distinct = new Set(taken.map((delivery) => delivery.id)).size;
  return { violations, figures: { held, alertsTaken: distinct, alertsTakenAgain: taken.length - distinct } };
}
