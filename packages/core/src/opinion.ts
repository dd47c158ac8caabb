import { type ConfirmedHealth, type HealthState, isBad } from "./health.ts";

/**
 * What one location holds to be true, since when, and the due time of its newest conclusive check. `backMs`: it holds that all is well, was
 * silent, and has been back since; 0 where it was not, or it was longer ago than matters.
 */
export type Opinion = { confirmed: ConfirmedHealth; sinceMs: number; seenMs: number; backMs: number };

/** `seenMs`: of its newest conclusive check. `backMs`: of the first since it was last silent. */
type Looked = { seenMs: number; backMs: number };

/**
 * How a location has looked, which is silent when it sees nothing for `silenceMs`. `lookedMs`: when its conclusive checks from `fromMs` on were
 * due, ascending; `playedMs`: those of them from which it has drawn its conclusions. 0: before `fromMs`.
 */
export function lookedOf(lookedMs: readonly number[], playedMs: readonly number[], fromMs: number, silenceMs: number): Looked {
  return {
    seenMs: lookedMs.at(-1) ?? 0,
    backMs: playedMs.findLast((atMs, i) => atMs - (playedMs[i - 1] ?? fromMs) >= silenceMs) ?? 0,
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

/**
 * When the first check after a moment was due that a location in this state has found as it holds; Infinity without one. `dueMs`: when those
 * were due from which it has drawn its conclusions, ascending, as far back as was read; a run may have begun before.
 */
export function firstSeenMs({ confirmed, run }: HealthState, dueMs: readonly number[], afterMs: number): number {
  const isRunAsHeld = run !== null && run.healthy === (confirmed === "up");
  if (isRunAsHeld && run.startedAtMs > afterMs) return run.startedAtMs;
  const isAsHeld = (atMs: number) => run === null || isRunAsHeld === atMs >= run.startedAtMs;
  return dueMs.find((atMs) => atMs > afterMs && isAsHeld(atMs)) ?? Infinity;
}
