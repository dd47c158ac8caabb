import type { ClaimedBatch } from "@vedette/db/schedules";
import type { RoadDeps } from "./deps.ts";

/** One claim is at most this many checks: enough to make the transaction cheap, few enough to share between workers. */
export const batchSize = 500;
/** A batch whose worker died is taken over after this long; a living worker renews well before. */
export const batchLeaseMs = 10_000;
/** A fresh batch waits this long for its doorbell before the sweeper rings again. */
const doorbellMs = 3_000;

/** Enough for several workers between two doorbells. More would wait until their next tick has come, and be claimed for nothing. */
const maxUntaken = 4;

/** So often every schedule is looked at, for what was due while nobody could claim it: whoever was about to died. */
const wholeEveryMs = 10_000;
/** So many checks that are late are run with each such look: whoever was away for long must not come back with a herd. */
const lateLimit = 50;
/** A schedule may become visible a moment after its first tick. */
const overlapMs = 100;

/** How far a worker has claimed, by the database's clock. Kept by the worker from one round to the next; lost with it. */
export type Claimed = { untilMs: number; wholeAtMs: number; /** Teams that were passed over. */ without: readonly string[] };

/** What a worker has no room for, and what it hears. `hasRoom`: for any more at all; `onMissed`: of ticks that nobody claimed in time. */
export type Room = { fullTeams: () => readonly string[]; hasRoom: () => boolean; onMissed: (ticks: number) => void };
const allRoom: Room = { fullTeams: () => [], hasRoom: () => true, onMissed: () => {} };

/**
 * Claims every check of the location that is due, batch by batch. Two workers at once claim different checks. `claimed` of the round before
 * saves the look at every schedule; this round writes into it how far it came. Full teams are passed over until there is room for
 * them: ticks that nobody has time for are better missed as a whole than claimed and lost one by one.
 */
export async function* claimDue(
  deps: RoadDeps,
  locationNo: number,
  claimed: Claimed = { untilMs: 0, wholeAtMs: 0, without: [] },
  { fullTeams, hasRoom, onMissed }: Room = allRoom,
): AsyncGenerator<ClaimedBatch> {
  let without = fullTeams();
  // What a team missed while it was passed over came due before the claims of the others.
  const hasRoomAgain = claimed.without.some((teamId) => !without.includes(teamId));
  const isWhole = hasRoomAgain || claimed.untilMs - claimed.wholeAtMs >= wholeEveryMs || claimed.untilMs === 0;
  claimed.without = without;
  const sinceMs = isWhole ? null : claimed.untilMs - overlapMs;
  for (let late = lateLimit; ; late = 0) {
    const by = { sinceMs, limit: batchSize, lateLimit: late, leaseMs: doorbellMs, maxUntaken, without };
    const claim = hasRoom() ? await deps.db.schedules.claimDue(locationNo, by) : null;
    await deps.step("claimed");
    if (claim === null) {
      // More is due than anybody has time for: from now on what has been due for the longest comes first.
      claimed.untilMs = 0;
      return;
    }
    onMissed(claim.missed);
    if (claim.batch !== null) yield claim.batch;
    if (claim.isFull) {
      without = fullTeams();
      claimed.without = [...new Set([...claimed.without, ...without])];
      continue;
    }
    claimed.untilMs = claim.nowMs;
    if (isWhole) claimed.wholeAtMs = claim.nowMs;
    return;
  }
}
