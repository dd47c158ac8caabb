import type { Blip } from "@vedette/core/health";
import type { LatencySeries, SeriesPoint } from "@vedette/core/series";

/**
 * The points of a chart's line: buckets with answers, and one empty bucket wherever more than two checks are missing between two of
 * them. So the line of a monitor that is checked less often than a bucket is wide holds together, and a true gap stays a gap.
 */
export function honestPoints({ points, bucketMs }: LatencySeries, intervalMs: number): SeriesPoint[] {
  const longestMs = 2.5 * Math.max(bucketMs, intervalMs);
  const shown: SeriesPoint[] = [];
  let lastMs: number | null = null;
  for (const [index, point] of points.entries()) {
    if (point.n === 0) continue;
    const before = points[index - 1];
    if (lastMs !== null && before !== undefined && point.atMs - lastMs > longestMs) shown.push(before);
    shown.push(point);
    lastMs = point.atMs;
  }
  return shown;
}

export type RibbonBucket = { atMs: number; n: number; downN: number; maxUs: number };

/** Whether all that failed in the bucket belongs to blips: then it was no downtime. */
export function isBlip({ atMs, downN }: RibbonBucket, widthMs: number, blips: readonly Blip[]): boolean {
  const within = blips.filter((blip) => blip.startedAtMs < atMs + widthMs && blip.endedAtMs > atMs);
  return downN > 0 && downN <= within.reduce((failures, blip) => failures + blip.failures, 0);
}

/** The buckets of the ribbon: wide enough for a check each, and few enough to be told apart. */
export function ribbonBuckets(
  { points, bucketMs }: LatencySeries,
  intervalMs: number,
  mostBars = 120,
): { buckets: RibbonBucket[]; widthMs: number } {
  const step = Math.max(1, Math.ceil(intervalMs / bucketMs), Math.ceil(points.length / mostBars));
  const buckets: RibbonBucket[] = [];
  // Counted from the newest, so that the bar at the right end is whole.
  for (let end = points.length; end > 0; end -= step) {
    const part = points.slice(Math.max(0, end - step), end);
    const maxUs = Math.max(0, ...part.map((point) => point.maxUs ?? 0));
    buckets.push({ atMs: part[0]?.atMs ?? 0, n: sum(part, "n"), downN: sum(part, "downN"), maxUs });
  }
  return { buckets: buckets.toReversed(), widthMs: step * bucketMs };
}

function sum(points: readonly SeriesPoint[], key: "n" | "downN"): number {
  return points.reduce((total, point) => total + point[key], 0);
}
