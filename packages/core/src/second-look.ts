/** A target that hiccups is given this long before it is asked again; a restart or a lost packet is over by then. */
const pauseMs = 2_000;
/** Workers look for such checks this often. */
const sweepMs = 2_000;
/** One that has not begun by then is not made any more: the next regular check could be under way. */
export const lookPatienceMs = 4_000;

/**
 * When the second look is due after a check that speaks against what is held to be true; null when the next regular check comes so
 * soon that the two could overlap, which checks of one monitor at one location never do. All in milliseconds since the epoch.
 */
export function secondLookMs(nowMs: number, nextDueMs: number, timeoutMs: number): number | null {
  const dueMs = nowMs + pauseMs;
  return dueMs + lookPatienceMs + timeoutMs <= nextDueMs ? dueMs : null;
}

/**
 * When another location is asked what it sees: at once, unless a check of its own could still be running there; null when it is about to
 * look anyway.
 */
export function elsewhereLookMs(nowMs: number, schedule: { nextDueMs: number; intervalMs: number }, timeoutMs: number): number | null {
  const { nextDueMs, intervalMs } = schedule;
  const dueMs = Math.max(nowMs, nextDueMs - intervalMs + timeoutMs + lookPatienceMs);
  return dueMs + lookPatienceMs + timeoutMs <= nextDueMs ? dueMs : null;
}

type Timing = { intervalMs: number; timeoutMs: number; failuresToOpen: number };

/** The longest that an outage can go unseen. The second look stands for one of the failures that are waited for, where there is time for it. */
export function worstDetectionMs({ intervalMs, timeoutMs, failuresToOpen }: Timing): number {
  const lookMs = pauseMs + sweepMs + timeoutMs;
  const looksAgain = failuresToOpen > 1 && secondLookMs(timeoutMs, intervalMs, timeoutMs) !== null;
  if (!looksAgain) return intervalMs * failuresToOpen + timeoutMs;
  return failuresToOpen === 2 ? intervalMs + timeoutMs + lookMs : intervalMs * (failuresToOpen - 1) + timeoutMs;
}
