import fc from "fast-check";
import { expect, it } from "vitest";
import { cliffsDelta, weekOverWeek } from "./trend.ts";

const few = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 40, size: "max" });

it("equals Cliff's delta counted pair by pair", () => {
  fc.assert(
    fc.property(few, few, (a, b) => {
      const pairs = a.flatMap((x) => b.map((y) => Math.sign(x - y)));
      expect(cliffsDelta(a, b)).toBeCloseTo(pairs.reduce((sum, sign) => sum + sign, 0) / pairs.length, 12);
    }),
    { numRuns: 500 },
  );
});

const week = (p95Us: number, offset = 0) => ({
  p95Us,
  hourlyUs: Array.from({ length: 168 }, (_, i) => 100_000 + offset + (i % 24) * 1_000),
});

it("tells a week that is slower in every hour from one that is the same", () => {
  expect(weekOverWeek(week(200_000, 50_000), week(100_000))).toEqual({
    ratio: 2,
    effect: 1,
    strength: "large",
    hours: 168,
    hoursBefore: 168,
  });
  expect(weekOverWeek(week(100_000), week(100_000))).toMatchObject({ ratio: 1, effect: 0, strength: "negligible" });
  expect(weekOverWeek(week(90_000, -3_000), week(100_000))).toMatchObject({ ratio: 0.9, strength: "small" });
});

it("says nothing with less than two days in either week", () => {
  const short = { p95Us: 100_000, hourlyUs: Array<number>(47).fill(100_000) };
  expect([weekOverWeek(short, week(1)), weekOverWeek(week(1), short), weekOverWeek({ ...week(1), p95Us: null }, week(1))]).toEqual([
    null,
    null,
    null,
  ]);
});
