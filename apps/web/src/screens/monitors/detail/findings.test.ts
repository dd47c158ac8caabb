import { expect, it } from "vitest";
import { changeSentence, findingsOf } from "./findings.ts";

const latency = { n: 10, p50Us: 1_000, p95Us: 2_000, p99Us: 3_000 };
const trend = {
  last24h: latency,
  last7d: latency,
  before7d: latency,
  change: { ratio: 1.25, effect: 0.4, strength: "medium", hours: 168, hoursBefore: 160 },
} as const;

it("reads what it knows and leaves out what another version wrote", () => {
  const rows = [
    { kind: "trend", computedAtMs: 5, data: trend },
    { kind: "forecast", computedAtMs: 7, data: { shape: "unknown" } },
    { kind: "weather", computedAtMs: 6, data: {} },
  ];
  expect(findingsOf(rows)).toEqual({ trend, forecast: null, computedAtMs: 7 });
});

it("says nothing where nothing was computed", () => {
  expect(findingsOf([])).toEqual({ trend: null, forecast: null, computedAtMs: null });
});

it("names direction, size and what the comparison stands on", () => {
  expect(changeSentence(trend)).toBe(
    "p95 is 25 % slower than in the week before, in clearly more hours than not (effect 0.40, 168 hours against 160).",
  );
  expect(changeSentence({ ...trend, change: { ...trend.change, ratio: 0.9, effect: -0.2, strength: "small" } })).toMatch(
    /^p95 is 10 % faster .* in slightly more hours/,
  );
  expect(changeSentence({ ...trend, change: null })).toMatch(/missing/);
});
