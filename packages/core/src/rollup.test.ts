import fc from "fast-check";
import { expect, it } from "vitest";
import { encode } from "./quantile-sketch.ts";
import { bucketStartMs, latencyOf, latencySummary, mergeRollups, noCounts, noLatency, rollupOf } from "./rollup.ts";

const fiveMinutesMs = 300_000;
const history = { existsFromMs: 0, incidents: [], gaps: [], maintenances: [] };
const source = { monitorNo: 1, atMs: 0, untilMs: fiveMinutesMs, counts: noCounts, latency: noLatency, history };

it("begins buckets at whole multiples since the epoch", () => {
  const atMs = Date.UTC(2026, 10, 22, 13, 47, 12);
  expect([300, 3_600, 86_400].map((s) => new Date(bucketStartMs(atMs, s as 300)).toISOString().slice(5, 16))).toEqual([
    "11-22T13:45",
    "11-22T13:00",
    "11-22T00:00",
  ]);
});

it("counts each missed tick in exactly one bucket, and none for a pause or a check that could not tell", () => {
  const gaps = [
    { fromMs: 200_000, untilMs: 680_000, ticks: 8, kind: "missed" as const },
    { fromMs: 100_000, untilMs: 160_000, ticks: 1, kind: "inconclusive" as const },
    { fromMs: 0, untilMs: 60_000, ticks: 1, kind: "paused" as const },
    { fromMs: 0, untilMs: 0, ticks: 0, kind: "lost" as const },
  ];
  const rows = [0, 1, 2].map((i) =>
    rollupOf({ ...source, atMs: i * fiveMinutesMs, untilMs: (i + 1) * fiveMinutesMs, history: { ...history, gaps } }),
  );
  expect(rows.map((row) => row.counts.noDataN)).toEqual([2, 5, 1]);
  expect(rows.map((row) => row.states.noDataMs)).toEqual([160_000, 300_000, 80_000]);
  expect(rows[0]?.states.pausedMs).toBe(60_000);
});

it("counts a tick on the edge of two buckets in the later one", () => {
  const gap = { fromMs: 240_000, untilMs: 360_000, ticks: 2, kind: "missed" as const };
  const counts = [0, 1].map((i) => {
    const span = { atMs: i * fiveMinutesMs, untilMs: (i + 1) * fiveMinutesMs };
    return rollupOf({ ...source, ...span, history: { ...history, gaps: [gap] } }).counts.noDataN;
  });
  expect(counts).toEqual([1, 1]);
});

it("loses no tick however a gap lies across buckets", () => {
  fc.assert(
    fc.property(fc.nat(900_000), fc.integer({ min: 1_000, max: 400_000 }), fc.integer({ min: 1, max: 50 }), (fromMs, stepMs, ticks) => {
      const gap = { fromMs, untilMs: fromMs + stepMs * ticks, ticks, kind: "lost" as const };
      const perBucket = Array.from({ length: Math.ceil(gap.untilMs / fiveMinutesMs) + 1 }, (_, i) => {
        const atMs = i * fiveMinutesMs;
        const expected = Array.from({ length: ticks }, (_unused, k) => fromMs + k * stepMs).filter(
          (at) => at >= atMs && at < atMs + fiveMinutesMs,
        ).length;
        const row = rollupOf({ ...source, atMs, untilMs: atMs + fiveMinutesMs, history: { ...history, gaps: [gap] } });
        expect(row.counts.noDataN).toBe(expected);
        return row.counts.noDataN;
      });
      expect(perBucket.reduce((a, b) => a + b, 0)).toBe(ticks);
    }),
    { numRuns: 500 },
  );
});

it("merges rows into what one row over all of them would have been", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: 1, max: 60_000_000 }), { maxLength: 20, size: "max" }), { maxLength: 12, size: "max" }),
      (buckets) => {
        const rows = buckets.map((totals, i) => ({
          monitorNo: 1,
          atMs: i * fiveMinutesMs,
          counts: { ...noCounts, upN: totals.length },
          states: rollupOf(source).states,
          latency: latencySummary(totals),
        }));
        const merged = mergeRollups(0, 1, rows);
        const all = latencySummary(buckets.flat());
        expect({ ...merged.latency, sketch: encode(merged.latency.sketch) }).toEqual({ ...all, sketch: encode(all.sketch) });
        expect(merged.counts.upN).toBe(buckets.flat().length);
        expect(merged.states.upMs).toBe(buckets.length * fiveMinutesMs);
      },
    ),
  );
});

it("sums up answers exactly, and their percentiles within a hundredth", () => {
  const latency = latencySummary([3_000, 1_000, 2_000]);
  expect(latency).toMatchObject({ sumUs: 6_000, minUs: 1_000, maxUs: 3_000 });
  const { n, ...percentiles } = latencyOf(latencySummary(Array.from({ length: 101 }, (_, i) => i * 1_000)).sketch);
  expect(n).toBe(101);
  for (const [i, us] of [50_000, 95_000, 99_000].entries())
    expect(Math.abs((Object.values(percentiles)[i] ?? 0) - us)).toBeLessThanOrEqual(us / 100);
  expect(Object.values(percentiles).every(Number.isInteger)).toBe(true);
});

it("knows no percentile of a bucket without an answer, rather than the value before it", () => {
  expect(latencyOf(noLatency.sketch)).toEqual({ n: 0, p50Us: null, p95Us: null, p99Us: null });
  expect(rollupOf(source).latency).toEqual(noLatency);
});
