import { expect, it } from "vitest";
import { nearest } from "./nearest.ts";

const words = ["latency", "Status", "stator"] as const;

it.each([
  ["latncy", "latency"],
  ["laatency", "latency"],
  ["LATENCX", "latency"],
  ["statsu", "Status"],
  ["tatus", "Status"],
  ["statob", "stator"],
  // Of two that are equally near the first.
  ["statux", "Status"],
  // Two letters of seven may differ, three may not.
  ["laxxncy", "latency"],
  ["laxxxcy", null],
  ["xxx", null],
  ["", null],
] as const)("takes %j for %j", (word, meant) => {
  expect(nearest(word, words)).toBe(meant);
});

it("lets one letter of a short word differ, and no two", () => {
  expect([nearest("ox", ["in"]), nearest("on", ["in"]), nearest("x", ["B"])]).toEqual([null, "in", "B"]);
});
