/**
 * The grid of a schedule: due times are `phaseMs + n × intervalMs` since the epoch, so it neither drifts nor bunches after a restart.
 */
export type Grid = { intervalMs: number; phaseMs: number };

/** The phase of a monitor at a location: a hash (FNV-1a, 32 bit) spreads the phases evenly over the interval. */
export function phaseOf(monitorNo: number, locationNo: number, intervalMs: number): number {
  let hash = 0x811c9dc5;
  for (const char of `${monitorNo}@${locationNo}`) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
  // FNV's low bits are weak for short keys; one multiply-shift round evens them out.
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b) >>> 0;
  return ((hash ^ (hash >>> 16)) >>> 0) % intervalMs;
}

/** The first due time strictly after `atMs`. */
export function nextDueMs(grid: Grid, atMs: number): number {
  const elapsed = Math.floor((atMs - grid.phaseMs) / grid.intervalMs);
  return grid.phaseMs + (elapsed + 1) * grid.intervalMs;
}
