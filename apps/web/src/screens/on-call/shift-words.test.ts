import type { Layer } from "@vedette/core/on-call";
import { expect, it } from "vitest";
import { notesOf } from "./shift-words.ts";

const nowMs = Date.parse("2026-11-30T00:00Z");
const layer = (people: string[], hours: Layer["hours"] = null): Layer => ({
  people,
  turn: { length: 1, unit: "weeks" },
  handover: "00:00",
  startsOn: "2026-11-02",
  timeZone: "UTC",
  hours,
});
const mondays = { timeZone: "UTC", ranges: [{ days: [1], from: "09:00", until: "17:00" }] };
const notes = (layers: Layer[]) =>
  notesOf(
    { layers, overrides: [] },
    (id) => id,
    (atMs) => new Date(atMs).toISOString().slice(5, 16),
    nowMs,
  );

it("names the first gap, how many there are and how long they last", () => {
  expect(notes([layer(["Ada"])])).toEqual([]);
  expect(notes([layer(["Ada"], mondays)])).toEqual([
    "In the next 8 weeks nobody is on call from 11-30T00:00 to 11-30T09:00, and 8 more times, 53 d 8 h in all. Steps that tell this schedule go on at once to the next one then.",
  ]);
});

it("names where layers cover each other, and who counts", () => {
  expect(notes([layer(["Ada"]), layer(["Bob"], mondays)])).toEqual([
    "Ada (layer 1) and Bob (layer 2) overlap from 11-30T09:00 to 11-30T17:00, and 7 more times. The later layer counts: Bob is told.",
  ]);
  expect(notes([layer(["Ada"]), layer(["Ada"], mondays)])).toEqual([]);
});
