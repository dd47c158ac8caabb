import type { Wording } from "./language.ts";

/** Why nobody is told of an incident for now. */
export type HoldReason = "maintenance" | "parent" | "flapping";
export type Hold = { reason: HoldReason; sentence: string };

/** A monitor flaps that has had this many incidents within this time, the newest not counted. */
export const flapLimit = 3;
export const flapWindowMs = 3_600_000;
/** One that flaps is told of all the same when an incident lasts this long. */
export const flapLastsMs = 600_000;
/** After its parents are up again, a child is given until its next check to recover, and this long if none comes. */
const recoveryMs = 300_000;
/** After a window of maintenance the next check decides; where none comes, this long after it was due. */
const checkMs = 30_000;

/**
 * `maintenance`: the title of the window in which it was confirmed. `troubled`: names of parents that are down, or in doubt at this moment.
 * `recent`: incidents of the same kind within `flapWindowMs`.
 */
export type Circumstances = { maintenance: string | null; troubled: readonly string[]; recent: number };

/** Whether an incident that opens is kept from people, and why; null: they are told. What is planned explains the most, flapping the least. */
export function holdOf({ maintenance, troubled, recent }: Circumstances): Hold | null {
  if (maintenance !== null) return { reason: "maintenance", sentence: `Nobody is told during the maintenance “${maintenance}”.` };
  if (troubled.length > 0) {
    const names = troubled.length > 3 ? `${troubled.slice(0, 3).join(", ")} and ${troubled.length - 3} more` : troubled.join(", ");
    return { reason: "parent", sentence: `Nobody is told while what it depends on is down: ${names}.` };
  }
  if (recent < flapLimit) return null;
  const sentence = `It flaps: incident ${recent + 1} within an hour. Nobody is told unless it lasts ${flapLastsMs / 60_000} minutes.`;
  return { reason: "flapping", sentence };
}

/** What the last incident that is told says before the next ones are held; null for all others. */
export function flapWarning({ recent }: Circumstances): Wording | null {
  if (recent !== flapLimit - 1) return null;
  const minutes = flapLastsMs / 60_000;
  return {
    en: `It flaps: incident ${recent + 1} within an hour. Those that follow are told only if they last ${minutes} minutes.`,
    de: `Es flattert: Vorfall ${recent + 1} in einer Stunde. Weitere werden nur gemeldet, wenn sie ${minutes} Minuten dauern.`,
  };
}

/**
 * How a held incident stands. `recoveredMs`: when the last of its parents came up; `seenMs`: its monitor's newest check; `maintenanceMs`:
 * when the last window of maintenance that has begun ends or ended, 0 where there was none.
 */
export type HeldIncident = {
  reason: HoldReason;
  troubled: number;
  confirmedMs: number;
  recoveredMs: number;
  seenMs: number;
  maintenanceMs: number;
  intervalMs: number;
};

/** Why people are told of a held incident after all; null: it is still held. Whatever it was held for, a window of maintenance holds it on. */
export function tellOf(incident: HeldIncident, nowMs: number): string | null {
  const { reason, troubled, confirmedMs, recoveredMs, seenMs, maintenanceMs, intervalMs } = incident;
  if (maintenanceMs > nowMs) return null;
  if (reason === "maintenance") {
    if (troubled > 0) return null;
    const isStillBad = seenMs > maintenanceMs || nowMs - maintenanceMs > intervalMs + checkMs;
    return isStillBad ? "The maintenance is over, and it is still failing." : null;
  }
  if (reason === "flapping") {
    return nowMs - confirmedMs >= flapLastsMs ? `It has lasted ${flapLastsMs / 60_000} minutes.` : null;
  }
  if (troubled > 0) return null;
  const isStillBad = seenMs > recoveredMs || nowMs - recoveredMs > recoveryMs;
  return isStillBad ? "What it depends on is up, and it is still failing." : null;
}
