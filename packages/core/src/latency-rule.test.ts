import fc from "fast-check";
import { expect, it } from "vitest";
import { type RuleState, ruleStep, ruleSummary } from "./latency-rule.ts";

const params = { percentile: 95 as const, windowMs: 300_000, thresholdMs: 2_000 };

/** Plays p95s in milliseconds, null for none, and says what each step did. */
function play(p95sMs: (number | null)[], n = 40): string[] {
  let state: RuleState = { confirmed: "unknown", sinceMs: null };
  return p95sMs.map((p95, i) => {
    const step = ruleStep(state, { valueUs: p95 === null ? null : p95 * 1_000, n }, params, i * 10_000);
    state = step.next;
    return step.effects.map((effect) => effect.type).join();
  });
}

it("opens above the limit and closes only under nine tenths of it", () => {
  expect(play([1_500, 2_000, 2_001, 2_500, 1_900, 1_800, 1_799, 1_900, 2_000, 2_600])).toEqual([
    "",
    "",
    "open",
    "",
    "",
    "",
    "close",
    "",
    "",
    "open",
  ]);
});

it("changes nothing without data, and nothing with fewer than five checks", () => {
  expect(play([2_500, null, null, 1_000])).toEqual(["open", "", "", "close"]);
  expect(play([2_500, 9_000], 4)).toEqual(["", ""]);
  const state: RuleState = { confirmed: "degraded", sinceMs: 5 };
  expect(ruleStep(state, { valueUs: null, n: 0 }, params, 9).next).toBe(state);
});

it("opens and closes strictly in turn, at the moment of evaluation", () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.integer({ min: 1, max: 4_000 }))), (p95s) => {
      const effects = play(p95s).filter((effect) => effect !== "");
      effects.forEach((effect, i) => expect(effect).toBe(i % 2 === 0 ? "open" : "close"));
    }),
  );
  expect(ruleStep({ confirmed: "up", sinceMs: 0 }, { valueUs: 3e6, n: 9 }, params, 77).effects).toEqual([
    { type: "open", severity: "degraded", startedAtMs: 77, confirmedAtMs: 77 },
  ]);
});

it("says what was measured over what, and the limit", () => {
  expect(ruleSummary({ valueUs: 2_312_345, n: 42 }, params)).toBe(
    "The 95th percentile over the last 5 min is 2.31 s (42 checks); the limit is 2 s.",
  );
  expect(ruleSummary({ valueUs: 812_345, n: 5 }, { percentile: 50, windowMs: 7_200_000, thresholdMs: 400 })).toBe(
    "The 50th percentile over the last 2 h is 812 ms (5 checks); the limit is 400 ms.",
  );
});
