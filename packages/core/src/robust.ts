/** Order statistics: they do not care about the odd hour in which everything was slow. */

/** Linear interpolation between the two nearest ranks (Hyndman and Fan's type 7). Throws a RangeError on an empty list. */
export function quantileOf(sorted: ArrayLike<number>, q: number): number {
  const rank = q * (sorted.length - 1);
  const below = sorted[Math.floor(rank)];
  const above = sorted[Math.ceil(rank)];
  if (below === undefined || above === undefined) throw new RangeError("nothing has no quantile");
  return below + (above - below) * (rank - Math.floor(rank));
}

export function sortedOf(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}

export function median(values: readonly number[]): number {
  return quantileOf(sortedOf(values), 0.5);
}

/** Median absolute deviation from the median. */
export function spread(values: readonly number[]): number {
  const middle = median(values);
  return median(values.map((value) => Math.abs(value - middle)));
}

export type Slope = { perStep: number; low: number; high: number };

/**
 * The median of all pairwise slopes, with its 90 % interval (Theil 1950; Sen, "Estimates of the Regression Coefficient Based on
 * Kendall's Tau", JASA 1968). Up to 29 % of the points may lie anywhere. Needs two different x.
 */
export function theilSen(points: readonly { x: number; y: number }[]): Slope {
  const slopes: number[] = [];
  points.forEach((a, i) => {
    for (const b of points.slice(i + 1)) if (a.x !== b.x) slopes.push((b.y - a.y) / (b.x - a.x));
  });
  const sorted = sortedOf(slopes);
  const n = points.length;
  const width = 1.645 * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const at = (rank: number) => sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(rank)))] ?? 0;
  return { perStep: quantileOf(sorted, 0.5), low: at((sorted.length - width) / 2 - 1), high: at((sorted.length + width) / 2) };
}
