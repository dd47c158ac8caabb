import { expect, it } from "vitest";
import { dayName, durationName, zonedTime } from "./zoned-time.ts";

const atMs = Date.UTC(2026, 10, 22, 23, 2);

it.each([
  ["UTC", "22 Nov 2026, 23:02 UTC", "2026-11-22"],
  ["Europe/Berlin", "23 Nov 2026, 00:02 UTC+01:00", "2026-11-23"],
  ["Asia/Kathmandu", "23 Nov 2026, 04:47 UTC+05:45", "2026-11-23"],
  ["America/New_York", "22 Nov 2026, 18:02 UTC-05:00", "2026-11-22"],
  ["Not/AZone", "22 Nov 2026, 23:02 UTC", "2026-11-22"],
])("writes the offset and the day of %s", (zone, dateTime, isoDay) => {
  const zoned = zonedTime(zone);
  expect(zoned.dateTime(atMs)).toBe(dateTime);
  expect(zoned.isoDay(atMs)).toBe(isoDay);
  expect(dateTime.endsWith(zoned.time(atMs))).toBe(true);
});

it("follows the change of the clocks", () => {
  expect(zonedTime("Europe/Berlin").time(Date.UTC(2026, 9, 25, 0, 30))).toBe("02:30 UTC+02:00");
  expect(zonedTime("Europe/Berlin").time(Date.UTC(2026, 9, 25, 1, 30))).toBe("02:30 UTC+01:00");
});

it("says that a time is unknown rather than failing", () => {
  expect(zonedTime("UTC").dateTime(Number.NaN)).toBe("unknown time");
});

it.each([
  [0, "1 s"],
  [35_900, "35 s"],
  [60_000, "1 min"],
  [4 * 60_000 + 59_000, "4 min"],
  [2 * 3_600_000 + 5 * 60_000, "2 h 5 min"],
  [86_400_000, "1 d"],
  [86_400_000 + 60_000, "1 d"],
  [2 * 86_400_000 + 3 * 3_600_000 + 1, "2 d 3 h"],
])("%i ms reads %s", (durationMs, text) => {
  expect(durationName(durationMs)).toBe(text);
});

it("names a day, and leaves other text alone", () => {
  expect(dayName("2026-01-02")).toBe("2 Jan 2026");
  expect(dayName("2026-13-02")).toBe("2026-13-02");
  expect(dayName("soon")).toBe("soon");
});
