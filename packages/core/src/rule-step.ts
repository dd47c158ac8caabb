import type { ConfirmedHealth, HealthEffect } from "./health.ts";
import { type Wording, inEachLanguage } from "./language.ts";
import { type RuleCondition, type RuleSettings, limitsOf } from "./rule.ts";
import { ruleKinds } from "./rule-kinds.ts";
import { type Measured, type Seen, fewestChecks } from "./rules/rule-kind.ts";

/** `sinceMs`: when what is confirmed began. `brokenSinceMs`: since when it is broken without being confirmed; null: it is not. */
export type RuleState = { confirmed: ConfirmedHealth; sinceMs: number | null; brokenSinceMs: number | null };
export const unjudged: RuleState = { confirmed: "unknown", sinceMs: null, brokenSinceMs: null };

/** What a measure says: beyond the limit, well away from it, between the two, too few facts, or none. */
export type Reading = "bad" | "good" | "between" | "few" | "none";

/** A rule under its parameters at one moment. */
export function readingOf(rule: RuleCondition, { value, n }: Measured): Reading {
  if (value === null) return "none";
  if (n < fewestChecks) return "few";
  const { limit, closeAt, worse } = limitsOf(rule);
  const beyond = (bound: number) => (worse === "above" ? value > bound : value < bound);
  if (beyond(limit)) return "bad";
  return beyond(closeAt) ? "between" : "good";
}

/**
 * Pure and total: the same state, reading and moment always give the same answer. Opens when it was broken for `forMs` on end, and closes
 * when it is well away from its limit; a step that changes nothing returns `state` itself, and the same step repeated gives no second effect.
 */
export function ruleStep(
  state: RuleState,
  reading: Reading,
  { forMs, noData, severity }: Pick<RuleSettings, "forMs" | "noData" | "severity">,
  atMs: number,
): { next: RuleState; effects: HealthEffect[] } {
  const same = { next: state, effects: [] };
  const isOpen = state.confirmed === "degraded" || state.confirmed === "down";
  const meaning = reading === "none" ? meaningOfNone(state, noData) : reading;
  if (meaning === "few") return same;
  if (isOpen) {
    if (meaning !== "good") return same;
    return { next: settled(atMs), effects: [{ type: "close", endedAtMs: atMs, confirmedAtMs: atMs }] };
  }
  if (meaning !== "bad")
    return state.confirmed === "up" && state.brokenSinceMs === null ? same : { next: calmed(state, atMs), effects: [] };
  const brokenSinceMs = state.brokenSinceMs ?? atMs;
  if (atMs - brokenSinceMs < forMs) return state.brokenSinceMs === null ? { next: { ...state, brokenSinceMs }, effects: [] } : same;
  return {
    next: { confirmed: severity, sinceMs: brokenSinceMs, brokenSinceMs: null },
    effects: [{ type: "open", severity, startedAtMs: brokenSinceMs, confirmedAtMs: atMs }],
  };
}

/** Nothing was heard: what the policy makes of it, once there was something to lose. */
function meaningOfNone({ confirmed, brokenSinceMs }: RuleState, noData: RuleSettings["noData"]): Reading {
  if (noData === "keep" || (confirmed === "unknown" && brokenSinceMs === null)) return "few";
  return noData === "open" ? "bad" : "good";
}

const settled = (atMs: number): RuleState => ({ confirmed: "up", sinceMs: atMs, brokenSinceMs: null });
const calmed = (state: RuleState, atMs: number): RuleState =>
  state.confirmed === "up" ? { ...state, brokenSinceMs: null } : settled(atMs);

/** What is wrong and how we know: `The 95th percentile of latency over the last 5 min is above 2 s: it is 2.31 s (42 checks).` */
export function ruleSummary({ kind, params }: RuleCondition, { value, n }: Measured): Wording {
  const { inWords, format } = ruleKinds[kind];
  return inEachLanguage((language) => {
    const { itIs, unknown, checks } = found[language];
    const words = inWords[language](params);
    const counted = n === Number.MAX_SAFE_INTEGER ? "" : ` (${n} ${checks})`;
    const seen = value === null ? unknown : `${itIs} ${format(value, params, language)}${counted}`;
    return `${words.charAt(0).toUpperCase()}${words.slice(1)}: ${seen}.`;
  });
}

const found = {
  en: { itIs: "it is", unknown: "nothing is known any more", checks: "checks" },
  de: { itIs: "derzeit", unknown: "derzeit ist nichts bekannt", checks: "Prüfungen" },
} as const;

export function measureOf({ kind, params }: Pick<RuleCondition, "kind" | "params">, seen: Seen): Measured {
  return ruleKinds[kind].measure(params, seen);
}
