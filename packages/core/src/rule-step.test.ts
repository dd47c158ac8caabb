import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RuleInput, type RuleSettings, RuleSettings as Settings } from "./rule.ts";
import { type Reading, type RuleState, readingOf, ruleStep, ruleSummary, unjudged } from "./rule-step.ts";

const team = { type: "team" } as const;
const latency = RuleInput.parse({ kind: "latency", scope: team, params: { percentile: 95, windowMs: 300_000, thresholdMs: 2_000 } });
const usual = Settings.parse({});
const stepMs = 10_000;

/** Plays readings ten seconds apart, and says what each step did. */
function play(readings: readonly Reading[], settings: Partial<RuleSettings> = {}): string[] {
  let state: RuleState = unjudged;
  return readings.map((reading, i) => {
    const { next, effects } = ruleStep(state, reading, { ...usual, ...settings }, i * stepMs);
    state = next;
    return effects.map((effect) => effect.type).join();
  });
}

const read = (value: number | null, n = 40) => readingOf(latency, { value, n });

it("is broken above its limit and kept from nine tenths of it on; between the two nothing changes", () => {
  expect([2_001, 2_000, 1_801, 1_800].map((value) => read(value))).toEqual(["bad", "between", "between", "good"]);
  expect(play(["between", "bad", "between", "good", "between", "bad"])).toEqual(["", "open", "", "close", "", "open"]);
});

it("takes a figure of fewer than five checks for chance, whatever it is", () => {
  expect([read(9_000, 4), read(9_000, 5), read(null, 0)]).toEqual(["few", "bad", "none"]);
  expect(play(["bad", "few", "good", "few"])).toEqual(["open", "", "close", ""]);
});

it("opens when it was broken for its time on end, and says since when", () => {
  const settings = { forMs: 2 * stepMs };
  expect(play(["good", "bad", "bad", "good", "bad", "bad", "bad", "good"], settings)).toEqual(["", "", "", "", "", "", "open", "close"]);
  expect(play(["bad", "between", "bad", "bad", "bad"], settings)).toEqual(["", "", "", "", "open"]);
  const waiting: RuleState = { confirmed: "up", sinceMs: 0, brokenSinceMs: 5 };
  expect(ruleStep(waiting, "bad", { ...usual, forMs: 70, severity: "down" }, 77).effects).toEqual([
    { type: "open", severity: "down", startedAtMs: 5, confirmedAtMs: 77 },
  ]);
});

describe("without data", () => {
  it.each([
    ["keep", ["", "open", "", "", "close", "", ""]],
    ["resolve", ["", "open", "close", "", "", "", ""]],
    ["open", ["", "open", "", "", "close", "open", ""]],
  ] as const)("a rule that says %s does so", (noData, expected) => {
    expect(play(["good", "bad", "none", "none", "good", "none", "none"], { noData })).toEqual(expected);
  });

  it("a rule that never saw any does not open for want of it", () => {
    expect(play(["none", "none", "few", "none"], { noData: "open" })).toEqual(["", "", "", ""]);
  });

  it("no time passes for a rule that keeps what it held", () => {
    expect(play(["bad", "none", "none", "good"], { forMs: stepMs })).toEqual(["", "", "", ""]);
    expect(play(["bad", "none", "bad"], { forMs: stepMs })).toEqual(["", "", "open"]);
  });
});

const anyReadings = fc.array(fc.constantFrom<Reading>("bad", "good", "between", "few", "none"), { maxLength: 60, size: "max" });
const anySettings = fc.record({
  forMs: fc.constantFrom(0, stepMs, 3 * stepMs),
  noData: fc.constantFrom("keep", "open", "resolve"),
  severity: fc.constantFrom("degraded", "down"),
});

it("opens and closes strictly in turn, whatever is read", () => {
  fc.assert(
    fc.property(anyReadings, anySettings, (readings, settings) => {
      const effects = play(readings, settings).filter((effect) => effect !== "");
      effects.forEach((effect, i) => expect(effect).toBe(i % 2 === 0 ? "open" : "close"));
    }),
  );
});

it("never opens before every reading of its time was bad, or counted as bad", () => {
  fc.assert(
    fc.property(anyReadings, anySettings, (readings, settings) => {
      play(readings, settings).forEach((effect, i) => {
        if (effect !== "open") return;
        const since = readings.slice(Math.max(0, i - settings.forMs / stepMs), i + 1);
        for (const reading of since) expect(["bad", "few", "none"]).toContain(reading);
        expect(i * stepMs).toBeGreaterThanOrEqual(settings.forMs);
      });
    }),
  );
});

it("changes nothing when the same step is made twice", () => {
  fc.assert(
    fc.property(anyReadings, anySettings, (readings, settings) => {
      let state: RuleState = unjudged;
      readings.forEach((reading, i) => {
        const once = ruleStep(state, reading, { ...usual, ...settings }, i * stepMs).next;
        expect(ruleStep(once, reading, { ...usual, ...settings }, i * stepMs)).toEqual({ next: once, effects: [] });
        state = once;
      });
    }),
  );
});

it("says what was measured over what, and the limit", () => {
  expect(ruleSummary(latency, { value: 2_312.345, n: 42 })).toEqual({
    en: "The 95th percentile of latency over the last 5 min is above 2 s: it is 2.31 s (42 checks).",
    de: "Das 95. Perzentil der Latenz liegt über die letzten 5 min bei mehr als 2 s: derzeit 2,31 s (42 Prüfungen).",
  });
  expect(ruleSummary(latency, { value: null, n: 0 }).en).toMatch(/: nothing is known any more\.$/);
  expect(ruleSummary(latency, { value: null, n: 0 }).de).toMatch(/: derzeit ist nichts bekannt\.$/);
});
