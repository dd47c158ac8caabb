import { readRecurrence } from "@vedette/core/recurrence";
import { expect, it } from "vitest";
import { repeatsOf, wordsOf } from "./repeats.ts";

it("offers what fits the day that was chosen", () => {
  expect(repeatsOf("2027-03-30T02:00").map(({ words }) => words)).toEqual([
    "Once",
    "Every day",
    "Every week on Monday, Tuesday, Wednesday, Thursday and Friday",
    "Every week on Tuesday",
    "Every 2 weeks on Tuesday",
    "Every month on day 30",
    "Every month on the last Tuesday",
  ]);
  for (const { rule } of repeatsOf("2027-03-09T02:00")) if (rule !== null) expect(readRecurrence(rule)).not.toHaveProperty("error");
});

it("offers once alone while no day is chosen, and shows a rule that it cannot read", () => {
  expect(repeatsOf("")).toEqual([{ rule: null, words: "Once" }]);
  expect([wordsOf(null), wordsOf("FREQ=HOURLY")]).toEqual(["Once", "FREQ=HOURLY"]);
});
