import type { Actor } from "@vedette/core/access";
import { type Sketch, add, decode, emptySketch, merge, quantile } from "@vedette/core/quantile-sketch";
import { type LatencySeries, type SeriesPoint, type SeriesRange, bucketMsOf, rangeMs } from "@vedette/core/series";
import type { Db } from "@vedette/db/db";
import type { Resolution } from "@vedette/db/series";
import type { ConfigDeps } from "./config-deps.ts";
import { findMonitor } from "./read-monitors.ts";

type Deps = Pick<ConfigDeps, "db" | "now">;

/** A stretch of time with what is known of its latency: a rollup, or a single check. */
type Piece = { atMs: number; sketch: Sketch; minUs: number | null; maxUs: number | null; downN: number };

/** What is not rolled up yet is read check by check, but never further back than this: rolling up must be broken then. */
const rawTailMs = 6 * 3_600_000;
const dayMs = 86_400_000;
const hourS: Resolution = 3_600;
const dayS: Resolution = 86_400;

/**
 * Latency over a range in at most 300 points: exact percentiles of the stored results up to a day, merged sketches of rollups
 * (within 1 %) beyond. Points without a check are there with n = 0, so a chart shows the gap.
 */
export async function readLatencySeries(
  deps: Deps,
  actor: Actor,
  input: { monitorId: string; range: SeriesRange },
): Promise<LatencySeries> {
  const monitor = await findMonitor(deps, actor, input.monitorId);
  const { range } = input;
  const bucketMs = bucketMsOf[range];
  const untilMs = deps.now();
  const fromMs = Math.ceil((untilMs - rangeMs[range]) / bucketMs) * bucketMs;
  const points = await pointsOf(deps.db, monitor.compatNumber, { range, fromMs, untilMs, bucketMs });
  const byTime = new Map(points.map((point) => [point.atMs, point]));
  const filled: SeriesPoint[] = [];
  for (let atMs = fromMs; atMs <= untilMs; atMs += bucketMs) filled.push(byTime.get(atMs) ?? emptyPoint(atMs));
  return { range, fromMs, untilMs, bucketMs, points: filled };
}

/** Everything known of the latency between two moments as one point, within 1 %; used for a range's figures. */
export async function latencyBetween(db: Db, no: number, range: SeriesRange, fromMs: number, untilMs: number): Promise<SeriesPoint> {
  if (!isExact(range)) return pointOf(fromMs, await piecesOf(db, no, range, fromMs, untilMs));
  // Counted by the database: a day of a check every second is no load for this process.
  const [whole = emptyPoint(fromMs)] = await db.series.exact(no, fromMs, untilMs, untilMs - fromMs);
  return whole;
}

function isExact(range: SeriesRange): boolean {
  return rangeMs[range] <= dayMs;
}

type Window = { range: SeriesRange; fromMs: number; untilMs: number; bucketMs: number };

async function pointsOf(db: Db, no: number, window: Window): Promise<SeriesPoint[]> {
  const { range, fromMs, untilMs, bucketMs } = window;
  if (isExact(range)) return await db.series.exact(no, fromMs, untilMs, bucketMs);
  const pieces = await piecesOf(db, no, range, fromMs, untilMs);
  const buckets = Map.groupBy(pieces, (piece) => Math.floor(piece.atMs / bucketMs) * bucketMs);
  return [...buckets].map(([atMs, parts]) => pointOf(atMs, parts));
}

/** Rollups of whole days where points are as wide, hours around them, and single checks after the last of them. */
async function piecesOf(db: Db, no: number, range: SeriesRange, fromMs: number, untilMs: number): Promise<Piece[]> {
  const rolledUp = async (resolutionS: Resolution, sinceMs: number, endMs: number) =>
    (await db.series.rollups(no, resolutionS, sinceMs, endMs)).map((rollup) => ({
      ...rollup,
      endMs: rollup.atMs + resolutionS * 1_000,
      sketch: rollup.sketch === null ? emptySketch : decode(rollup.sketch),
    }));
  const hasDays = bucketMsOf[range] % dayMs === 0;
  const days = hasDays ? await rolledUp(dayS, Math.ceil(fromMs / dayMs) * dayMs, Math.floor(untilMs / dayMs) * dayMs) : [];
  const [before, after] = await Promise.all([
    rolledUp(hourS, fromMs, days[0]?.atMs ?? fromMs),
    rolledUp(hourS, days.at(-1)?.endMs ?? fromMs, untilMs),
  ]);
  const rollups = [...before, ...days, ...after];
  const raw = await db.series.raw(no, Math.max(rollups.at(-1)?.endMs ?? fromMs, untilMs - rawTailMs), untilMs);
  const byHour = Map.groupBy(raw, (check) => Math.floor(check.atMs / 3_600_000) * 3_600_000);
  return [...rollups, ...[...byHour].map(([atMs, checks]) => pieceOf(atMs, checks))];
}

function pieceOf(atMs: number, checks: readonly { totalUs: number | null; isDown: boolean }[]): Piece {
  const values = checks.flatMap((check) => (check.totalUs === null ? [] : [check.totalUs]));
  const extremes = values.reduce<[number, number] | null>(
    (seen, value) => (seen === null ? [value, value] : [Math.min(seen[0], value), Math.max(seen[1], value)]),
    null,
  );
  return {
    atMs,
    sketch: add(emptySketch, values),
    minUs: extremes?.[0] ?? null,
    maxUs: extremes?.[1] ?? null,
    downN: checks.filter((check) => check.isDown).length,
  };
}

function pointOf(atMs: number, pieces: readonly Piece[]): SeriesPoint {
  const sketch = merge(pieces.map((piece) => piece.sketch));
  const us = (q: number) => {
    const value = quantile(sketch, q);
    return value === null ? null : Math.round(value);
  };
  return {
    atMs,
    n: sketch.count,
    p50Us: us(0.5),
    p95Us: us(0.95),
    p99Us: us(0.99),
    minUs: lowest(pieces.map((piece) => piece.minUs)),
    maxUs: highest(pieces.map((piece) => piece.maxUs)),
    downN: pieces.reduce((sum, piece) => sum + piece.downN, 0),
  };
}

function lowest(values: readonly (number | null)[]): number | null {
  return values.reduce((least, value) => (least === null || (value !== null && value < least) ? value : least), null);
}

function highest(values: readonly (number | null)[]): number | null {
  return values.reduce((most, value) => (most === null || (value !== null && value > most) ? value : most), null);
}

function emptyPoint(atMs: number): SeriesPoint {
  return { atMs, n: 0, p50Us: null, p95Us: null, p99Us: null, minUs: null, maxUs: null, downN: 0 };
}
