import type { LatencySeries, SeriesPoint } from "@vedette/core/series";
import { expect, it } from "vitest";
import { honestPoints, isBlip, ribbonBuckets } from "./honest-points.ts";

const point = (index: number, n: number, downN = 0): SeriesPoint => ({
  atMs: index * 15_000,
  n,
  downN,
  p50Us: 1,
  p95Us: 1,
  p99Us: 1,
  minUs: 1,
  maxUs: 1,
});
const series = (counts: readonly number[]): LatencySeries => ({
  range: "1h",
  fromMs: 0,
  untilMs: 0,
  bucketMs: 15_000,
  points: counts.map((n, i) => point(i, n)),
});
const counts = (points: readonly { n: number }[]) => points.map((each) => each.n);

it("holds the line of a monitor together that is checked less often than a bucket is wide", () => {
  expect(counts(honestPoints(series([1, 0, 0, 0, 1, 0, 0, 0, 1]), 60_000))).toEqual([1, 1, 1]);
});

it("keeps a true gap as one empty bucket", () => {
  expect(counts(honestPoints(series([3, 3, 0, 0, 0, 0, 3]), 5_000))).toEqual([3, 3, 0, 3]);
  expect(counts(honestPoints(series([3, 3, 0, 3]), 5_000))).toEqual([3, 3, 3]);
});

it("draws nothing of nothing", () => {
  expect(honestPoints(series([0, 0]), 5_000)).toEqual([]);
  expect(ribbonBuckets(series([]), 5_000).buckets).toEqual([]);
});

it("gives each bar of the ribbon room for a check, and loses none", () => {
  const { buckets, widthMs } = ribbonBuckets(series([1, 0, 0, 0, 1, 0, 0, 0, 1, 0]), 60_000);
  expect(widthMs).toBe(60_000);
  expect(counts(buckets)).toEqual([1, 1, 1]);
});

it("draws no more bars than can be told apart", () => {
  const { buckets } = ribbonBuckets(series(Array.from({ length: 241 }, () => 2)), 1_000);
  expect(buckets).toHaveLength(81);
  expect(counts(buckets).reduce((a, b) => a + b)).toBe(482);
});

it("calls a bucket a blip only when blips account for every failure in it", () => {
  const bucket = { atMs: 60_000, n: 3, downN: 2, maxUs: 0 };
  const blip = { startedAtMs: 70_000, endedAtMs: 90_000, failures: 2 };
  expect(isBlip(bucket, 60_000, [blip])).toBe(true);
  expect(isBlip({ ...bucket, downN: 3 }, 60_000, [blip])).toBe(false);
  expect(isBlip({ ...bucket, downN: 0 }, 60_000, [blip])).toBe(false);
  expect(isBlip(bucket, 60_000, [{ ...blip, startedAtMs: 120_000, endedAtMs: 130_000 }])).toBe(false);
});
