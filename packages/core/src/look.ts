import { phaseOf } from "./schedule.ts";

const everyMs = 3_600_000;

/**
 * Whether the check that is due at `dueMs` is the one of its hour that is looked at in detail: certificate chain, answers, redirects.
 * Exactly one an hour, or every one of a rarer monitor; monitors are spread over the hour.
 */
export function isLookDue(monitorNo: number, dueMs: number, intervalMs: number): boolean {
  return intervalMs >= everyMs || (dueMs + phaseOf(monitorNo, 0, everyMs)) % everyMs < intervalMs;
}
