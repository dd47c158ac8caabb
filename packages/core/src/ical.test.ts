import fc from "fast-check";
import { expect, it } from "vitest";
import { calendarOf } from "./ical.ts";

const event = { uid: "1@vedette", fromMs: Date.parse("2026-11-30T09:00Z"), untilMs: Date.parse("2026-12-01T09:00Z") };
const nowMs = Date.parse("2026-11-30T08:07:06.543Z");

it("writes what RFC 5545 asks for", () => {
  expect(
    calendarOf("Primary", [{ ...event, summary: "Ada; on call, all day\\night", description: "One\r\nTwo" }], nowMs).split("\r\n"),
  ).toEqual([
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Vedette//On call//EN",
    "METHOD:PUBLISH",
    "X-WR-CALNAME:Primary",
    "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    "BEGIN:VEVENT",
    "UID:1@vedette",
    "DTSTAMP:20261130T080706Z",
    "DTSTART:20261130T090000Z",
    "DTEND:20261201T090000Z",
    String.raw`SUMMARY:Ada\; on call\, all day\\night`,
    String.raw`DESCRIPTION:One\nTwo`,
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ]);
});

it("folds at 75 octets whatever the text is, loses nothing and lets no text begin a line", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
      const written = calendarOf("x", [{ ...event, summary: text, description: "" }], nowMs);
      const lines = written.split("\r\n");
      for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      expect(written.replaceAll("\r\n ", "").match(/\r\n/g)).toHaveLength(14);
      expect(/[^\r]\n|\r[^\n]/.test(written)).toBe(false);
    }),
  );
});
