import type { Actor } from "@vedette/core/access";
import { authorize } from "@vedette/core/authorize";
import type { BackTest } from "@vedette/core/back-test";
import { type MetricWindow, mergeMetric } from "@vedette/core/metric-window";
import { type Replay, quieterLimits, replay, suggestedLimit } from "@vedette/core/replay";
import { type QuieterLimit, type RuleInput, type RuleRecord, limitsOf } from "@vedette/core/rule";
import { ruleKinds } from "@vedette/core/rule-kinds";
import { measureOf } from "@vedette/core/rule-step";
import { windowStartMs, windowsOver } from "@vedette/core/rule-windows";
import type { Seen } from "@vedette/core/rules/rule-kind";
import type { UptimeDefinition } from "@vedette/core/uptime-definition";
import type { Db } from "@vedette/db/db";
import type { CoveredMonitor } from "@vedette/db/rule-rows";
import { setImmediate } from "node:timers/promises";
import { median } from "@vedette/core/robust";
import { inspectRule } from "./inspect-rule.ts";
import { forecastDays, forecastOf, trendOf } from "./analyse.ts";
import { metricStartMs, registrationFigure, seeRules } from "./see-rules.ts";
import { toldBy } from "./who-would-be-told.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const fineMs = 300_000;
const suggestedFromDays = 14;
/** What a condition has to mention for the days that certificates had left to be kept. */
const certificateFigure = "tls.expires_in";
/** Of a rule that looks at many monitors only the first are replayed, so that a form answers while somebody types. */
const mostMonitors = 25;

type Deps = { db: Db; now: () => number };

/**
 * Replays a rule that is not saved yet over what is stored of the last days, by the step that decides in earnest: when it would have
 * opened, for how long, and who would have been told by today's channels. Reads rollups alone and writes nothing. The first 25 monitors of
 * a wide rule are replayed.
 */
export async function backTestRule(deps: Deps, actor: Actor, input: { rule: RuleInput; days: number }): Promise<BackTest> {
  authorize(actor, "monitor:write");
  const { rule, days } = input;
  const { total, monitors, problems } = await inspectRule(deps, actor.teamId, rule);
  const some = monitors.slice(0, mostMonitors);
  const stepMs = stepOf(rule);
  const untilMs = endOf(deps.now(), stepMs);
  const definition = await deps.db.config.uptime.definition(actor.teamId);
  const ids = some.map((monitor) => monitor.id);
  const told = await toldBy(deps, actor.teamId, ids, rule.settings.severity, deps.now());
  const base = { untilMs, stepMs, covered: total, problems, now: await nowOf(deps.db, rule, some, definition, deps.now()) };
  const { values, replays } = await replayed(deps.db, rule, some, { definition, stepMs, fromMs: untilMs - days * dayMs, untilMs });
  return {
    ...base,
    fromMs: replays.length === 0 ? null : Math.min(...replays.map((each) => each.fromMs)),
    notReplayed: replays.length === 0 ? nothingStored(rule) : null,
    monitors: replays.map(({ monitor: { id, name }, firings }) => ({ monitor: { id, name }, firings, told: told.get(id) ?? [] })),
    suggested: suggestionOf(rule, values),
  };
}

/**
 * A limit with which the rule would have fired at most half as often with these monitors in the last 14 days, and still for all that
 * somebody acknowledged; null where the past does not say one.
 */
export async function quieterLimit(
  { db, now }: Deps,
  teamId: string,
  rule: RuleRecord,
  monitors: readonly CoveredMonitor[],
): Promise<QuieterLimit | null> {
  const { limitField, schema, format, best } = ruleKinds[rule.kind];
  if (best === undefined || limitField === null) return null;
  const stepMs = stepOf(rule);
  const untilMs = endOf(now(), stepMs);
  const past = { definition: await db.config.uptime.definition(teamId), stepMs, fromMs: untilMs - suggestedFromDays * dayMs, untilMs };
  const { values, replays } = await replayed(db, rule, monitors, past);
  const fires = firingsIn(replays);
  if (fires.length === 0) return null;
  const acknowledged = await db.ruleRows.acknowledged({ teamId, id: rule.id }, past.fromMs);
  for (const limit of quieterLimits(fires, limitsOf(rule).worse, best ?? median(values))) {
    const params = { ...rule.params, [limitField]: limit };
    if (!schema.safeParse(params).success) continue;
    const quieter = (await replayed(db, { ...rule, params }, monitors, past)).replays;
    const wouldFire = firingsIn(quieter).length;
    const isKept = ({ monitorId, startedAtMs, endedAtMs }: (typeof acknowledged)[number]) =>
      // What is replayed moves by whole steps, what happened did not.
      firingsIn(quieter.filter(({ monitor }) => monitor.id === monitorId)).some(
        (firing) => firing.fromMs - stepMs <= (endedAtMs ?? Infinity) && (firing.untilMs ?? Infinity) + stepMs >= startedAtMs,
      );
    if (wouldFire * 2 <= fires.length && acknowledged.every(isKept))
      return { limit: format(limit, rule.params), fires: fires.length, wouldFire };
  }
  return null;
}

const firingsIn = (replays: readonly Replay[]) => replays.flatMap(({ firings }) => firings);

/** Replays a rule with each of these monitors; those of which nothing is stored are left out. `values`: those of the last 14 days. */
async function replayed(db: Db, rule: RuleInput, monitors: readonly CoveredMonitor[], past: Past) {
  const values: number[] = [];
  const replays: (Replay & { fromMs: number; monitor: CoveredMonitor })[] = [];
  for (const monitor of monitors) {
    const stored = await momentsOf(db, rule, monitor.monitorNo, past);
    if (stored !== null) {
      const result = replay(rule, stored.moments);
      values.push(...result.values.slice(-suggestedFromDays * (dayMs / past.stepMs)));
      replays.push({ ...result, fromMs: stored.fromMs, monitor });
    }
    await setImmediate();
  }
  return { values, replays };
}

function suggestionOf(rule: RuleInput, values: readonly number[]): number | null {
  const { best } = ruleKinds[rule.kind];
  if (best === undefined || values.length === 0) return null;
  return suggestedLimit(values, limitsOf(rule).worse, best ?? median(values));
}

function stepOf({ kind, params }: RuleInput): number {
  const { windowsMs, fact } = ruleKinds[kind];
  if (fact === "forecast" || fact === "trend") return dayMs;
  if (fact === "certificate" || fact === "domain") return hourMs;
  const windows = windowsMs(params);
  return windows.length > 0 && Math.min(...windows) > 6 * hourMs ? hourMs : fineMs;
}

/** The newest full step; of one that is longer than an hour the newest full hour. */
function endOf(nowMs: number, stepMs: number): number {
  const gridMs = Math.min(stepMs, hourMs);
  return Math.floor(nowMs / gridMs) * gridMs;
}

/** Why the past does not say what a rule would have seen. */
function nothingStored({ kind }: RuleInput): string {
  const { fact } = ruleKinds[kind];
  if (fact === "certificate")
    return `Days left in the past are stored only where a condition mentions ${certificateFigure}, and none has, so they cannot be replayed. The rule itself needs no condition.`;
  if (fact === "trend") return "Two weeks of it have to be stored to compare them, so the past cannot be replayed yet.";
  if (fact === "forecast") return "No day that is stored had a forecast, so the past cannot be replayed.";
  return "Nothing of it is stored yet.";
}

async function nowOf(
  db: Db,
  rule: RuleInput,
  monitors: readonly CoveredMonitor[],
  definition: UptimeDefinition,
  nowMs: number,
): Promise<string | null> {
  const [monitor] = monitors;
  if (monitor === undefined || monitors.length > 1) return null;
  const [seen] = await seeRules(db, [{ ...rule, monitorNo: monitor.monitorNo, definition }], nowMs);
  const value = seen === undefined ? null : measureOf(rule, seen).value;
  return value === null ? null : ruleKinds[rule.kind].format(value, rule.params);
}

type Past = { definition: UptimeDefinition; stepMs: number; fromMs: number; untilMs: number };
const blind: Omit<Seen, "atMs" | "definition"> = { windows: [], metric: null, momentMs: null, runMs: null, change: null };

/** What a rule would have seen of one monitor, moment by moment, and from when on; null where nothing is stored. */
async function momentsOf(
  db: Db,
  rule: RuleInput,
  monitorNo: number,
  past: Past,
): Promise<{ fromMs: number; moments: Iterable<Seen> } | null> {
  const { fact } = ruleKinds[rule.kind];
  if (fact === "metric") return await figuresOf(db, rule, monitorNo, past);
  if (fact === "runs") return await runsOf(db, monitorNo, past);
  if (fact === "certificate") return await endsOf(db, monitorNo, certificateFigure, past);
  if (fact === "domain") return await endsOf(db, monitorNo, registrationFigure, past);
  if (fact === "forecast" || fact === "trend") return await judgementsOf(db, fact, monitorNo, past);
  return await checksOf(db, rule, monitorNo, past);
}

async function checksOf(db: Db, rule: RuleInput, monitorNo: number, past: Past) {
  const { definition, stepMs, fromMs, untilMs } = past;
  const windowsMs = ruleKinds[rule.kind].windowsMs(rule.params);
  const firstMs = windowStartMs(fromMs, Math.max(...windowsMs));
  const rows = await db.rollups.seriesOf(monitorNo, stepMs === hourMs ? 3_600 : 300, firstMs, untilMs);
  const first = rows[0]?.atMs;
  if (first === undefined) return null;
  const beginMs = Math.max(fromMs, first + stepMs);
  function* moments(): Generator<Seen> {
    for (const { atMs, windows } of windowsOver(rows, { windowsMs, stepMs, fromMs: beginMs, untilMs }))
      yield { ...blind, definition, atMs, windows };
  }
  return { fromMs: beginMs, moments: moments() };
}

async function figuresOf(db: Db, rule: RuleInput, monitorNo: number, { definition, stepMs, fromMs, untilMs }: Past) {
  const windowMs = Number(rule.params["windowMs"]);
  const buckets = await db.metrics.seriesOf(monitorNo, String(rule.params["metric"]), metricStartMs(fromMs, windowMs), untilMs);
  const first = buckets[0]?.atMs;
  if (first === undefined) return null;
  const beginMs = Math.max(fromMs, first + stepMs);
  function* moments(): Generator<Seen> {
    let [begin, end] = [0, 0];
    for (let atMs = Math.ceil(beginMs / stepMs) * stepMs; atMs <= untilMs; atMs += stepMs) {
      while ((buckets[end]?.atMs ?? Infinity) < atMs) end++;
      while ((buckets[begin]?.atMs ?? Infinity) < metricStartMs(atMs, windowMs)) begin++;
      const metric: MetricWindow | null = mergeMetric(buckets.slice(begin, end));
      yield { ...blind, definition, atMs, metric };
    }
  }
  return { fromMs: beginMs, moments: moments() };
}

async function runsOf(db: Db, monitorNo: number, { definition, stepMs, fromMs, untilMs }: Past) {
  const runs = await db.ruleFacts.runsBetween(monitorNo, fromMs, untilMs);
  const first = runs[0];
  if (first === undefined) return null;
  const beginMs = Math.max(fromMs, first.endMs - first.runMs);
  function* moments(): Generator<Seen> {
    let ended = 0;
    for (let atMs = Math.ceil(beginMs / stepMs) * stepMs; atMs <= untilMs; atMs += stepMs) {
      while ((runs[ended]?.endMs ?? Infinity) < atMs) ended++;
      const open = runs[ended];
      const goingMs = open !== undefined && open.endMs - open.runMs < atMs ? atMs - (open.endMs - open.runMs) : null;
      const newestMs = runs[ended - 1]?.runMs ?? null;
      const runMs = goingMs === null ? newestMs : Math.max(goingMs, newestMs ?? 0);
      yield { ...blind, definition, atMs, runMs };
    }
  }
  return { fromMs: beginMs, moments: moments() };
}

/** When a certificate or a registration ended, as the figure said that was newest at each moment. */
async function endsOf(db: Db, monitorNo: number, figure: string, { definition, stepMs, fromMs, untilMs }: Past) {
  const buckets = await db.metrics.seriesOf(monitorNo, figure, fromMs, untilMs);
  const first = buckets[0]?.lastMs;
  if (first === undefined) return null;
  const beginMs = Math.ceil(first / stepMs) * stepMs;
  function* moments(): Generator<Seen> {
    let next = 0;
    for (let atMs = beginMs; atMs <= untilMs; atMs += stepMs) {
      while ((buckets[next]?.lastMs ?? Infinity) <= atMs) next++;
      const newest = buckets[next - 1];
      yield { ...blind, definition, atMs, momentMs: newest === undefined ? null : newest.lastMs + newest.last };
    }
  }
  return { fromMs: beginMs, moments: moments() };
}

/** The trend or the forecast of each day, made again from the hours before it; forecasts with the limit of today. */
async function judgementsOf(db: Db, fact: "trend" | "forecast", monitorNo: number, { definition, stepMs, fromMs, untilMs }: Past) {
  const subject = await db.findings.subject(monitorNo);
  const hours = (await db.rollups.hoursOf([monitorNo], fromMs - forecastDays * dayMs, untilMs)).get(monitorNo) ?? [];
  const moments: Seen[] = [];
  for (let atMs = fromMs; atMs <= untilMs; atMs += stepMs) {
    const found = fact === "forecast" ? forecastOf(hours, subject?.limitUs ?? null, atMs) : null;
    const momentMs = found === null ? null : (found.crossing?.atMs ?? Infinity);
    const change = fact === "trend" ? (trendOf(hours, atMs)?.change ?? null) : null;
    // Before the first day that had one, there is nothing to replay.
    if (moments.length > 0 || momentMs !== null || change !== null) moments.push({ ...blind, definition, atMs, momentMs, change });
    await setImmediate();
  }
  const [first] = moments;
  return first === undefined ? null : { fromMs: first.atMs, moments };
}
