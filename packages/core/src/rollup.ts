import type { LatencyUs, StateMs } from "./monitor-record.ts";
import { type Sketch, add, emptySketch, merge, quantile } from "./quantile-sketch.ts";
import { type StateHistory, sumOfTimes, timeInStates } from "./time-in-state.ts";

/** Widths of the stored buckets in seconds. They begin at whole multiples since the epoch, days in UTC. */
export const resolutions = [300, 3_600, 86_400] as const;
export type ResolutionS = (typeof resolutions)[number];

/** `noDataN`: ticks at which no check ran. An inconclusive check ran, so it is counted apart. */
export type VerdictCounts = { upN: number; degradedN: number; downN: number; inconclusiveN: number; noDataN: number };

/** Total times of the checks that got an answer, whatever it was; microseconds. Null without any. */
export type LatencySummary = { sumUs: number; minUs: number | null; maxUs: number | null; sketch: Sketch };

/**
 * What is kept of one monitor in one bucket. The milliseconds sum exactly to the part of it in which the monitor existed: as it
 * happened, for corrections are applied on reading.
 */
export type Rollup = {
  monitorNo: number;
  atMs: number;
  counts: VerdictCounts;
  states: Omit<StateMs, "excludedMs">;
  latency: LatencySummary;
};

function withoutExclusions(time: StateMs): Rollup["states"] {
  const { excludedMs: _, ...states } = time;
  return states;
}

export const noCounts: VerdictCounts = { upN: 0, degradedN: 0, downN: 0, inconclusiveN: 0, noDataN: 0 };
export const noLatency: LatencySummary = { sumUs: 0, minUs: null, maxUs: null, sketch: emptySketch };

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
  history: Omit<StateHistory, "gaps" | "exclusions"> & { gaps: readonly GapTicks[] };
};

/** Folds a bucket's checks and the monitor's history into its row; the history decides about time, the checks about counts. */
export function rollupOf(source: RollupSource): Rollup {
  const { monitorNo, atMs, counts, latency, history } = source;
  const noDataN = history.gaps.reduce((n, gap) => n + missedIn(gap, atMs, source.untilMs), 0);
  return {
    monitorNo,
    atMs,
    counts: { ...counts, noDataN },
    states: withoutExclusions(timeInStates({ fromMs: atMs, toMs: source.untilMs }, { ...history, exclusions: [] })),
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
    counts: sumOfCounts(parts.map((part) => part.counts)),
    states: withoutExclusions(sumOfTimes(parts.map((part) => ({ ...part.states, excludedMs: 0 })))),
    latency: mergeLatency(parts.map((part) => part.latency)),
  };
}

function sumOfCounts(parts: readonly VerdictCounts[]): VerdictCounts {
  const sum = { ...noCounts };
  for (const part of parts) for (const key of Object.keys(sum) as (keyof VerdictCounts)[]) sum[key] += part[key]; // safe because the literal's keys are the type
  return sum;
}

function mergeLatency(parts: readonly LatencySummary[]): LatencySummary {
  const answered = parts.filter((part) => part.sketch.count > 0);
  if (answered.length === 0) return noLatency;
  return {
    sumUs: answered.reduce((sum, part) => sum + part.sumUs, 0),
    minUs: Math.min(...answered.map((part) => part.minUs ?? Infinity)),
    maxUs: Math.max(...answered.map((part) => part.maxUs ?? 0)),
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
