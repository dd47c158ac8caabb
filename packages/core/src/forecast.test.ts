import { expect, it } from "vitest";
import { Forecast, type HourValue, forecast } from "./forecast.ts";

const hourMs = 3_600_000;
const startMs = Date.UTC(2026, 9, 1);

function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0;
    return ((mixed ^ (mixed >>> 12)) >>> 0) / 2 ** 32;
  };
}
const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

type Shape = { days: number; perDay?: number; daily?: number; noise: (random: () => number) => number };
function series(seed: number, { days, perDay = 0, daily = 0, noise }: Shape): HourValue[] {
  const random = randomOf(seed);
  return Array.from({ length: days * 24 }, (_, h) => ({
    atMs: startMs + h * hourMs,
    us: Math.max(1_000, 200_000 + (perDay * h) / 24 + daily * Math.sin((h / 24) * 2 * Math.PI) + noise(random)),
  }));
}
const gaussian = (random: () => number) => 8_000 * normal(random);
const skewed = (random: () => number) => Math.exp(9 + 0.8 * normal(random));
const seeds = Array.from({ length: 60 }, (_, i) => i + 1);

it.each([
  ["a trend", { perDay: 4_000, noise: gaussian }],
  ["a rhythm", { daily: 40_000, noise: gaussian }],
  ["a trend and a rhythm under skewed noise", { perDay: 3_000, daily: 40_000, noise: skewed }],
])("of %s holds at least about 90 %% of the week to come within its interval, and is shown", (_, shape) => {
  let inside = 0;
  let seen = 0;
  let shown = 0;
  for (const seed of seeds) {
    const all = series(seed, { days: 28, ...shape });
    const found = forecast(all.slice(0, 21 * 24));
    if (found === null) continue;
    shown++;
    const truth = new Map(all.map((hour) => [hour.atMs, hour.us]));
    for (const point of found.points) {
      const us = truth.get(point.atMs);
      if (us === undefined) continue;
      seen++;
      if (point.lowUs <= us && us <= point.highUs) inside++;
    }
  }
  expect(shown).toBeGreaterThan(0.9 * seeds.length);
  expect(inside / seen).toBeGreaterThan(0.89);
});

it("finds the slope although one hour in eight is an outlier", () => {
  const random = randomOf(5);
  const values = series(3, { days: 21, perDay: 5_000, noise: gaussian }).map((hour) =>
    random() < 0.125 ? { ...hour, us: hour.us * 20 } : hour,
  );
  const found = forecast(values);
  expect(Math.abs((found?.slopeUsPerDay ?? 0) - 5_000)).toBeLessThan(700);
});

it("does not depend on the order of the hours, and is what its schema says", () => {
  const values = series(9, { days: 21, perDay: 5_000, noise: gaussian });
  const found = forecast(values, 600_000);
  expect(forecast(values.toReversed(), 600_000)).toEqual(found);
  expect(Forecast.parse(found)).toEqual(found);
  expect(found?.points).toHaveLength(56);
});

it("says when a limit is reached, between when and when", () => {
  const lastMs = startMs + 21 * 24 * hourMs;
  const crossing = forecast(series(4, { days: 21, perDay: 5_000, noise: gaussian }), 340_000)?.crossing;
  // 200 ms and 5 ms a day: 340 ms after 28 days.
  expect(Math.abs((crossing?.atMs ?? 0) - (startMs + 28 * 24 * hourMs)) / (24 * hourMs)).toBeLessThan(2);
  expect(crossing?.earliestMs).toBeGreaterThanOrEqual(lastMs - hourMs);
  expect(crossing?.earliestMs).toBeLessThan(crossing?.atMs ?? 0);
  expect(crossing?.latestMs).toBeGreaterThan(crossing?.atMs ?? 0);
});

it("names no date for a limit that is passed already, far away, or moving off", () => {
  const growing = series(4, { days: 21, perDay: 5_000, noise: gaussian });
  const shrinking = series(4, { days: 21, perDay: -5_000, noise: gaussian });
  const crossings = [forecast(growing, 250_000), forecast(growing, 900_000), forecast(shrinking, 340_000)].map((found) => found?.crossing);
  expect(crossings).toEqual([null, null, null]);
});

it("takes noise for a trend in at most one series of twenty", () => {
  const shown = seeds.filter((seed) => forecast(series(seed, { days: 28, noise: gaussian })) !== null);
  expect(shown.length).toBeLessThanOrEqual(seeds.length / 20);
});

it.each([
  ["noise without trend or rhythm", series(1, { days: 28, noise: gaussian })],
  ["a week of history", series(1, { days: 7, perDay: 4_000, noise: gaussian })],
  ["a constant", series(1, { days: 28, noise: () => 0 })],
  [
    "a jump in the last days",
    series(1, { days: 28, daily: 40_000, noise: gaussian }).map((hour, i) => (i > 24 * 24 ? { ...hour, us: hour.us * 3 } : hour)),
  ],
  ["a few scattered hours", series(1, { days: 28, perDay: 4_000, noise: gaussian }).filter((_, i) => i % 9 === 0)],
  ["nothing", []],
])("is not shown for %s", (_, values) => {
  expect(forecast(values)).toBeNull();
});
