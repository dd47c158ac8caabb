const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Standard Webhooks' schedule, made denser at its start: a channel that hiccups must not cost a minute. Two days in all. */
const delaysMs = [
  2_000,
  5_000,
  15_000,
  minuteMs,
  5 * minuteMs,
  15 * minuteMs,
  30 * minuteMs,
  hourMs,
  2 * hourMs,
  4 * hourMs,
  8 * hourMs,
  12 * hourMs,
  20 * hourMs,
];

/**
 * How long to wait after attempt number `attempts` (1 is the first) failed; null when it is time to give up.
 * `random` in [0, 1) spreads by ±20 %. A service's own `Retry-After` wins where it is longer, up to a day.
 */
export function retryDelayMs(attempts: number, random: number, retryAfterMs = 0): number | null {
  const base = delaysMs[attempts - 1];
  if (base === undefined) return null;
  return Math.max(Math.round(base * (0.8 + 0.4 * random)), Math.min(retryAfterMs, 24 * hourMs));
}
