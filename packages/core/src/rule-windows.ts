import { emptySketch, merge } from "./quantile-sketch.ts";
import { type ResolutionS, type Rollup, noCounts } from "./rollup.ts";
import type { CheckWindow } from "./rules/rule-kind.ts";

const bucketMs = 300_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Up to here every check of a window is looked at; beyond, windows begin where a bucket does. */
const longestRawMs = 3 * bucketMs;
/** From here on they begin where an hour does. */
const longestFineMs = 6 * hourMs;
const longestHourlyMs = 3 * dayMs;
/** However late rolling up is, no more single checks than those of an hour are read. */
const mostRawMs = hourMs;

/** Where the window begins that ends at `atMs`: at most a bucket, or of a long one an hour, before its span. */
export function windowStartMs(atMs: number, windowMs: number): number {
  if (windowMs <= longestRawMs) return atMs - windowMs;
  const width = windowMs <= longestFineMs ? bucketMs : hourMs;
  return Math.floor((atMs - windowMs) / width) * width;
}

/** A stretch of rollups of one resolution; half-open. */
export type Segment = { resolutionS: ResolutionS; fromMs: number; untilMs: number };

/** What a window that ends at `atMs` is made of, with as few rows as possible: rollups, and from `rawFromMs` on single checks. */
export function segmentsOf(
  windowMs: number,
  atMs: number,
  doneUntilMs: Record<ResolutionS, number>,
): { rolledUp: Segment[]; rawFromMs: number } {
  const fromMs = windowStartMs(atMs, windowMs);
  if (windowMs <= longestRawMs) return { rolledUp: [], rawFromMs: fromMs };
  const rolledUp: Segment[] = [];
  let upToMs = fromMs;
  const take = (resolutionS: ResolutionS, untilMs: number) => {
    if (untilMs <= upToMs) return;
    rolledUp.push({ resolutionS, fromMs: upToMs, untilMs });
    upToMs = untilMs;
  };
  const done = (resolutionS: ResolutionS) =>
    Math.floor(Math.min(atMs, doneUntilMs[resolutionS]) / (resolutionS * 1_000)) * resolutionS * 1_000;
  if (windowMs > longestHourlyMs) {
    take(3_600, Math.min(Math.ceil(fromMs / dayMs) * dayMs, done(3_600)));
    take(86_400, done(86_400));
  }
  if (windowMs > longestFineMs) take(3_600, done(3_600));
  take(300, done(300));
  return { rolledUp, rawFromMs: Math.max(upToMs, atMs - mostRawMs) };
}

const noTime: Rollup["states"] = { upMs: 0, degradedMs: 0, downMs: 0, maintenanceMs: 0, noDataMs: 0, pausedMs: 0 };
const noWindow: CheckWindow = { counts: noCounts, states: noTime, sketch: emptySketch };

export function joinWindows(parts: readonly CheckWindow[]): CheckWindow {
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  return { ...parts.reduce((all, part) => shifted(all, part, 1), noWindow), sketch: merge(parts.map((part) => part.sketch)) };
}

function shifted(a: CheckWindow, b: CheckWindow, sign: 1 | -1): CheckWindow {
  const counts = { ...a.counts };
  for (const key of Object.keys(counts) as (keyof typeof counts)[]) counts[key] += sign * b.counts[key]; // safe because the literal's keys are the type
  const states = { ...a.states };
  for (const key of Object.keys(states) as (keyof typeof states)[]) states[key] += sign * b.states[key]; // safe likewise
  return { counts, states, sketch: a.sketch };
}

/** One monitor's windows at one moment; they hold until the next one is asked for. */
export type WindowsAt = { atMs: number; windows: readonly CheckWindow[] };

/**
 * The windows of these spans at the end of each bucket from `fromMs` to `untilMs`, as a rule that was evaluated then would have seen them.
 * `rows`: all of one width, oldest first.
 */
export function* windowsOver(
  rows: readonly Rollup[],
  { windowsMs, stepMs, fromMs, untilMs }: { windowsMs: readonly number[]; stepMs: number; fromMs: number; untilMs: number },
): Generator<WindowsAt> {
  const slides = windowsMs.map((windowMs) => ({ windowMs, first: 0, next: 0, sum: noWindow, bins: new Map<number, number>(), count: 0 }));
  type Slide = (typeof slides)[number];
  const move = (slide: Slide, row: Rollup, sign: 1 | -1) => {
    slide.sum = shifted(slide.sum, { ...row, sketch: row.latency.sketch }, sign);
    slide.count += sign * row.latency.sketch.count;
    for (const [bin, n] of row.latency.sketch.bins) {
      const left = (slide.bins.get(bin) ?? 0) + sign * n;
      if (left === 0) slide.bins.delete(bin);
      else slide.bins.set(bin, left);
    }
  };
  for (let atMs = Math.ceil(fromMs / stepMs) * stepMs; atMs <= untilMs; atMs += stepMs) {
    for (const slide of slides) {
      const startMs = windowStartMs(atMs, slide.windowMs);
      for (let row = rows[slide.next]; row !== undefined && row.atMs + stepMs <= atMs; row = rows[++slide.next]) move(slide, row, 1);
      for (let row = rows[slide.first]; row !== undefined && slide.first < slide.next && row.atMs < startMs; row = rows[++slide.first])
        move(slide, row, -1);
    }
    yield { atMs, windows: slides.map(({ sum, bins, count }) => ({ ...sum, sketch: { count, bins } })) };
  }
}
