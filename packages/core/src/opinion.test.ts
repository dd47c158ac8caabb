import { expect, it } from "vitest";
import type { HealthState } from "./health.ts";
import { firstSeenMs, lookedOf, opinionOf } from "./opinion.ts";

it.each([
  { dueMs: [], looked: { seenMs: 0, backMs: 0 } },
  { dueMs: [105, 115, 125], looked: { seenMs: 125, backMs: 0 } },
  { dueMs: [110, 129, 149, 155], looked: { seenMs: 155, backMs: 149 } },
  { dueMs: [120, 130], looked: { seenMs: 130, backMs: 120 } },
  { dueMs: [110, 129, 201], looked: { seenMs: 201, backMs: 0 } },
])("knows from checks due at $dueMs when a location looked, and since when it is back: $looked", ({ dueMs, looked }) => {
  const played = dueMs.filter((atMs) => atMs <= 200);
  expect(lookedOf(dueMs, played, 100, 20)).toEqual(looked);
});

const up: HealthState = { confirmed: "up", sinceMs: 10, run: { healthy: true, length: 1, startedAtMs: 10 }, seenAtMs: 10 };
const failing: HealthState = { ...up, run: { healthy: false, length: 1, startedAtMs: 90 } };
const down: HealthState = { confirmed: "down", sinceMs: 50, run: { healthy: false, length: 3, startedAtMs: 50 }, seenAtMs: 80 };
const looked = { seenMs: 95, backMs: 90 };

it("speaks from its first good check on when it is back, and goes with what is held until it is sure of a failure", () => {
  expect(opinionOf(up, looked, down)).toEqual({ confirmed: "up", sinceMs: 10, seenMs: 95, backMs: 90 });
  expect(opinionOf({ ...up, run: { healthy: true, length: 1, startedAtMs: 93 } }, looked, down)).toMatchObject({ backMs: 93 });
  expect(opinionOf(failing, looked, down)).toEqual({ confirmed: "down", sinceMs: 50, seenMs: 95, backMs: 0 });
  expect(opinionOf(failing, looked, up)).toMatchObject({ confirmed: "up", backMs: 90 });
});

it("has held through its silence what it still holds, or what has ended since", () => {
  expect(opinionOf(down, looked, down)).toEqual({ confirmed: "down", sinceMs: 50, seenMs: 95, backMs: 0 });
  expect(opinionOf({ ...up, sinceMs: 95 }, looked, down)).toEqual({ confirmed: "up", sinceMs: 95, seenMs: 95, backMs: 0 });
  expect(opinionOf(up, { ...looked, backMs: 0 }, down)).toEqual({ confirmed: "up", sinceMs: 10, seenMs: 95, backMs: 0 });
});

it("holds a failure since its run began, whatever it was taken for first", () => {
  const risen: HealthState = { ...down, sinceMs: 70 };
  expect(opinionOf(risen, looked, down)).toMatchObject({ confirmed: "down", sinceMs: 50 });
  // A first good check, or a first bad one, is no new opinion.
  expect(opinionOf({ ...risen, run: { healthy: true, length: 1, startedAtMs: 60 } }, looked, down)).toMatchObject({ sinceMs: 70 });
  expect(opinionOf({ ...failing, sinceMs: 95 }, looked, down)).toMatchObject({ confirmed: "up", sinceMs: 95 });
  expect(opinionOf({ ...risen, run: null }, looked, down)).toMatchObject({ sinceMs: 70 });
});

it("needs no silence to hold that it fails, and none to begin at the moment in which it is back", () => {
  expect(opinionOf(down, looked, up)).toEqual({ confirmed: "down", sinceMs: 50, seenMs: 95, backMs: 0 });
  expect(opinionOf({ ...up, sinceMs: 90 }, looked, down)).toMatchObject({ sinceMs: 90, backMs: 0 });
});

it("is in doubt only by failures alone since it is back", () => {
  const since = (startedAtMs: number): HealthState => ({ ...failing, run: { healthy: false, length: 1, startedAtMs } });
  // A good check came first.
  expect(opinionOf(since(91), looked, down)).toEqual({ confirmed: "up", sinceMs: 10, seenMs: 95, backMs: 90 });
  expect(opinionOf({ ...up, run: null }, looked, down)).toEqual({ confirmed: "up", sinceMs: 10, seenMs: 95, backMs: 90 });
});

it("knows when it first saw what it holds", () => {
  expect(firstSeenMs(up, [70, 80, 95], 70)).toBe(80);
  expect(firstSeenMs({ ...up, run: { healthy: true, length: 1, startedAtMs: 95 } }, [70, 80, 95], 70)).toBe(95);
  expect(firstSeenMs(failing, [70, 80, 90], 70)).toBe(80);
  expect(firstSeenMs(failing, [70, 90, 95], 70)).toBe(Infinity);
  expect(firstSeenMs(down, [40, 50, 60, 80], 45)).toBe(50);
  expect(firstSeenMs(down, [40, 50, 60, 80], 55)).toBe(60);
  expect(firstSeenMs(down, [40, 60, 80], 80)).toBe(Infinity);
  expect(firstSeenMs({ ...down, run: { healthy: true, length: 1, startedAtMs: 90 } }, [60, 80, 90], 60)).toBe(80);
  expect(firstSeenMs({ ...down, run: { healthy: true, length: 1, startedAtMs: 90 } }, [60, 90], 60)).toBe(Infinity);
});

it("knows so of a run that began before the first check that was read", () => {
  expect(firstSeenMs(down, [60, 80], 45)).toBe(50);
  expect(firstSeenMs(down, [], 45)).toBe(50);
  // One that began with that moment shows nothing after it.
  expect(firstSeenMs(down, [50, 60], 50)).toBe(60);
  expect(firstSeenMs({ ...up, run: null }, [40, 60], 50)).toBe(60);
});
