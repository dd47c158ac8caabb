import { expect, it } from "vitest";
import { quieterLimits } from "./replay.ts";

const worst = (...values: (number | null)[]) => values.map((value, i) => ({ fromMs: i, untilMs: i, worst: value }));

it.each([
  { firings: worst(251, 252, 253, 254, 255, 256, 257, 258, 259, 2_000, 3_000), worse: "above", best: 0, limits: [2_000, 260] },
  { firings: worst(99.31, 98.7, 99.5), worse: "below", best: 100, limits: [99.31] },
  { firings: worst(99.31, 98.7, 99.5, 98.2), worse: "below", best: 100, limits: [98.7, 99.31] },
  { firings: worst(301), worse: "above", best: 0, limits: [310] },
  { firings: worst(null), worse: "above", best: 0, limits: [] },
  { firings: [], worse: "above", best: 0, limits: [] },
] as const)("goes beyond nine tenths, and half, of what was worst: $limits", ({ firings, worse, best, limits }) => {
  expect(quieterLimits(firings, worse, best)).toEqual(limits);
});
