import { z } from "zod";
import type { Wording } from "./language.ts";

/** The end of a snooze that lasts as long as its incident does. */
export const untilResolvedMs = Date.UTC(9999, 0, 1);
/** The longest snooze that ends by itself. */
export const longestSnoozeMs = 30 * 86_400_000;
/** One whose other incident has ended is given this long to end as well. */
const recoveryMs = 300_000;

/** Until when nobody is told more, in milliseconds since the epoch; null: as long as the incident lasts. */
export const SnoozeUntil = z.int("Choose a time.").positive("Choose a time.").nullable();

/** An open incident of which nobody is told more for now: snoozed, or dealt with in another one. */
export type QuietIncident = { snoozedUntilMs: number | null; mergedInto: { number: number; closedAtMs: number | null } | null };
/** What ends, and why people are told of it again. */
export type Wake = { ended: "snooze" | "merge"; why: Wording };

/** What ends the quiet of an incident that is still open; null: it lasts. A snooze outlasts a merge that ends by itself. */
export function wakeOf({ snoozedUntilMs, mergedInto }: QuietIncident, nowMs: number): Wake | null {
  if (snoozedUntilMs !== null && snoozedUntilMs > nowMs) return null;
  if (mergedInto === null) {
    const why = { en: "The snooze is over, and it is still open.", de: "Die Stummschaltung ist vorbei, und es dauert an." };
    return snoozedUntilMs === null ? null : { ended: "snooze", why };
  }
  if (mergedInto.closedAtMs === null || nowMs - mergedInto.closedAtMs < recoveryMs) return null;
  const { number } = mergedInto;
  return {
    ended: "merge",
    why: {
      en: `Incident #${number}, into which it was merged, is over, and this one is still open.`,
      de: `Vorfall #${number}, mit dem er zusammengelegt wurde, ist vorbei, und dieser dauert an.`,
    },
  };
}
