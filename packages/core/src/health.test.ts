import fc from "fast-check";
import { expect, it } from "vitest";
import { type HealthEffect, type HealthState, blipOf, initialHealth, isDoubtful, isSteady, step } from "./health.ts";
import type { VerdictKind } from "./verdict.ts";

const policy = { failuresToOpen: 3, successesToClose: 2 };

function play(
  verdicts: readonly VerdictKind[],
  from: HealthState = initialHealth,
): { effects: HealthEffect[]; words: string[]; state: HealthState } {
  let state = from;
  const effects: HealthEffect[] = [];
  const words = verdicts.map((verdict, i) => {
    const turn = step(state, verdict, (i + 1) * 1_000, policy);
    state = turn.next;
    effects.push(...turn.effects);
    return turn.effects.map((effect) => effect.type).join();
  });
  return { effects, words, state };
}

it("opens at the first bad check of the run that confirms it, and ends at the first good one likewise", () => {
  const { effects } = play(["up", "down", "down", "down", "up", "up"]);
  expect(effects).toEqual([
    { type: "open", severity: "down", startedAtMs: 2_000, confirmedAtMs: 4_000 },
    { type: "close", endedAtMs: 5_000, confirmedAtMs: 6_000 },
  ]);
});

it("counts slow and down answers as one run, and only ever raises severity", () => {
  expect(play(["degraded", "down", "degraded", "down", "degraded"]).words).toEqual(["", "", "open", "raise", ""]);
});

it("holds a state since the first check of the run that confirmed it, and a raised one since it was raised", () => {
  const sinceMs = (...verdicts: VerdictKind[]) => play(verdicts).state.sinceMs;
  expect(sinceMs("up", "down", "down", "down")).toBe(2_000);
  expect(sinceMs("up", "degraded", "degraded", "degraded")).toBe(2_000);
  expect(sinceMs("degraded", "degraded", "degraded", "down")).toBe(4_000);
  expect(sinceMs("degraded", "degraded", "degraded", "up", "up")).toBe(4_000);
  expect(sinceMs("down", "down", "down", "degraded", "up", "up")).toBe(5_000);
});

it("does not call a run that was not confirmed an outage", () => {
  expect(play(["up", "up", "down", "down", "up", "up", "down", "down", "up"]).effects).toEqual([]);
});

it("opens for a monitor that was never up, and says nothing when it is up for the first time", () => {
  expect(play(["down", "down", "down"]).words).toEqual(["", "", "open"]);
  expect(play(["up", "up"]).effects).toEqual([]);
  expect(play(["up", "up"]).state.confirmed).toBe("up");
});

it("does not let an inconclusive check or an older one change anything", () => {
  const { state } = play(["up", "up", "down", "down"]);
  expect(step(state, "inconclusive", 9_000, policy).next).toBe(state);
  expect(step(state, "no_data", 9_000, policy).next).toBe(state);
  expect(step(state, "down", 4_000, policy).next).toBe(state);
});

it("returns the very same state in the steady state, so that nothing is written", () => {
  const { state } = play(["up", "up"]);
  expect(step(state, "up", 99_000, policy).next).toBe(state);
  expect(isSteady({ ...initialHealth, confirmed: "up" })).toBe(false);
});

const verdict = fc.constantFrom<VerdictKind>("up", "degraded", "down", "inconclusive");

it("opens and closes strictly in turn, raises only while open and in order of time, for any history", () => {
  fc.assert(
    fc.property(fc.array(verdict, { maxLength: 400, size: "max" }), (verdicts) => {
      let open = false;
      let lastMs = 0;
      for (const effect of play(verdicts).effects) {
        if (effect.type === "open") {
          expect(open).toBe(false);
          expect(effect.startedAtMs).toBeGreaterThanOrEqual(lastMs);
          expect(effect.confirmedAtMs).toBeGreaterThanOrEqual(effect.startedAtMs);
          open = true;
          lastMs = effect.startedAtMs;
        } else if (effect.type === "raise") expect(open).toBe(true);
        else {
          expect(open).toBe(true);
          expect(effect.endedAtMs).toBeGreaterThan(lastMs);
          open = false;
          lastMs = effect.endedAtMs;
        }
      }
    }),
  );
});

it("gives the same answer when a history is cut anywhere and every result is delivered twice", () => {
  fc.assert(
    fc.property(fc.array(verdict, { maxLength: 100, size: "max" }), (verdicts) => {
      let state = initialHealth;
      const effects: HealthEffect[] = [];
      for (const [i, kind] of verdicts.entries()) {
        for (const _ of [1, 2]) {
          const turn = step(state, kind, (i + 1) * 1_000, policy);
          // What is stored between two results is all that is known: no hidden memory.
          state = JSON.parse(JSON.stringify(turn.next)) as HealthState; // safe because a state is plain data
          effects.push(...turn.effects);
        }
      }
      expect(effects).toEqual(play(verdicts).effects);
    }),
  );
});

it("calls a run that ended before it was confirmed a blip, and nothing else", () => {
  const blipsOf = (verdicts: readonly VerdictKind[]) => {
    let state = initialHealth;
    return verdicts.flatMap((kind, i) => {
      const { next } = step(state, kind, (i + 1) * 1_000, policy);
      const blip = blipOf(state, next);
      state = next;
      return blip === null ? [] : [blip];
    });
  };
  expect(blipsOf(["up", "up", "down", "degraded", "up", "up", "down", "up"])).toEqual([
    { startedAtMs: 3_000, endedAtMs: 5_000, failures: 2 },
    { startedAtMs: 7_000, endedAtMs: 8_000, failures: 1 },
  ]);
  expect(blipsOf(["up", "up", "down", "down", "down", "up", "down", "up", "up"])).toEqual([]);
  fc.assert(
    fc.property(fc.array(verdict, { maxLength: 200, size: "max" }), (verdicts) => {
      const blips = blipsOf(verdicts);
      const outages = play(verdicts).effects.filter((effect) => effect.type === "open");
      for (const blip of blips) {
        expect(blip.failures).toBeLessThan(policy.failuresToOpen);
        // An outage begins with its own run: no failing check is both.
        expect(outages.some((outage) => outage.startedAtMs === blip.startedAtMs)).toBe(false);
      }
    }),
  );
});

it("doubts the first check that speaks against what is held true, and only that one", () => {
  const doubts = (verdicts: readonly VerdictKind[]) => {
    let state = initialHealth;
    return verdicts.map((kind, i) => {
      const { next } = step(state, kind, (i + 1) * 1_000, policy);
      const doubtful = isDoubtful(state, next);
      state = next;
      return doubtful;
    });
  };
  const at = (verdicts: readonly VerdictKind[]) => doubts(verdicts).flatMap((doubtful, i) => (doubtful ? [i] : []));
  expect(at(["up", "up", "up", "down", "down", "down", "down", "up", "up", "up"])).toEqual([3, 7]);
  expect(doubts(["down", "up", "inconclusive", "down"])).toEqual([true, false, false, true]);
  expect(at(["up", "up", "down", "inconclusive"])).toEqual([2]);
  expect(isDoubtful({ ...initialHealth }, initialHealth)).toBe(false);
});
