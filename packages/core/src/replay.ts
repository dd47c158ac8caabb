import type { RuleCondition } from "./rule.ts";
import { type RuleState, measureOf, readingOf, ruleStep, unjudged } from "./rule-step.ts";
import { limitsOf } from "./rule.ts";
import type { Seen } from "./rules/rule-kind.ts";

/** One time that a rule would have been broken. `untilMs` null: it still is. `worst`: the worst figure of that time. */
export type Firing = { fromMs: number; untilMs: number | null; worst: number | null };

/** `values`: every figure that was measured, in order. */
export type Replay = { firings: Firing[]; values: number[] };

/** What a rule would have done at these moments, by the step that decides in earnest. Pure; moments in order of time. */
export function replay(rule: RuleCondition, moments: Iterable<Seen>): Replay {
  const { worse } = limitsOf(rule);
  const firings: Firing[] = [];
  const values: number[] = [];
  let state: RuleState = unjudged;
  for (const seen of moments) {
    const measured = measureOf(rule, seen);
    const reading = readingOf(rule, measured);
    const { next, effects } = ruleStep(state, reading, rule.settings, seen.atMs);
    state = next;
    for (const effect of effects) {
      const last = firings.at(-1);
      if (effect.type === "open") firings.push({ fromMs: effect.startedAtMs, untilMs: null, worst: null });
      else if (effect.type === "close" && last !== undefined) last.untilMs = effect.endedAtMs;
    }
    if (measured.value === null || reading === "few") continue;
    values.push(measured.value);
    const current = firings.at(-1);
    if (current !== undefined && current.untilMs === null) current.worst = worstOf(worse, current.worst, measured.value);
  }
  return { firings, values };
}

function worstOf(worse: "above" | "below", before: number | null, value: number): number {
  if (before === null) return value;
  return worse === "above" ? Math.max(before, value) : Math.min(before, value);
}

const fewestValues = 50;

/**
 * A limit that what was measured would hardly ever have crossed: the figure that 99 % were better than, and a fifth of its distance from
 * the best there is on top. Two significant digits; null where too little was measured, or nothing but the best.
 */
export function suggestedLimit(values: readonly number[], worse: "above" | "below", best: number): number | null {
  if (values.length < fewestValues) return null;
  const sorted = Float64Array.from(values).sort();
  const rank = Math.floor((worse === "above" ? 0.99 : 0.01) * (sorted.length - 1));
  const distance = Math.abs((sorted[rank] ?? best) - best) * 1.2;
  if (distance === 0) return null;
  const rounded = Number(distance.toPrecision(2));
  return Number((worse === "above" ? best + rounded : best - rounded).toPrecision(6));
}

/**
 * Limits that nine tenths, and half, of the times that a rule was broken would not have crossed: two significant digits of the distance from
 * the best there is, rounded away from it. The quietest first.
 */
export function quieterLimits(firings: readonly Firing[], worse: "above" | "below", best: number): number[] {
  const distances = firings.flatMap(({ worst }) => (worst === null ? [] : [Math.abs(worst - best)])).toSorted((a, b) => a - b);
  const limits = [0.9, 0.5].map((share) => {
    const distance = awayFromZero(distances[Math.floor(share * (distances.length - 1))] ?? 0);
    return Number((worse === "above" ? best + distance : best - distance).toPrecision(6));
  });
  return distances.length === 0 ? [] : [...new Set(limits)];
}

function awayFromZero(distance: number): number {
  const rounded = Number(distance.toPrecision(2));
  return rounded >= distance ? rounded : Number((rounded + 10 ** (Math.floor(Math.log10(distance)) - 1)).toPrecision(2));
}
