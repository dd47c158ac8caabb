const maxMs = 86_400_000;

/** `Retry-After` (RFC 9110 section 10.2.3), seconds or a date, as milliseconds from now, at most a day; null where it says nothing usable. */
export function retryAfterMs(header: string | string[] | undefined, nowMs: number): number | null {
  const value = (Array.isArray(header) ? header[0] : header)?.trim();
  if (value === undefined || value === "") return null;
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - nowMs;
  return ms > 0 ? Math.min(ms, maxMs) : null;
}
