import type { WallClock } from "./time-in-state.ts";

const dayMs = 86_400_000;

/**
 * When the clocks show a time (milliseconds as if it were UTC) for the first time. One that they skip is taken as if they had not been
 * changed yet (RFC 5545, 3.3.5).
 */
export function instantOf(shown: number, wallClock: WallClock): number {
  const before = shown - (wallClock(shown - dayMs) - (shown - dayMs));
  const after = shown - (wallClock(shown + dayMs) - (shown + dayMs));
  return wallClock(before) === shown || wallClock(after) !== shown ? before : after;
}
