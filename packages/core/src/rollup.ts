import type { LatencyUs, StateMs } from "./monitor-record.ts";
import { type Sketch, add, emptySketch, merge, quantile } from "./quantile-sketch.ts";
import { type StateHistory, timeInStates } from "./time-in-state.ts";

/** Widths of the stored buckets in seconds. They begin at whole multiples since the epoch, days in UTC. */
export const resolutions = [300, 3_600, 86_400] as const;
export type ResolutionS = (typeof resolutions)[number];

/** `noDataN`: ticks at which no check ran. An inconclusive check ran, so it is counted apart. */
export type VerdictCounts = { upN: number; degradedN: number; downN: number; inconclusiveN: number; noDataN: number };

/** Total times of the checks that got an answer, whatever it was; microseconds. Null without any. */
export type LatencySummary = { sumUs: number; minUs: number | null; maxUs: number | null; sketch: Sketch };

/** What is kept of one monitor in one bucket. The milliseconds sum exactly to the part of it in which the monitor existed. */
export type Rollup = { monitorNo: number; atMs: number; counts: VerdictCounts; states: StateMs; latency: LatencySummary };

export const noCounts: VerdictCounts = { upN: 0, degradedN: 0, downN: 0, inconclusiveN: 0, noDataN: 0 };
export const noLatency: LatencySummary = { sumUs: 0, minUs: null, maxUs: null, sketch: emptySketch };
const noTime: StateMs = { upMs: 0, degradedMs: 0, downMs: 0, maintenanceMs: 0, noDataMs: 0, pausedMs: 0 };

export function bucketStartMs(atMs: number, resolutionS: ResolutionS): number {
  return Math.floor(atMs / (resolutionS * 1_000)) * resolutionS * 1_000;
}

export function latencySummary(totalsUs: readonly number[]): LatencySummary {
  if (totalsUs.length === 0) return noLatency;
  return {
    sumUs: totalsUs.reduce((sum, us) => sum + us, 0),
    minUs: totalsUs.reduce((a, b) => Math.min(a, b)),
    maxUs: totalsUs.reduce((a, b) => Math.max(a, b)),
    sketch: add(emptySketch, totalsUs),
  };
}

export type GapTicks = { fromMs: number; untilMs: number; ticks: number; kind: StateHistory["gaps"][number]["kind"] };
/** What a bucket's row is made from. `gaps` also say how many ticks were missed in them. */
export type RollupSource = {
  monitorNo: number;
  atMs: number;
  untilMs: number;
  counts: VerdictCounts;
  latency: LatencySummary;
  history: Omit<StateHistory, "gaps"> & { gaps: readonly GapTicks[] };
};

/** Folds a bucket's checks and the monitor's history into its row; the history decides about time, the checks about counts. */
export function rollupOf(source: RollupSource): Rollup {
  const { monitorNo, atMs, counts, latency, history } = source;
  const noDataN = history.gaps.reduce((n, gap) => n + missedIn(gap, atMs, source.untilMs), 0);
  return {
    monitorNo,
    atMs,
    counts: { ...counts, noDataN },
    states: timeInStates({ fromMs: atMs, toMs: source.untilMs }, history),
    latency,
  };
}

/** Ticks of a gap stand evenly from its start on: the i-th at `fromMs + i × step`. An inconclusive one did run. */
function missedIn(gap: GapTicks, fromMs: number, untilMs: number): number {
  if (gap.kind === "inconclusive" || gap.kind === "paused" || gap.ticks === 0) return 0;
  const stepMs = (gap.untilMs - gap.fromMs) / gap.ticks;
  const before = (atMs: number) => Math.min(gap.ticks, Math.max(0, Math.ceil((atMs - gap.fromMs) / stepMs)));
  return before(untilMs) - before(fromMs);
}

/** Several rows of one monitor as one: exact in counts and time, and as good as new in latency. `atMs` is the caller's. */
export function mergeRollups(atMs: number, monitorNo: number, parts: readonly Rollup[]): Rollup {
  return {
    monitorNo,
    atMs,
    counts: sumOf(
      noCounts,
      parts.map((part) => part.counts),
    ),
    states: sumOf(
      noTime,
      parts.map((part) => part.states),
    ),
    latency: mergeLatency(parts.map((part) => part.latency)),
  };
}

function sumOf<T extends Record<string, number>>(zero: T, parts: readonly T[]): T {
  const sums = Object.keys(zero).map((key) => [key, parts.reduce((sum, part) => sum + (part[key] ?? 0), 0)]);
  return Object.fromEntries(sums) as T; // safe because the keys are those of `zero`
}

function mergeLatency(parts: readonly LatencySummary[]): LatencySummary {
  const known = (values: (number | null)[]) => values.filter((value) => value !== null);
  const answered = parts.filter((part) => part.sketch.count > 0);
  if (answered.length === 0) return noLatency;
  return {
    sumUs: answered.reduce((sum, part) => sum + part.sumUs, 0),
    minUs: Math.min(...known(answered.map((part) => part.minUs))),
    maxUs: Math.max(...known(answered.map((part) => part.maxUs))),
    sketch: merge(answered.map((part) => part.sketch)),
  };
}

/** Percentiles in whole microseconds, each off by at most 1 %. */
export function latencyOf(sketch: Sketch): LatencyUs {
  const at = (q: number) => {
    const us = quantile(sketch, q);
    return us === null ? null : Math.round(us);
  };
  return { n: sketch.count, p50Us: at(0.5), p95Us: at(0.95), p99Us: at(0.99) };
}
