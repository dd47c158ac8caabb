import { z } from "zod";

/** A week of checks is what late facts may still change; pages and their figures look back 90 days, and a little further by time zone. */
export const leastKeptDays = { checks: 7, history: 100 } as const;
const most = 3_650;
const daysFrom = (least: number) =>
  z.int(`Type whole days, from ${least} to ${most}.`).min(least, `Keep at least ${least} days.`).max(most, `Keep at most ${most} days.`);

/**
 * For how many days a team keeps single checks (with their evidence, pings and 5-minute rollups), and its history (hourly and daily rollups,
 * closed incidents, gaps). Null: as long as the instance does.
 */
export const Retention = z.strictObject({
  checksDays: daysFrom(leastKeptDays.checks).nullable(),
  historyDays: daysFrom(leastKeptDays.history).nullable(),
});
export type Retention = z.infer<typeof Retention>;
