import { freshForMs } from "@vedette/core/quorum";
import { type Blip, type HealthEffect, type HealthState, blipOf, isDoubtful, step } from "@vedette/core/health";
import { secondLookMs } from "@vedette/core/second-look";
import type { ExtraCheck } from "@vedette/db/batches";
import type { TurningResult } from "@vedette/db/results";
import type { LockedState } from "@vedette/db/states";

/** What came of playing a line into the state of a monitor. */
export type Played = {
  monitorNo: number;
  teamId: string;
  state: HealthState;
  unplayedFromMs: number | null;
  changed: boolean;
  isTurned: boolean;
  /** How its locations stand in the end. */
  seen: { bad: { locationNo: number; name: string }[]; good: string[]; total: number };
  /** It goes on, and another location has come to a conclusion of its own. */
  isRefined: boolean;
  effects: HealthEffect[];
  blips: Blip[];
  looks: ExtraCheck[];
  /** It has just begun to fail: what it depends on may be the cause. */
  isSuspect: boolean;
  /** Where several locations decide: how those stand of which something new was heard. Null: only one looks. */
  together: {
    isSteady: boolean;
    states: { locationNo: number; state: HealthState; unplayedFromMs: number | null }[];
    outvoted: Outvoted[];
  } | null;
};

/** An outage that one location had confirmed, and too few others. */
export type Outvoted = { locationNo: number; startedAtMs: number; endedAtMs: number };

/** One run of verdicts: the monitor's, or that of one of its locations. */
export type Walk = { state: HealthState; doubted: TurningResult | null };

export function advance(walk: Walk, result: TurningResult, { policy }: LockedState): { effects: HealthEffect[]; blip: Blip | null } {
  const { next, effects } = step(walk.state, result.verdict, result.dueMs, policy);
  const blip = blipOf(walk.state, next);
  // Whatever comes after a doubt settles it, or is in doubt itself.
  if (next !== walk.state) walk.doubted = isDoubtful(walk.state, next) ? result : null;
  walk.state = next;
  return { effects, blip };
}

export function hasBegunToFail({ doubted }: Walk): boolean {
  return doubted !== null && doubted.verdict !== "up";
}

export function playedOf(before: LockedState, state: HealthState, unplayedFromMs: number | null) {
  const { monitorNo, teamId } = before;
  const changed = state !== before.state || unplayedFromMs !== before.unplayedFromMs;
  return { monitorNo, teamId, state, unplayedFromMs, changed, isTurned: state.confirmed !== before.state.confirmed };
}

export function spanOf({ intervalMs, timeoutMs }: LockedState): number {
  return freshForMs(intervalMs, timeoutMs ?? 0);
}

/** The second look from the same place, where there is time for it before the next regular check. */
export function looksAt(
  { timeoutMs, nowMs }: LockedState,
  { monitorNo, locationNo }: TurningResult,
  nextDueMs: number | null,
): ExtraCheck[] {
  if (timeoutMs === null || nextDueMs === null) return [];
  const dueMs = secondLookMs(nowMs, nextDueMs, timeoutMs);
  return dueMs === null ? [] : [{ monitorNo, locationNo, dueMs }];
}
