import { expect, it } from "vitest";
import { barLetters, barsOf, decodeBars, encodeBars } from "./bars.ts";

const nothing = { existsFromMs: 0, incidents: [], gaps: [], maintenances: [], exclusions: [] };
const range = { untilMs: 400, widthMs: 100, count: 4 };

it("shows the worst of each stretch, oldest first", () => {
  const incidents = [{ startedAtMs: 150, endedAtMs: 151, severity: [{ severity: "down" as const, atMs: 150 }] }];
  const bars = barsOf({ ...nothing, incidents }, range);
  expect(bars.map((bar) => bar.state)).toEqual(["up", "down", "up", "up"]);
  expect(bars.map((bar) => bar.atMs)).toEqual([0, 100, 200, 300]);
  expect(bars[1]).toMatchObject({ upMs: 99, downMs: 1 });
});

it("shows degraded however short, and else what took most of the time", () => {
  const slow = [{ startedAtMs: 150, endedAtMs: 151, severity: [{ severity: "degraded" as const, atMs: 150 }] }];
  expect(barsOf({ ...nothing, incidents: slow }, range)[1]?.state).toBe("degraded");
  expect(barsOf({ ...nothing, maintenances: [{ fromMs: 120, untilMs: 190 }] }, range)[1]?.state).toBe("maintenance");
  expect(barsOf({ ...nothing, gaps: [{ fromMs: 120, untilMs: 190, kind: "paused" }] }, range)[1]?.state).toBe("paused");
});

it("shows no data before the monitor existed and where nobody looked for most of the time", () => {
  const gaps = [{ fromMs: 300, untilMs: 390, kind: "missed" as const }];
  expect(barsOf({ ...nothing, exclusions: [{ fromMs: 120, untilMs: 190 }] }, range)[1]?.state).toBe("excluded");
  expect(barsOf({ ...nothing, existsFromMs: 200, gaps }, range).map((bar) => bar.state)).toEqual(["no_data", "no_data", "up", "no_data"]);
});

it("writes bars as one letter each and reads them again", () => {
  const states = Object.keys(barLetters) as (keyof typeof barLetters)[]; // safe because the literal's keys are the type
  expect(decodeBars(encodeBars(states))).toEqual(states);
  expect(encodeBars(["up", "up", "down"])).toBe("uud");
  expect(decodeBars("u?")).toEqual(["up", "no_data"]);
});
