import { type ConfirmedHealth, type HealthState, isBad } from "./health.ts";

/**
 * What one location holds to be true, since when, and the due time of its newest conclusive check. `backMs`: it holds that all is well, was
 * silent, and has been back since; 0 where it was not, or it was longer ago than matters.
 */
export type Opinion = { confirmed: ConfirmedHealth; sinceMs: number; seenMs: number; backMs: number };

/** `backMs`: of its first conclusive check since it was last silent. */
type Looked = { seenMs: number; backMs: number };

/**
 * When a location last looked, and since when it has not been silent, which is seeing nothing for `silenceMs`; 0 where that is before `fromMs`.
 * `dueMs`: when its conclusive checks from then on were due, ascending.
 */
export function lookedOf(dueMs: readonly number[], fromMs: number, silenceMs: number): Looked {
  return {
    seenMs: dueMs.at(-1) ?? 0,
    backMs: dueMs.findLast((atMs, i) => atMs - (dueMs[i - 1] ?? fromMs) >= silenceMs) ?? 0,
  };
}

/** What a location in this state holds. `together`: what is held of the monitor so far. */
export function opinionOf({ confirmed, sinceMs, run }: HealthState, { seenMs, backMs }: Looked, together: HealthState): Opinion {
  // A rise from degraded to down is a new state of the same run.
  const began = run !== null && confirmed !== "up" && !run.healthy ? run.startedAtMs : Infinity;
  const opinion = { confirmed, sinceMs: Math.min(sinceMs ?? 0, began), seenMs, backMs: 0 };
  if (confirmed !== "up" || opinion.sinceMs >= backMs) return opinion;
  // It held that all was well before it fell silent, and has seen nothing but failures since: until it is sure, it goes with what is held.
  const isDoubtful = run !== null && !run.healthy && run.startedAtMs <= backMs;
  if (isDoubtful && isBad(together)) return { ...opinion, confirmed: together.confirmed, sinceMs: together.sinceMs ?? 0 };
  return { ...opinion, backMs: Math.max(backMs, run !== null && run.healthy ? run.startedAtMs : 0) };
}
