import fc from "fast-check";
import { expect, it } from "vitest";
import type { StateHistory } from "./time-in-state.ts";
import { UptimeDefinition, jointUptime, shareOfTime, spansOf, timeWithin, uptimeOf } from "./uptime-definition.ts";

const hourMs = 3_600_000;
const mondayMs = Date.UTC(2026, 10, 23);
const nothing: StateHistory = { existsFromMs: 0, incidents: [], gaps: [], maintenances: [], exclusions: [] };
const time = { upMs: 64, degradedMs: 32, downMs: 16, maintenanceMs: 8, noDataMs: 4, pausedMs: 2, excludedMs: 1 };

it.each([
  [{}, { up: 96, counted: 112 }],
  [{ degraded: "down" }, { up: 64, counted: 112 }],
  [{ degraded: "excluded" }, { up: 64, counted: 80 }],
  [{ maintenance: "up" }, { up: 104, counted: 120 }],
  [{ noData: "down" }, { up: 96, counted: 116 }],
  [
    { degraded: "down", maintenance: "up", noData: "down" },
    { up: 72, counted: 124 },
  ],
])("makes of times by state what %j says; paused and excluded time never counts", (definition, share) => {
  expect(shareOfTime(UptimeDefinition.parse(definition), time)).toEqual(share);
});

const everyDefinition = fc.record({
  degraded: fc.constantFrom("up", "down", "excluded"),
  maintenance: fc.constantFrom("up", "excluded"),
  noData: fc.constantFrom("excluded", "down"),
  weighting: fc.constantFrom("time", "checks"),
});

it("never counts more up than it counts at all, nor more than there was", () => {
  const ms = fc.nat(1_000);
  const times = fc.record({ upMs: ms, degradedMs: ms, downMs: ms, maintenanceMs: ms, noDataMs: ms, pausedMs: ms, excludedMs: ms });
  fc.assert(
    fc.property(everyDefinition, times, (definition, each) => {
      const { up, counted } = shareOfTime(UptimeDefinition.parse(definition), each);
      expect(up).toBeLessThanOrEqual(counted);
      expect(counted).toBeLessThanOrEqual(each.upMs + each.degradedMs + each.downMs + each.maintenanceMs + each.noDataMs);
    }),
  );
});

const office = UptimeDefinition.parse({
  hours: { timeZone: "Europe/Berlin", ranges: [{ days: [1, 2, 3, 4, 5], from: "09:00", until: "17:00" }] },
});

it("looks at business hours alone, and at their parts within a window", () => {
  const spans = spansOf(office, { fromMs: mondayMs + 10 * hourMs, toMs: mondayMs + 33 * hourMs });
  expect(spans).toEqual([
    { fromMs: mondayMs + 10 * hourMs, untilMs: mondayMs + 16 * hourMs },
    { fromMs: mondayMs + 32 * hourMs, untilMs: mondayMs + 33 * hourMs },
  ]);
  const night = { startedAtMs: mondayMs + 15 * hourMs, endedAtMs: mondayMs + 31 * hourMs, severity: [] };
  expect(uptimeOf(office, spans, { ...nothing, incidents: [night] }, [])).toEqual({ up: 6 * hourMs, counted: 7 * hourMs });
  expect(timeWithin(spans, nothing).upMs).toBe(7 * hourMs);
});

it("counts checks where it is told to: by what their time was, and missing ones as told", () => {
  const counts = { upN: 50, degradedN: 5, downN: 3, inconclusiveN: 1, noDataN: 1 };
  const checks = [0, 1, 2, 3].map((hour) => ({ atMs: mondayMs + hour * hourMs, counts }));
  const during = (hour: number) => [{ fromMs: mondayMs + hour * hourMs, untilMs: mondayMs + (hour + 1) * hourMs }];
  const history = { ...nothing, exclusions: during(1), maintenances: during(2) };
  const spans = [{ fromMs: mondayMs, untilMs: mondayMs + 3 * hourMs }];
  const count = (definition: object) => uptimeOf(UptimeDefinition.parse({ weighting: "checks", ...definition }), spans, history, checks);
  expect(count({})).toEqual({ up: 55, counted: 58 });
  expect(count({ noData: "down", degraded: "down" })).toEqual({ up: 50, counted: 60 });
  expect(count({ maintenance: "up" })).toEqual({ up: 113, counted: 116 });
});

it("counts the buckets that begin in any of the spans", () => {
  const counts = { upN: 50, degradedN: 5, downN: 3, inconclusiveN: 1, noDataN: 1 };
  const checks = [0, 1, 2, 3, 4].map((hour) => ({ atMs: mondayMs + hour * hourMs, counts }));
  const between = (from: number, until: number) => ({ fromMs: mondayMs + from * hourMs, untilMs: mondayMs + until * hourMs });
  const history = { ...nothing, maintenances: [between(3, 4)] };
  const byChecks = UptimeDefinition.parse({ weighting: "checks" });
  expect(uptimeOf(byChecks, [between(1, 3), between(3, 4)], history, checks)).toEqual({ up: 110, counted: 116 });
});

it("is of several monitors their joint time, or the checks of them all", () => {
  const spans = [{ fromMs: mondayMs, untilMs: mondayMs + hourMs }];
  const member = (upN: number, downN: number) => ({
    history: nothing,
    checks: [{ atMs: mondayMs, counts: { upN, downN, degradedN: 0, inconclusiveN: 0, noDataN: 0 } }],
  });
  const members = [member(10, 0), member(20, 5)];
  expect(jointUptime(UptimeDefinition.parse({}), spans, members, nothing)).toEqual({ up: hourMs, counted: hourMs });
  expect(jointUptime(UptimeDefinition.parse({ weighting: "checks" }), spans, members, nothing)).toEqual({ up: 30, counted: 35 });
});

it("reads minutes of the clock, and days once each and in order", () => {
  const range = { days: [3, 1, 3, 2], from: "09:30", until: "24:00" };
  const definition = UptimeDefinition.parse({ hours: { timeZone: "UTC", ranges: [range] } });
  expect(definition.hours?.ranges[0]?.days).toEqual([1, 2, 3]);
  expect(spansOf(definition, { fromMs: mondayMs, toMs: mondayMs + 24 * hourMs })).toEqual([
    { fromMs: mondayMs + 9.5 * hourMs, untilMs: mondayMs + 24 * hourMs },
  ]);
  expect(spansOf(UptimeDefinition.parse({}), { fromMs: mondayMs, toMs: mondayMs })).toEqual([]);
});

it("takes one to fourteen ranges of hours", () => {
  const problemOf = (n: number) => {
    const ranges = Array.from({ length: n }, () => ({ days: [1], from: "09:00", until: "17:00" }));
    return UptimeDefinition.safeParse({ hours: { timeZone: "UTC", ranges } }).error?.issues[0]?.message;
  };
  expect([0, 1, 14, 15].map(problemOf)).toEqual([
    "Add at least one range of hours.",
    undefined,
    undefined,
    "Use at most 14 ranges of hours.",
  ]);
});

it.each([
  [{ from: "17:00", until: "09:00" }, /make two ranges/],
  [{ from: "09:00", until: "09:00" }, /make two ranges/],
  [{ from: "109:00" }, /24:00/],
  [{ until: "17:000" }, /24:00/],
  [{ from: "9:00", until: "17:00" }, /09:00/],
  [{ from: "09:00", until: "24:01" }, /24:00/],
  [{ days: [] }, /at least one day/],
])("refuses hours like %j and says what to do", (range, words) => {
  const parsed = UptimeDefinition.safeParse({
    hours: { timeZone: "UTC", ranges: [{ days: [1], from: "09:00", until: "17:00", ...range }] },
  });
  expect(parsed.error?.issues[0]?.message).toMatch(words);
});
