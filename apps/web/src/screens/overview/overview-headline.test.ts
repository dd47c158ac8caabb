import { expect, it } from "vitest";
import { overviewHeadline } from "./overview-headline.ts";

const none = { up: 0, degraded: 0, down: 0, unknown: 0, paused: 0, total: 0 };

it.each([
  [{}, "Nothing is watched yet"],
  [{ up: 42, total: 42 }, "All 42 monitors are up"],
  [{ up: 1, total: 1 }, "The only monitor is up"],
  [{ up: 40, paused: 2, total: 42 }, "All 40 monitors are up"],
  [{ up: 39, down: 2, degraded: 1, total: 42 }, "2 of 42 monitors are down, 1 is degraded"],
  [{ up: 41, degraded: 1, total: 42 }, "1 of 42 monitors is degraded"],
  [{ unknown: 3, total: 3 }, "The first checks are running"],
  [{ up: 2, unknown: 1, total: 3 }, "2 monitors are up, 1 not checked yet"],
  [{ paused: 2, total: 2 }, "All 2 monitors are paused"],
])("says of %j: %s", (monitors, text) => {
  expect(overviewHeadline({ ...none, ...monitors }).text).toBe(text);
});
