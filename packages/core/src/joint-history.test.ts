import fc from "fast-check";
import { expect, it } from "vitest";
import { jointHistory } from "./joint-history.ts";
import { type StateHistory, timeInStates } from "./time-in-state.ts";

const nothing: StateHistory = { existsFromMs: 0, incidents: [], gaps: [], maintenances: [], exclusions: [] };
const span = fc.tuple(fc.integer({ min: -10, max: 60 }), fc.nat(30)).map(([fromMs, length]) => ({ fromMs, untilMs: fromMs + length }));
const history: fc.Arbitrary<StateHistory> = fc.record({
  existsFromMs: fc.constantFrom(-100, 0, 20, 70),
  incidents: fc.array(
    fc.tuple(span, fc.boolean(), fc.option(fc.nat(20))).map(([at, isOpen, raisedAfter]) => ({
      startedAtMs: at.fromMs,
      endedAtMs: isOpen ? null : at.untilMs,
      severity: [
        { severity: "degraded" as const, atMs: at.fromMs },
        ...(raisedAfter === null ? [] : [{ severity: "down" as const, atMs: at.fromMs + raisedAfter }]),
      ],
    })),
    { maxLength: 3 },
  ),
  gaps: fc.array(
    fc.tuple(span, fc.constantFrom("missed", "lost", "inconclusive", "paused")).map(([at, kind]) => ({ ...at, kind }) as const),
    { maxLength: 3 },
  ),
  maintenances: fc.array(span, { maxLength: 2 }),
  exclusions: fc.array(span, { maxLength: 2 }),
});

it("leaves one monitor's times as they are", () => {
  fc.assert(
    fc.property(history, (one) => {
      const window = { fromMs: -5, toMs: 80 };
      expect(timeInStates(window, jointHistory([one]))).toEqual(timeInStates(window, one));
    }),
    { numRuns: 2_000 },
  );
});

/** What several monitors are together at a moment, by asking each. */
function stateAt(atMs: number, members: readonly StateHistory[]): string {
  const holds = (at: { fromMs: number; untilMs: number }) => at.fromMs <= atMs && atMs < at.untilMs;
  const each = members.map((member) => {
    const kinds = member.gaps.filter(holds).map((gap) => gap.kind);
    const isExcluded = member.exclusions.some(holds);
    const isSilent = isExcluded || member.existsFromMs > atMs;
    const steps = isSilent
      ? []
      : member.incidents
          .filter((incident) => holds({ fromMs: incident.startedAtMs, untilMs: incident.endedAtMs ?? Infinity }))
          .map((incident) => (incident.severity.some((step) => step.severity === "down" && step.atMs <= atMs) ? "down" : "degraded"));
    const why = member.existsFromMs > atMs || kinds.includes("paused") ? 0 : isExcluded ? 1 : kinds.length > 0 ? 2 : 3;
    return { why, steps, isMaintained: !isSilent && member.maintenances.some(holds) };
  });
  // All of them have no say: the weakest reason among theirs is the one for all.
  const why = Math.max(...each.map((member) => member.why));
  if (why === 0) return "paused";
  if (why === 1) return "excluded";
  if (each.some((member) => member.isMaintained)) return "maintenance";
  if (why === 2) return "noData";
  const steps = each.flatMap((member) => member.steps);
  return steps.includes("down") ? "down" : steps.includes("degraded") ? "degraded" : "up";
}

it("equals asking every monitor at every moment, and sums to the time in which any existed", () => {
  fc.assert(
    fc.property(fc.array(history, { minLength: 1, maxLength: 4 }), (members) => {
      const together = jointHistory(members);
      for (let atMs = Math.max(0, together.existsFromMs); atMs < 80; atMs++) {
        const time = timeInStates({ fromMs: atMs, toMs: atMs + 1 }, together);
        expect([atMs, time[`${stateAt(atMs, members)}Ms` as keyof typeof time]]).toEqual([atMs, 1]);
      }
      const whole = timeInStates({ fromMs: 0, toMs: 80 }, together);
      expect(Object.values(whole).reduce((sum, ms) => sum + ms, 0)).toBe(80 - Math.min(80, Math.max(0, together.existsFromMs)));
    }),
    { numRuns: 1_000 },
  );
});

it("does not take a monitor that was made later for one that looked", () => {
  const looked = { ...nothing, gaps: [{ fromMs: 10, untilMs: 20, kind: "paused" as const }] };
  expect(timeInStates({ fromMs: 0, toMs: 40 }, jointHistory([looked, { ...nothing, existsFromMs: 30 }]))).toMatchObject({
    pausedMs: 10,
    upMs: 30,
  });
});

it("stays small however many monitors have had gaps at the same times", () => {
  const gap = (fromMs: number) => ({ fromMs, untilMs: fromMs + 8, kind: "missed" as const });
  const busy = { ...nothing, gaps: [gap(0), gap(4), gap(10), gap(12)], exclusions: [{ fromMs: 2, untilMs: 14 }] };
  const together = jointHistory(Array.from({ length: 200 }, () => busy));
  expect(together.gaps.length + together.exclusions.length).toBeLessThan(10);
});
