const maxKept = 2_000;
/** By origin, milliseconds since the epoch. A registry limits this machine, whoever it asks for, so all of its monitors wait together. */
const waits = new Map<string, number>();

/** Remembers that a registry asked for `ms` of peace; the newest 2,000 registries are kept. */
export function keepAwayFrom(url: URL, nowMs: number, ms: number): void {
  waits.delete(url.origin);
  waits.set(url.origin, nowMs + ms);
  const oldest = waits.keys().next().value;
  if (waits.size > maxKept && oldest !== undefined) waits.delete(oldest);
}

/** For how many milliseconds a registry is not to be asked yet; 0 when it may be. */
export function waitFor(url: URL, nowMs: number): number {
  const waitMs = (waits.get(url.origin) ?? 0) - nowMs;
  if (waitMs > 0) return waitMs;
  waits.delete(url.origin);
  return 0;
}
