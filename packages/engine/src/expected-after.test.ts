import { expect, it } from "vitest";
import { expectedAfter } from "./expected-after.ts";

/** The times that follow one another, in UTC. */
function timesOf(expression: string, timeZone: string, from: string, n: number): string[] {
  const next = expectedAfter({ type: "cron", expression, timeZone });
  const times = [Date.parse(from)];
  while (times.length <= n) times.push(next(times.at(-1) ?? 0));
  return times.slice(1).map((ms) => new Date(ms).toISOString().slice(0, 16));
}

it("counts a period from the last ping", () => expect(expectedAfter({ type: "period", periodMs: 60_000 })(5_000)).toBe(65_000));

it("keeps the hour of its zone when the clocks change, and expects one ping for a time that they skip or repeat", () => {
  const nightly = (from: string) => timesOf("30 2 * * *", "Europe/Vienna", from, 3);
  expect(nightly("2026-03-27T12:00Z")).toEqual(["2026-03-28T01:30", "2026-03-29T01:30", "2026-03-30T00:30"]);
  expect(nightly("2026-10-23T12:00Z")).toEqual(["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"]);
});

it("is strictly later, and knows names, weekdays and leap years", () => {
  expect(timesOf("0 9 * * 1-5", "America/New_York", "2026-11-27T14:00Z", 2)).toEqual(["2026-11-30T14:00", "2026-12-01T14:00"]);
  expect(timesOf("@monthly", "UTC", "2026-12-01T00:00Z", 1)).toEqual(["2027-01-01T00:00"]);
  expect(timesOf("0 0 29 2 *", "UTC", "2026-01-01T00:00Z", 2)).toEqual(["2028-02-29T00:00", "2032-02-29T00:00"]);
});

it("throws on an expression that means nothing", () => {
  expect(() => expectedAfter({ type: "cron", expression: "61 * * * *", timeZone: "UTC" })).toThrow();
});
