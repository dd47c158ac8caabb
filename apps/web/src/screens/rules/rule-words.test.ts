import type { BackTest } from "@vedette/core/back-test";
import { expect, it } from "vitest";
import { backTestWords, barsOf, lastedWords } from "./rule-words.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const untilMs = 20_000 * dayMs;
const test: BackTest = {
  fromMs: untilMs - 20 * dayMs,
  untilMs,
  stepMs: 300_000,
  notReplayed: null,
  covered: 2,
  now: null,
  suggested: null,
  problems: [],
  monitors: [
    {
      monitor: { id: "a", name: "Shop" },
      told: [{ id: "c", name: "Ops" }],
      firings: [
        { fromMs: untilMs - 3 * hourMs, untilMs: null, worst: 900 },
        { fromMs: untilMs - 5 * dayMs, untilMs: untilMs - 5 * dayMs + hourMs, worst: 800 },
      ],
    },
    { monitor: { id: "b", name: "Blog" }, told: [{ id: "c", name: "Ops" }], firings: [] },
  ],
};

it("says when a rule would have opened, for how long, and who would have been told", () => {
  expect(backTestWords(test)).toBe(
    "It would have opened 2 times in the last 20 d, for 4 h in all, the longest for 3 h. Told each time: Ops.",
  );
  const silent = test.monitors.map((each) => ({ ...each, told: [], firings: each.firings.slice(0, 1) }));
  expect(backTestWords({ ...test, monitors: silent, covered: 40 })).toBe(
    "It would have opened once in the last 20 d, for 3 h in all. Nobody would have been told. 2 of 40 monitors were replayed.",
  );
  expect(backTestWords({ ...test, stepMs: dayMs })).toMatch(/Told each time: Ops\. One moment of each day was looked at\.$/);
  expect(backTestWords({ ...test, fromMs: null, notReplayed: "Nothing of it is stored yet." })).toBe("Nothing of it is stored yet.");
  expect(test.monitors[0]?.firings.map((firing) => lastedWords(firing, untilMs))).toEqual(["3 h, still open", "1 h"]);
});

it("draws what is not stored, what was kept and what was broken", () => {
  const states = barsOf(test, 30, "down").map((bar) => bar.state);
  expect(states).toHaveLength(90);
  expect(states.slice(0, 30)).toEqual(Array(30).fill("no_data"));
  expect(states.flatMap((state, i) => (state === "down" ? [i] : []))).toEqual([75, 89]);
});
