import type { ConfirmationPolicy } from "./monitor.ts";
import type { VerdictKind } from "./verdict.ts";

export type Severity = "degraded" | "down";
export type ConfirmedHealth = "unknown" | "up" | Severity;

/** Consecutive verdicts of one sign. Degraded and down share a run: a target that alternates is still unhealthy. */
export type Run = { healthy: boolean; length: number; startedAtMs: number };

export type HealthState = {
  confirmed: ConfirmedHealth;
  /** When the confirmed state began: the due time of the first check of the run that confirmed it. */
  sinceMs: number | null;
  run: Run | null;
  /** Due time of the newest check that changed this state; older ones are ignored. */
  seenAtMs: number;
};

export const initialHealth: HealthState = { confirmed: "unknown", sinceMs: null, run: null, seenAtMs: 0 };

/** `startedAtMs` and `endedAtMs` are due times of checks, so uptime can be computed from them to the millisecond. */
export type HealthEffect =
  | { type: "open"; severity: Severity; startedAtMs: number; confirmedAtMs: number }
  | { type: "raise"; severity: "down"; atMs: number }
  | { type: "close"; endedAtMs: number; confirmedAtMs: number };

export type HealthStep = { next: HealthState; effects: HealthEffect[] };

/**
 * Pure and total: the same state, verdict and clock reading always give the same answer.
 * An incident begins at the first bad check of the run that confirms it and ends at the first good check likewise.
 * Severity only ever rises within an incident. A step that changes nothing returns `state` itself.
 */
export function step(state: HealthState, verdict: VerdictKind, atMs: number, policy: ConfirmationPolicy): HealthStep {
  if (verdict === "inconclusive" || verdict === "no_data") return { next: state, effects: [] };
  // Results can arrive out of order after a redelivery; an older one must not rewind the run.
  if (atMs <= state.seenAtMs) return { next: state, effects: [] };

  const healthy = verdict === "up";
  // The steady state of nearly every check: nothing to write.
  if (healthy && isSteady(state)) return { next: state, effects: [] };

  const run: Run =
    state.run?.healthy === healthy ? { ...state.run, length: state.run.length + 1 } : { healthy, length: 1, startedAtMs: atMs };
  const isLongEnough = run.length >= (healthy ? policy.successesToClose : policy.failuresToOpen);
  const isEasing = state.confirmed === "down" && verdict === "degraded";
  if (!isLongEnough || isEasing || verdict === state.confirmed) {
    return { next: { ...state, run, seenAtMs: atMs }, effects: [] };
  }
  const raises = state.confirmed === "degraded" && verdict === "down";
  const next: HealthState = { confirmed: verdict, sinceMs: raises ? atMs : run.startedAtMs, run, seenAtMs: atMs };
  return { next, effects: effectsOf(state.confirmed, verdict, run, atMs) };
}

/** Up, and last seen up: another healthy check changes nothing. */
export function isSteady(state: HealthState): boolean {
  return state.confirmed === "up" && state.run?.healthy === true;
}

/**
 * The step of a monitor whose locations decide together: they have confirmed, each for itself, so what they say holds at once. As with
 * `step`, severity only rises, and nothing begins before what it follows. `isQuiet`: no location has anything but good to say, so that
 * further good checks need not be looked at.
 */
export function turnTo(state: HealthState, said: { health: "up" | Severity; sinceMs: number }, atMs: number, isQuiet: boolean): HealthStep {
  const isEasing = state.confirmed === "down" && said.health === "degraded";
  const isSame = isEasing || said.health === state.confirmed;
  if (isSame && state.run?.healthy === isQuiet) return { next: state, effects: [] };
  const run: Run = { healthy: isQuiet, length: 1, startedAtMs: isSame ? atMs : Math.max(said.sinceMs, state.sinceMs ?? 0) };
  const seenAtMs = Math.max(state.seenAtMs, atMs);
  if (isSame) return { next: { ...state, run, seenAtMs }, effects: [] };
  const raises = state.confirmed === "degraded" && said.health === "down";
  const next: HealthState = { confirmed: said.health, sinceMs: raises ? atMs : run.startedAtMs, run, seenAtMs };
  return { next, effects: effectsOf(state.confirmed, said.health, run, atMs) };
}

/**
 * What a person may conclude before as many good checks have come as the policy waits for: that it is over, from the first good check on.
 * Null where the newest check still speaks against it, or nothing is held against it.
 */
export function settle(state: HealthState): HealthStep | null {
  const { run } = state;
  if (!isBad(state) || run?.healthy !== true) return null;
  return {
    next: { ...state, confirmed: "up", sinceMs: run.startedAtMs },
    effects: effectsOf(state.confirmed, "up", run, state.seenAtMs),
  };
}

function effectsOf(before: ConfirmedHealth, after: "up" | Severity, run: Run, atMs: number): HealthEffect[] {
  if (after === "up") {
    return before === "unknown" ? [] : [{ type: "close", endedAtMs: run.startedAtMs, confirmedAtMs: atMs }];
  }
  // It was called because something changed, and nothing eases: after degraded comes down.
  if (before === "degraded") return [{ type: "raise", severity: "down", atMs }];
  return [{ type: "open", severity: after, startedAtMs: run.startedAtMs, confirmedAtMs: atMs }];
}

/** A run of bad checks that ended before it was confirmed: half-open, shown to people, and never downtime. */
export type Blip = { startedAtMs: number; endedAtMs: number; failures: number };

/** The blip that ended with the step from `before` to `after`; null for nearly all. */
export function blipOf(before: HealthState, after: HealthState): Blip | null {
  if (isBad(before) || before.run === null || before.run.healthy || after.run?.healthy !== true) return null;
  return { startedAtMs: before.run.startedAtMs, endedAtMs: after.run.startedAtMs, failures: before.run.length };
}

/** Whether the step began a run that speaks against what is held to be true: the moment for a second look. */
export function isDoubtful(before: HealthState, after: HealthState): boolean {
  if (after === before || after.run?.length !== 1) return false;
  return after.run.healthy === isBad(after);
}

/** Held to be failing. */
export function isBad({ confirmed }: Pick<HealthState, "confirmed">): boolean {
  return confirmed === "degraded" || confirmed === "down";
}
