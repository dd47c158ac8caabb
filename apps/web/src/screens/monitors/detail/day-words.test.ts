import { noTime } from "@vedette/core/time-in-state";
import { expect, it } from "vitest";
import { dayWords } from "./day-words.ts";

const hourMs = 3_600_000;
const all = (upMs: number) => ({ upMs, uptime: { up: upMs, counted: upMs } });
const none = { uptime: { up: 0, counted: 0 } };

it.each([
  [all(24 * hourMs), "100% up"],
  [{ upMs: 23 * hourMs, downMs: hourMs, uptime: { up: 23, counted: 24 } }, "95.83% up, 1 h down"],
  [{ ...all(23 * hourMs), noDataMs: hourMs }, "100% up"],
  [{ ...all(18 * hourMs), noDataMs: 6 * hourMs }, "100% up, 6 h without data"],
  [{ ...all(23 * hourMs), excludedMs: hourMs }, "100% up, 1 h excluded"],
  [{ ...none, noDataMs: 24 * hourMs }, "1 d without data"],
  [{ ...none, pausedMs: 24 * hourMs }, "paused"],
  [none, "nothing counted"],
])("says of %j: %s", (day, words) => {
  expect(dayWords({ ...noTime, ...day })).toBe(words);
});
