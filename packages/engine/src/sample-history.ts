import { type Rollup, bucketStartMs, latencySummary, mergeRollups, noCounts, rollupOf } from "@vedette/core/rollup";
import type { CheckResult } from "@vedette/db/results";
import type { NewSampleIncident } from "@vedette/db/sample";
import type { RollupHistory } from "./rollup-histories.ts";
import {
  type SampleCheck,
  type SampleMonitor,
  type SampleOutage,
  randomOf,
  sampleCheck,
  sampleGap,
  sampleMaintenance,
  sampleOutages,
} from "./sample-world.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const historyDays = 90;

/** All that has happened to one sample monitor. */
export type SampleHistory = { fine: Rollup[]; hours: Rollup[]; days: Rollup[]; results: CheckResult[] };

/** The first UTC midnight of the sample. */
export function sampleStartMs(nowMs: number): number {
  return bucketStartMs(nowMs, 86_400) - historyDays * dayMs;
}

/** Spans of a monitor's outages, on the minutes at which it is checked. */
export function incidentsOf(shape: SampleMonitor, phaseMs: number, nowMs: number, userId: string): NewSampleIncident[] {
  return sampleOutages
    .filter((outage) => outage.monitor === shape.name)
    .map((outage) => {
      const startedAtMs = Math.floor(nowMs / minuteMs) * minuteMs + phaseMs - minuteMs - outage.minutesAgo * minuteMs;
      const after = (minutes: number | null | undefined) =>
        minutes === null || minutes === undefined ? null : startedAtMs + minutes * minuteMs;
      const raisedAtMs = after(outage.raisedAfterMin);
      const opened =
        outage.opensAs === "down" ? "Answered with status 503; expected 2xx." : "Answered after 2140 ms; expected at most 1500 ms.";
      const summary = raisedAtMs === null ? opened : "Answered with status 503; expected 2xx.";
      return {
        startedAtMs,
        confirmedAtMs: startedAtMs + minuteMs,
        raisedAtMs,
        acknowledgedAtMs: after(outage.ackedAfterMin),
        endedAtMs: after(outage.minutes),
        openedAs: outage.opensAs,
        update: updateOf(outage, startedAtMs),
        severity: raisedAtMs === null ? outage.opensAs : "down",
        opened,
        summary,
        userId,
      };
    });
}

function updateOf({ update }: SampleOutage, startedAtMs: number): NewSampleIncident["update"] {
  return update === undefined ? null : { status: update.status, body: update.body, atMs: startedAtMs + update.afterMin * minuteMs };
}

/** The same seed gives the same history. Rows of 5 minutes for two days, hours and days for all 90, single checks for one day. */
export function historyOf(
  shape: SampleMonitor,
  monitorNo: number,
  phaseMs: number,
  incidents: readonly NewSampleIncident[],
  nowMs: number,
  seed: number,
): SampleHistory {
  const startMs = sampleStartMs(nowMs);
  const history = knownOf(shape, phaseMs, incidents, nowMs);
  const random = randomOf(seed);
  const made: SampleHistory = { fine: [], hours: [], days: [], results: [] };
  for (let hourStart = startMs; hourStart < nowMs; hourStart += hourMs) {
    const checks: SampleCheck[] = [];
    for (let dueMs = hourStart + phaseMs; dueMs < Math.min(nowMs, hourStart + hourMs); dueMs += minuteMs) {
      const check = sampleCheck(shape, dueMs, (dueMs - startMs) / dayMs, stateAt(incidents, dueMs), random);
      if (!history.gaps.some((gap) => gap.fromMs <= dueMs && dueMs < gap.untilMs)) checks.push(check);
    }
    const rowOf = (atMs: number, widthMs: number) => rowAt(monitorNo, atMs, widthMs, checks, history);
    for (let atMs = hourStart; atMs + 5 * minuteMs <= Math.min(nowMs, hourStart + hourMs); atMs += 5 * minuteMs) {
      if (atMs >= nowMs - 2 * dayMs) made.fine.push(rowOf(atMs, 5 * minuteMs));
    }
    if (hourStart + hourMs <= nowMs) made.hours.push(rowOf(hourStart, hourMs));
    made.results.push(...checks.filter((check) => check.dueMs >= nowMs - dayMs).map((check) => resultOf(monitorNo, check)));
  }
  const byDay = Map.groupBy(made.hours, (row) => bucketStartMs(row.atMs, 86_400));
  made.days.push(...[...byDay].filter(([, rows]) => rows.length === 24).map(([atMs, rows]) => mergeRollups(atMs, monitorNo, rows)));
  return made;
}

function knownOf(shape: SampleMonitor, phaseMs: number, incidents: readonly NewSampleIncident[], nowMs: number): RollupHistory {
  const gap = gapOf(phaseMs, nowMs);
  return {
    existsFromMs: sampleStartMs(nowMs),
    existsUntilMs: null,
    incidents: incidents.map((incident) => ({
      ...incident,
      severity: [
        { severity: incident.openedAs, atMs: incident.startedAtMs },
        ...(incident.raisedAtMs === null ? [] : [{ severity: "down" as const, atMs: incident.raisedAtMs }]),
      ],
    })),
    gaps: [{ ...gap, ticks: sampleGap.minutes, kind: "missed" }],
    maintenances: sampleMaintenance.monitors.includes(shape.name) ? [maintenanceOf(nowMs)] : [],
  };
}

export function gapOf(phaseMs: number, nowMs: number): { fromMs: number; untilMs: number } {
  const fromMs = Math.floor(nowMs / minuteMs) * minuteMs + phaseMs - sampleGap.minutesAgo * minuteMs;
  return { fromMs, untilMs: fromMs + sampleGap.minutes * minuteMs };
}

export function maintenanceOf(nowMs: number): { fromMs: number; untilMs: number } {
  const fromMs = Math.floor(nowMs / hourMs) * hourMs - sampleMaintenance.minutesAgo * minuteMs;
  return { fromMs, untilMs: fromMs + sampleMaintenance.minutes * minuteMs };
}

function stateAt(incidents: readonly NewSampleIncident[], atMs: number): "up" | "degraded" | "down" {
  const current = incidents.find((incident) => incident.startedAtMs <= atMs && (incident.endedAtMs === null || atMs < incident.endedAtMs));
  if (current === undefined) return "up";
  return current.raisedAtMs !== null && atMs >= current.raisedAtMs ? "down" : current.openedAs;
}

function rowAt(monitorNo: number, atMs: number, widthMs: number, checks: readonly SampleCheck[], history: RollupHistory): Rollup {
  const untilMs = atMs + widthMs;
  const own = checks.filter((check) => check.dueMs >= atMs && check.dueMs < untilMs);
  const count = (verdict: SampleCheck["verdict"]) => own.filter((check) => check.verdict === verdict).length;
  const counts = { ...noCounts, upN: count("up"), degradedN: count("degraded"), downN: count("down") };
  return rollupOf({ monitorNo, atMs, untilMs, counts, latency: latencySummary(own.map((check) => check.totalUs)), history });
}

function resultOf(monitorNo: number, check: SampleCheck): CheckResult {
  const part = (share: number) => Math.round(check.totalUs * share);
  return {
    ...check,
    monitorNo,
    locationNo: 1,
    lateMs: 2,
    reason: "",
    phases: { dnsUs: part(0.03), connectUs: part(0.12), tlsUs: part(0.22), firstByteUs: part(0.55), transferUs: part(0.08) },
    certificateExpiresAtMs: null,
    look: null,
    evidence: null,
  };
}
