import type { TurningResult } from "@vedette/db/results";
import type { LockedState } from "@vedette/db/states";

/** What is played into the states of one monitor. `unplayed`: from when on results of a location wait, by location. */
export type Line = { results: readonly TurningResult[]; unplayed: ReadonlyMap<number, number> };

/**
 * Those that count, as they were due, from each location up to the first check there that is claimed and not accounted for: its result may
 * come yet, and has to be played before those that were due after it. They wait for it. What was seen from elsewhere does not count.
 */
export function lineOf(before: LockedState, results: readonly TurningResult[]): Line {
  const pending = new Map(before.looked.map((location) => [location.locationNo, location.pendingMs ?? Infinity]));
  const inOrder = results.toSorted((a, b) => a.dueMs - b.dueMs || a.locationNo - b.locationNo);
  const unplayed = new Map<number, number>();
  for (const { locationNo, dueMs } of inOrder) {
    const pendingMs = pending.get(locationNo);
    if (pendingMs !== undefined && dueMs > pendingMs && !unplayed.has(locationNo)) unplayed.set(locationNo, dueMs);
  }
  return { results: inOrder.filter(({ locationNo, dueMs }) => dueMs <= (pending.get(locationNo) ?? -Infinity)), unplayed };
}
