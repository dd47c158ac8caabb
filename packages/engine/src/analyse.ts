import type { TrendFinding } from "@vedette/core/finding";
import { type Forecast, forecast } from "@vedette/core/forecast";
import { merge, quantile } from "@vedette/core/quantile-sketch";
import { latencyOf } from "@vedette/core/rollup";
import { weekOverWeek } from "@vedette/core/trend";
import type { Db, Tx } from "@vedette/db/db";
import type { NewFinding, Subject } from "@vedette/db/findings";
import type { HourSketch } from "@vedette/db/rollups";
import { setImmediate } from "node:timers/promises";

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** Long enough for a trend, short enough to forget how things were before the last rebuild. */
export const forecastDays = 28;
const monitorsPerPortion = 50;

/**
 * What the hours of each monitor say: the last day and week, the change against the week before, and a forecast where it deserves
 * to be shown. Reads rollups only, once after each hour that was rolled up. It may run twice, at once, or die at any moment: the next
 * call goes on where the last commit was. Returns how many monitors it saw.
 */
export async function analyse(deps: { db: Db; now: () => number }): Promise<number> {
  let seen = 0;
  for (;;) {
    const portion = await deps.db.transaction(async (tx) => await analyseNext(tx, deps.now()));
    if (portion === null) return seen;
    seen += portion;
  }
}

/** The next monitors of the pass; how many they were. Null when there is nothing to do. */
async function analyseNext(tx: Tx, nowMs: number): Promise<number | null> {
  const pass = await tx.findings.lockPass();
  if (pass === null) return null;
  const { untilMs } = pass;
  const subjects = await tx.findings.subjectsAfter(pass.afterNo, monitorsPerPortion);
  const nos = subjects.map((subject) => subject.monitorNo);
  const hours = await tx.rollups.hoursOf(nos, untilMs - forecastDays * dayMs, untilMs);
  const findings: NewFinding[] = [];
  for (const subject of subjects) {
    findings.push(...findingsOf(subject, hours.get(subject.monitorNo) ?? [], untilMs));
    // Checks run in the same process: none of them shall wait for more than one monitor's mathematics.
    await setImmediate();
  }
  await tx.findings.replace(findings, nowMs);
  await tx.findings.setPass(subjects.length < monitorsPerPortion ? null : (subjects.at(-1)?.monitorNo ?? null));
  return subjects.length;
}

/** What the hours before `untilMs` say about one monitor; only its last 28 days are looked at. */
export function findingsOf(subject: Subject, hours: readonly HourSketch[], untilMs: number): NewFinding[] {
  const { monitorNo, limitUs } = subject;
  return [
    { monitorNo, kind: "trend", data: trendOf(hours, untilMs) },
    { monitorNo, kind: "forecast", data: forecastOf(hours, limitUs, untilMs) },
  ];
}

export function forecastOf(hours: readonly HourSketch[], limitUs: number | null, untilMs: number): Forecast | null {
  const recent = hours.filter(({ atMs }) => atMs >= untilMs - forecastDays * dayMs && atMs < untilMs);
  return forecast(
    recent.map((hour) => ({ atMs: hour.atMs, us: p95Of(hour) })),
    limitUs,
  );
}

function p95Of(hour: HourSketch): number {
  return quantile(hour.sketch, 0.95) ?? 0;
}

/** Null when the monitor had no answer for a week. */
export function trendOf(hours: readonly HourSketch[], untilMs: number): TrendFinding | null {
  const between = (fromMs: number, toMs: number) => hours.filter((hour) => hour.atMs >= fromMs && hour.atMs < toMs);
  const latency = (part: readonly HourSketch[]) => latencyOf(merge(part.map((hour) => hour.sketch)));
  const week = between(untilMs - weekMs, untilMs);
  const weekBefore = between(untilMs - 2 * weekMs, untilMs - weekMs);
  if (week.length === 0) return null;
  const [last7d, before7d] = [latency(week), latency(weekBefore)];
  return {
    last24h: latency(between(untilMs - dayMs, untilMs)),
    last7d,
    before7d,
    change: weekOverWeek({ p95Us: last7d.p95Us, hourlyUs: week.map(p95Of) }, { p95Us: before7d.p95Us, hourlyUs: weekBefore.map(p95Of) }),
  };
}
