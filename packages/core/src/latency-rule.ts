import type { ConfirmedHealth, HealthEffect } from "./health.ts";
import type { LatencyRuleParams } from "./rule.ts";

/** `sinceMs`: when the evaluation that decided it was made. */
export type RuleState = { confirmed: ConfirmedHealth; sinceMs: number | null };
/** A percentile over the window, from `n` checks; null where there was none. */
export type Measured = { valueUs: number | null; n: number };

/** A percentile of fewer checks is chance. */
export const fewestChecks = 5;
/** A breach ends well below its limit only, or a value on the limit would open and close for ever. */
const closeBelow = 0.9;

/**
 * Pure and total: the same state, measure and moment always give the same answer. Breached when the percentile exceeds the limit, over
 * when it is under 90 % of it; in between, and without enough checks, nothing changes. A step that changes nothing returns `state`
 * itself; the same step repeated gives no second effect.
 */
export function ruleStep(
  state: RuleState,
  measured: Measured,
  params: LatencyRuleParams,
  atMs: number,
): { next: RuleState; effects: HealthEffect[] } {
  const { valueUs, n } = measured;
  if (valueUs === null || n < fewestChecks) return { next: state, effects: [] };
  const limitUs = params.thresholdMs * 1_000;
  if (state.confirmed === "degraded") {
    if (valueUs >= limitUs * closeBelow) return { next: state, effects: [] };
    return { next: { confirmed: "up", sinceMs: atMs }, effects: [{ type: "close", endedAtMs: atMs, confirmedAtMs: atMs }] };
  }
  if (valueUs > limitUs) {
    return {
      next: { confirmed: "degraded", sinceMs: atMs },
      effects: [{ type: "open", severity: "degraded", startedAtMs: atMs, confirmedAtMs: atMs }],
    };
  }
  return state.confirmed === "up" ? { next: state, effects: [] } : { next: { confirmed: "up", sinceMs: atMs }, effects: [] };
}

/** What is wrong and how we know, in one sentence: `The 95th percentile over the last 5 min is 2.31 s (42 checks); the limit is 2 s.` */
export function ruleSummary(measured: Measured, params: LatencyRuleParams): string {
  const value = measured.valueUs === null ? "unknown" : seconds(measured.valueUs / 1_000);
  return `The ${params.percentile}th percentile over the last ${windowName(params.windowMs)} is ${value} (${measured.n} checks); the limit is ${seconds(params.thresholdMs)}.`;
}

function seconds(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${Number((ms / 1_000).toFixed(2))} s`;
}

function windowName(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}
