/** What a figure was in a span of time; `last` at `lastMs`. */
export type MetricWindow = { n: number; sum: number; min: number; max: number; last: number; lastMs: number };

/** Several spans as one, in any order; null without any. */
export function mergeMetric(parts: readonly MetricWindow[]): MetricWindow | null {
  return parts.reduce<MetricWindow | null>((all, part) => (all === null ? part : joined(all, part)), null);
}

function joined(a: MetricWindow, b: MetricWindow): MetricWindow {
  const { last, lastMs } = a.lastMs >= b.lastMs ? a : b;
  return { n: a.n + b.n, sum: a.sum + b.sum, min: Math.min(a.min, b.min), max: Math.max(a.max, b.max), last, lastMs };
}
