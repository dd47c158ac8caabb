import fc from "fast-check";
import { expect, it } from "vitest";
import type { WeeklyHours } from "./weekly-hours.ts";
import { type Layer, type Schedule, ScheduleInput, onCallAt, overlaps, shifts } from "./on-call.ts";

const [ada, bob, cleo] = ["a", "b", "c"] as [string, string, string];
const layer = (part: Partial<Layer>): Layer => ({
  people: [ada, bob],
  turn: { length: 1, unit: "days" },
  handover: "09:00",
  startsOn: "2026-01-01",
  timeZone: "Europe/Berlin",
  hours: null,
  ...part,
});
const at = (iso: string) => Date.parse(iso);
const said = (schedule: Schedule, from: string, until: string) =>
  shifts(schedule, at(from), at(until)).map((shift) => [new Date(shift.fromMs).toISOString().slice(0, 16), shift.userId]);

it("hands over when the clocks show the time, before and after they are changed", () => {
  const schedule = { layers: [layer({})], overrides: [] };
  expect(said(schedule, "2026-03-28T12:00Z", "2026-03-30T12:00Z")).toEqual([
    ["2026-03-28T12:00", ada],
    ["2026-03-29T07:00", bob], // 09:00 in summer; the shift before lasted 23 hours
    ["2026-03-30T07:00", ada],
  ]);
  expect(said(schedule, "2026-10-24T12:00Z", "2026-10-26T12:00Z").map(([from]) => from)).toEqual([
    "2026-10-24T12:00",
    "2026-10-25T08:00",
    "2026-10-26T08:00",
  ]);
});

it("hands over at a time that the clocks skip as if they had not been changed, and at one they show twice the first time", () => {
  const schedule = { layers: [layer({ handover: "02:30" })], overrides: [] };
  expect(said(schedule, "2026-03-28T12:00Z", "2026-03-29T12:00Z")[1]?.[0]).toBe("2026-03-29T01:30");
  expect(said(schedule, "2026-10-24T12:00Z", "2026-10-25T12:00Z")[1]?.[0]).toBe("2026-10-25T00:30");
});

it("keeps shifts of twelve hours on the clock's hours, so that one of them is shorter in spring", () => {
  const schedule = { layers: [layer({ turn: { length: 12, unit: "hours" } })], overrides: [] };
  const night = shifts(schedule, at("2026-03-28T19:00Z"), at("2026-03-29T20:00Z")).find(
    (shift) => shift.fromMs === at("2026-03-28T20:00Z"),
  );
  expect((night?.untilMs ?? 0) - (night?.fromMs ?? 0)).toBe(11 * 3_600_000);
});

it("lets later layers count over earlier ones, and overrides over both, the newest of them first", () => {
  const days = { timeZone: "UTC", ranges: [{ days: [1, 2, 3, 4, 5, 6, 7], from: "09:00", until: "17:00" }] };
  const schedule: Schedule = {
    layers: [layer({ people: [ada], timeZone: "UTC" }), layer({ people: [bob], timeZone: "UTC", hours: days })],
    overrides: [
      { id: "1", userId: ada, fromMs: at("2026-06-01T10:00Z"), untilMs: at("2026-06-01T12:00Z") },
      { id: "2", userId: cleo, fromMs: at("2026-06-01T11:00Z"), untilMs: at("2026-06-01T12:00Z") },
    ],
  };
  expect(said(schedule, "2026-06-01T00:00Z", "2026-06-02T00:00Z")).toEqual([
    ["2026-06-01T00:00", ada],
    ["2026-06-01T09:00", bob],
    ["2026-06-01T10:00", ada],
    ["2026-06-01T11:00", cleo],
    ["2026-06-01T12:00", bob],
    ["2026-06-01T17:00", ada],
  ]);
  expect(overlaps(schedule, at("2026-06-01T00:00Z"), at("2026-06-02T00:00Z"))).toMatchObject([
    {
      first: { userId: ada, source: 0 },
      counts: { userId: bob, source: 1 },
      fromMs: at("2026-06-01T09:00Z"),
      untilMs: at("2026-06-01T17:00Z"),
    },
  ]);
});

it("has nobody before a layer starts and outside of its hours", () => {
  const days = { timeZone: "UTC", ranges: [{ days: [1], from: "09:00", until: "17:00" }] };
  const schedule = { layers: [layer({ people: [ada], timeZone: "UTC", hours: days, startsOn: "2026-06-08" })], overrides: [] };
  expect(said(schedule, "2026-06-01T00:00Z", "2026-06-09T00:00Z")).toEqual([
    ["2026-06-01T00:00", null],
    ["2026-06-08T09:00", ada],
    ["2026-06-08T17:00", null],
  ]);
});

it("refuses a schedule without people, and days and times that are none", () => {
  const first = (part: object) => ScheduleInput.safeParse({ name: "Primary", layers: [layer(part)] }).error?.issues[0]?.message;
  expect(first({ people: [] })).toBe("Name at least one person.");
  expect(first({ people: ["00000000-0000-4000-8000-000000000001"], startsOn: "2026-02-30" })).toBe("Write a day as 2026-11-30.");
  expect(first({ people: ["00000000-0000-4000-8000-000000000001"], handover: "24:00" })).toBe("Write a time as 09:00.");
});

const weekdays: WeeklyHours["ranges"] = [{ days: [1, 2, 3, 4, 5], from: "09:00", until: "17:00" }];
const weekend: WeeklyHours["ranges"] = [{ days: [6, 7], from: "00:00", until: "24:00" }];
const layers = fc.record({
  people: fc.array(fc.constantFrom(ada, bob, cleo), { minLength: 1 }),
  turn: fc.record({ length: fc.integer({ min: 1, max: 9 }), unit: fc.constantFrom("hours" as const, "days" as const, "weeks" as const) }),
  handover: fc.constantFrom("00:00", "02:30", "09:00", "23:59"),
  startsOn: fc.constantFrom("2025-12-31", "2026-03-20", "2026-10-25"),
  timeZone: fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"),
  hours: fc.option(
    fc.record({
      timeZone: fc.constantFrom("UTC", "Asia/Kathmandu"),
      ranges: fc.constantFrom(weekdays, weekend),
    }),
  ),
});
const moment = fc.integer({ min: at("2026-03-20T00:00Z"), max: at("2026-04-10T00:00Z") });
const overrides = fc.array(
  fc.tuple(moment, fc.integer({ min: 1, max: 200_000_000 }), fc.constantFrom(ada, bob)).map(([fromMs, length, userId]) => ({
    id: "o",
    userId,
    fromMs,
    untilMs: fromMs + length,
  })),
  { maxLength: 4 },
);

it("fills any range with shifts that follow each other, of which each moment alone says the same", () => {
  fc.assert(
    fc.property(
      fc.array(layers, { minLength: 1, maxLength: 3 }),
      overrides,
      moment,
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }),
      (some, stands, fromMs, points) => {
        const schedule = { layers: some, overrides: stands };
        const untilMs = fromMs + 10 * 86_400_000;
        const found = shifts(schedule, fromMs, untilMs);
        expect(found[0]?.fromMs).toBe(fromMs);
        expect(found.at(-1)?.untilMs).toBe(untilMs);
        found.forEach((shift, i) => {
          expect(shift.untilMs).toBeGreaterThan(shift.fromMs);
          expect(found[i + 1]?.fromMs ?? untilMs).toBe(shift.untilMs);
        });
        for (const point of points) {
          const atMs = Math.min(untilMs - 1, Math.floor(fromMs + point * (untilMs - fromMs)));
          expect(onCallAt(schedule, atMs)).toBe(found.find((shift) => shift.fromMs <= atMs && atMs < shift.untilMs)?.userId);
        }
      },
    ),
    { numRuns: 60 },
  );
});

it("gives each person of a layer the same number of turns, in their order, over any year", () => {
  const people = [ada, bob, cleo];
  for (const timeZone of ["Europe/Berlin", "America/New_York"]) {
    const found = shifts({ layers: [layer({ people, timeZone })], overrides: [] }, at("2026-01-01T14:00Z"), at("2027-01-01T14:00Z"));
    expect(found.length).toBeGreaterThan(364);
    found.slice(1).forEach((shift, i) => expect(shift.userId).toBe(people[(people.indexOf(found[i]?.userId ?? "") + 1) % 3]));
  }
});
