/** How often the loop proves that it runs, and the silence from which on it counts as blocked. */
const beatMs = 20;
const blockMs = 50;

let beats: NodeJS.Timeout | undefined;
let watchers = 0;
let lastBeatMs = 0;
let blockedMs = 0;
let absentMs = 0;

/** Begins to watch the event loop for one exchange. Each call needs one `stopWatching`. */
export function startWatching(): void {
  watchers++;
  if (beats !== undefined) return;
  lastBeatMs = performance.now();
  beats = setInterval(beat, beatMs).unref();
}

export function stopWatching(): void {
  watchers--;
}

/**
 * Milliseconds for which the loop stood still in pauses longer than 50 ms (at most 20 ms too many for each), the one
 * that has just ended included.
 * `monitorEventLoopDelay` would not do: it is blind to a pause that precedes its own first tick.
 */
export function blockedSoFarMs(): number {
  const silenceMs = performance.now() - lastBeatMs;
  return silenceMs > blockMs ? blockedMs + silenceMs : blockedMs;
}

/** Milliseconds by which the loop came late to its beats, short pauses and long ones. */
export function absentSoFarMs(): number {
  return absentMs + Math.max(0, performance.now() - lastBeatMs - beatMs);
}

function beat(): void {
  blockedMs = blockedSoFarMs();
  absentMs = absentSoFarMs();
  lastBeatMs = performance.now();
  if (watchers > 0) return;
  clearInterval(beats);
  beats = undefined;
}
