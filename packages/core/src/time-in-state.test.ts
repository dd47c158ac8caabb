import fc from "fast-check";
import { expect, it } from "vitest";
import type { StateMs } from "./monitor-record.ts";
import { type StateHistory, daysOf, noTime, timeInStates, weeklySpans } from "./time-in-state.ts";

const nothing: StateHistory = { existsFromMs: 0, incidents: [], gaps: [], maintenances: [], exclusions: [] };
const sumOf = (time: StateMs) => Object.values(time).reduce((sum, ms) => sum + ms, 0);

/** The oracle: asks of every single millisecond what it was. Knows nothing of unions or layers. */
function byTheMillisecond(fromMs: number, toMs: number, history: StateHistory): StateMs {
  const time = { ...noTime };
  for (let at = fromMs; at < toMs; at++) {
    if (at < history.existsFromMs) continue;
    const within = (span: { fromMs: number; untilMs: number }) => span.fromMs <= at && at < span.untilMs;
    const gapKinds = history.gaps.filter(within).map((gap) => gap.kind);
    const severities = history.incidents
      .filter((incident) => incident.startedAtMs <= at && (incident.endedAtMs === null || at < incident.endedAtMs))
      .map((incident) =>
        incident.severity.some((step, i) => step.severity === "down" && (i === 0 || step.atMs <= at)) ? "down" : "degraded",
      );
    if (gapKinds.includes("paused")) time.pausedMs++;
    else if (history.exclusions.some(within)) time.excludedMs++;
    else if (history.maintenances.some(within)) time.maintenanceMs++;
    else if (gapKinds.length > 0) time.noDataMs++;
    else if (severities.includes("down")) time.downMs++;
    else if (severities.includes("degraded")) time.degradedMs++;
    else time.upMs++;
  }
  return time;
}

/** Instants on a small scale, so that ends meet, overlap and fall outside the window often. */
const instant = fc.integer({ min: -20, max: 140 });
const span = fc.tuple(instant, fc.integer({ min: 0, max: 60 })).map(([fromMs, length]) => ({ fromMs, untilMs: fromMs + length }));
const incident = fc
  .record({
    at: span,
    isOpen: fc.boolean(),
    opensDown: fc.boolean(),
    raisedAfter: fc.option(fc.integer({ min: 0, max: 40 })),
    notedAfter: fc.constantFrom(0, 7),
  })
  .map(({ at, isOpen, opensDown, raisedAfter, notedAfter }) => ({
    startedAtMs: at.fromMs,
    endedAtMs: isOpen ? null : at.untilMs,
    severity: [
      { severity: opensDown ? ("down" as const) : ("degraded" as const), atMs: at.fromMs + notedAfter },
      ...(raisedAfter === null || opensDown ? [] : [{ severity: "down" as const, atMs: at.fromMs + raisedAfter }]),
    ],
  }));
const gap = fc
  .record({ at: span, isEndless: fc.boolean(), kind: fc.constantFrom("missed", "lost", "inconclusive", "paused") })
  .map(({ at, isEndless, kind }) => ({ fromMs: at.fromMs, untilMs: isEndless ? Infinity : at.untilMs, kind }) as const);
const history: fc.Arbitrary<StateHistory> = fc.record({
  existsFromMs: fc.oneof(fc.constant(-1_000), instant),
  incidents: fc.array(incident, { maxLength: 5 }),
  gaps: fc.array(gap, { maxLength: 5 }),
  maintenances: fc.array(span, { maxLength: 3 }),
  exclusions: fc.array(span, { maxLength: 3 }),
});

it("equals an oracle that asks every millisecond, on 4,000 random histories", () => {
  fc.assert(
    fc.property(instant, fc.integer({ min: 0, max: 130 }), history, (fromMs, length, known) => {
      const toMs = fromMs + length;
      const time = timeInStates({ fromMs, toMs }, known);
      expect(time).toEqual(byTheMillisecond(fromMs, toMs, known));
      expect(sumOf(time)).toBe(Math.max(0, toMs - Math.max(fromMs, known.existsFromMs)));
    }),
    { numRuns: 4_000 },
  );
});

it("gives the same total however a window is cut", () => {
  fc.assert(
    fc.property(instant, instant, instant, history, (a, b, c, known) => {
      const [fromMs = 0, middle = 0, toMs = 0] = [a, b, c].toSorted((x, y) => x - y);
      const whole = timeInStates({ fromMs, toMs }, known);
      const first = timeInStates({ fromMs, toMs: middle }, known);
      const second = timeInStates({ fromMs: middle, toMs }, known);
      for (const key of Object.keys(whole) as (keyof StateMs)[]) expect(first[key] + second[key]).toBe(whole[key]);
    }),
    { numRuns: 2_000 },
  );
});

it("counts an open incident up to the end of the window, and rises to down when it does", () => {
  const open = {
    startedAtMs: 40,
    endedAtMs: null,
    severity: [
      { severity: "degraded" as const, atMs: 40 },
      { severity: "down" as const, atMs: 70 },
    ],
  };
  expect(timeInStates({ fromMs: 0, toMs: 100 }, { ...nothing, incidents: [open] })).toMatchObject({ upMs: 40, degradedMs: 30, downMs: 30 });
});

it("never books our own downtime on the target, nor maintenance as an outage", () => {
  const down = { startedAtMs: 0, endedAtMs: null, severity: [{ severity: "down" as const, atMs: 0 }] };
  const known = {
    ...nothing,
    incidents: [down],
    gaps: [{ fromMs: 10, untilMs: 30, kind: "missed" as const }],
    maintenances: [{ fromMs: 20, untilMs: 60 }],
    exclusions: [{ fromMs: 55, untilMs: 70 }],
  };
  expect(timeInStates({ fromMs: 0, toMs: 100 }, known)).toEqual({
    upMs: 0,
    degradedMs: 0,
    downMs: 40,
    maintenanceMs: 35,
    noDataMs: 10,
    pausedMs: 0,
    excludedMs: 15,
  });
});

it("takes an incident without a severity for the worst", () => {
  expect(timeInStates({ fromMs: 0, toMs: 9 }, { ...nothing, incidents: [{ startedAtMs: 2, endedAtMs: 5, severity: [] }] }).downMs).toBe(3);
});

it.each([Number.NaN, Infinity, 0.5])("refuses a window that ends at %d", (toMs) => {
  expect(() => timeInStates({ fromMs: 0, toMs }, nothing)).toThrow(new RangeError(`a window from 0 to ${toMs} has no whole milliseconds`));
});

const hourMs = 3_600_000;

it.each([
  ["UTC", "2026-03-29", 24, "2026-03-29T00:00:00.000Z"],
  ["Europe/Berlin", "2026-03-29", 23, "2026-03-28T23:00:00.000Z"],
  ["Europe/Berlin", "2026-10-25", 25, "2026-10-24T22:00:00.000Z"],
  ["America/New_York", "2026-03-08", 23, "2026-03-08T05:00:00.000Z"],
  ["Australia/Lord_Howe", "2026-04-05", 24.5, "2026-04-04T13:00:00.000Z"],
  ["Asia/Kathmandu", "2026-06-01", 24, "2026-05-31T18:15:00.000Z"],
  // Midnight itself is skipped, or comes twice.
  ["America/Sao_Paulo", "2018-11-04", 23, "2018-11-04T03:00:00.000Z"],
  ["America/Havana", "2025-11-02", 25, "2025-11-02T04:00:00.000Z"],
  ["Asia/Amman", "2021-10-29", 25, "2021-10-28T21:00:00.000Z"],
  ["Not/AZone", "2026-03-29", 24, "2026-03-29T00:00:00.000Z"],
])("in %s the day %s lasts %d hours", (zone, date, hours, from) => {
  const noon = Date.parse(`${date}T12:00:00Z`);
  const day = daysOf({ fromMs: noon - 24 * hourMs, toMs: noon + 24 * hourMs }, zone).find((candidate) => candidate.date === date);
  expect(day).toEqual({ date, fromMs: Date.parse(from), toMs: Date.parse(from) + hours * hourMs });
});

it("does not touch the day that begins as the range ends", () => {
  const days = daysOf({ fromMs: Date.parse("2026-05-31T22:00:00Z"), toMs: Date.parse("2026-06-01T22:00:00Z") }, "Europe/Berlin");
  expect(days.map((day) => day.date)).toEqual(["2026-06-01"]);
});

it("finds no weekly hours in a range that begins as they end", () => {
  const range = { fromMs: Date.parse("2026-06-01T17:00:00Z"), toMs: Date.parse("2026-06-01T20:00:00Z") };
  expect(weeklySpans(range, "UTC", [{ days: [1], fromMin: 540, untilMin: 1_020 }])).toEqual([]);
});

it("leaves out a day that never was", () => {
  const days = daysOf({ fromMs: Date.UTC(2011, 11, 29), toMs: Date.UTC(2012, 0, 1) }, "Pacific/Apia");
  expect(days.map((day) => day.date)).toEqual(["2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01"]);
});

const zones = Intl.supportedValuesOf("timeZone");

it("cuts any range into whole days of any zone, without gap or overlap, named as the zone names them", () => {
  const range = fc.tuple(
    fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2037, 0, 1) }),
    fc.integer({ min: 1, max: 20 * 24 * hourMs }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...zones), range, (zone, [fromMs, length]) => {
      const days = daysOf({ fromMs, toMs: fromMs + length }, zone);
      const named = new Intl.DateTimeFormat("sv-SE", { timeZone: zone });
      expect(days[0]?.fromMs).toBeLessThanOrEqual(fromMs);
      expect(days[0]?.toMs).toBeGreaterThan(fromMs);
      expect(days.at(-1)?.toMs).toBeGreaterThanOrEqual(fromMs + length);
      days.forEach((day, i) => {
        if (i > 0) expect(day.fromMs).toBe(days[i - 1]?.toMs);
        expect([named.format(day.fromMs), named.format(day.toMs - 1)]).toEqual([day.date, day.date]);
      });
    }),
    { numRuns: 400 },
  );
});

it("sums the states of a monitor's days to the time of the whole range, days of 23 and 25 hours included", () => {
  const range = { fromMs: Date.UTC(2026, 2, 20), toMs: Date.UTC(2026, 10, 1) };
  const known = {
    ...nothing,
    incidents: [
      { startedAtMs: Date.UTC(2026, 2, 28, 22), endedAtMs: Date.UTC(2026, 2, 29, 3), severity: [{ severity: "down" as const, atMs: 0 }] },
    ],
  };
  const days = daysOf(range, "Europe/Berlin");
  const downMs = days.map((day) => timeInStates(day, known).downMs);
  expect(downMs.filter((ms) => ms > 0)).toEqual([hourMs, 4 * hourMs]);
  expect(days.reduce((sum, day) => sum + sumOf(timeInStates(day, known)), 0)).toBe((days.at(-1)?.toMs ?? 0) - (days[0]?.fromMs ?? 0));
});

/** The oracle: asks a zone's clocks at every minute, and knows of no days. */
function byTheMinute(range: { fromMs: number; toMs: number }, timeZone: string, weekly: Parameters<typeof weeklySpans>[2]): number[] {
  const options = { timeZone, weekday: "short", hour: "numeric", minute: "numeric", hourCycle: "h23" } as const;
  const clock = new Intl.DateTimeFormat("en-US", options);
  const minutes: number[] = [];
  for (let at = range.fromMs; at < range.toMs; at += 60_000) {
    const part = new Map(clock.formatToParts(at).map(({ type, value }) => [type, value]));
    const day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(part.get("weekday") ?? "") + 1;
    const minute = Number(part.get("hour")) * 60 + Number(part.get("minute"));
    if (weekly.some((each) => each.days.includes(day) && each.fromMin <= minute && minute < each.untilMin)) minutes.push(at);
  }
  return minutes;
}

const everyDay = [1, 2, 3, 4, 5, 6, 7];

it.each([
  ["Europe/Berlin", "2026-03-29", "an hour is skipped"],
  ["Europe/Berlin", "2026-10-25", "an hour comes twice"],
  ["Australia/Lord_Howe", "2026-04-05", "half an hour comes twice"],
  ["America/Sao_Paulo", "2018-11-04", "midnight is skipped"],
  ["America/Havana", "2025-11-02", "midnight comes twice"],
  ["Pacific/Apia", "2011-12-30", "the day never was"],
  ["Asia/Kathmandu", "2026-06-01", "nothing happens"],
])("finds every minute of weekly hours in %s around %s, where %s", (timeZone, date) => {
  const noonMs = Date.parse(`${date}T12:00:00Z`);
  const range = { fromMs: noonMs - 36 * hourMs, toMs: noonMs + 36 * hourMs };
  const weekly = [
    { days: everyDay, fromMin: 0, untilMin: 45 },
    { days: everyDay, fromMin: 105, untilMin: 165 },
    { days: [1, 2, 3, 4, 5], fromMin: 540, untilMin: 1_020 },
    { days: [6, 7], fromMin: 1_380, untilMin: 1_440 },
  ];
  const spans = weeklySpans(range, timeZone, weekly);
  const minutes = spans.flatMap((span) =>
    Array.from({ length: (span.untilMs - span.fromMs) / 60_000 }, (_, i) => span.fromMs + i * 60_000),
  );
  expect(minutes).toEqual(byTheMinute(range, timeZone, weekly));
  spans.forEach((span, i) => expect(span.fromMs).toBeGreaterThan(spans[i - 1]?.untilMs ?? -Infinity));
});

it("counts the repeated hour of a night twice, and the skipped one not at all", () => {
  const night = [{ days: everyDay, fromMin: 60, untilMin: 240 }];
  const hoursOf = (date: string) =>
    weeklySpans(
      { fromMs: Date.parse(`${date}T00:00:00Z`) - 2 * hourMs, toMs: Date.parse(`${date}T20:00:00Z`) },
      "Europe/Berlin",
      night,
    ).map((span) => (span.untilMs - span.fromMs) / hourMs);
  expect([hoursOf("2026-06-01"), hoursOf("2026-03-29"), hoursOf("2026-10-25")]).toEqual([[3], [2], [4]]);
});
