import type { BeatSchedule } from "@vedette/core/kinds/heartbeat";
import { CronExpressionParser } from "cron-parser";

/** The last moment of the year 9999: a schedule that has no next time expects nothing any more. */
const neverMs = 253_402_300_799_000;

/**
 * When a ping is due that follows one at a given time. Of a cron schedule that is its next time in its zone, strictly later; a time that
 * the clocks skip comes when they go on. Throws on a cron expression that means nothing.
 */
export function expectedAfter(schedule: BeatSchedule): (atMs: number) => number {
  if (schedule.type === "period") return (atMs) => atMs + schedule.periodMs;
  const { expression, timeZone } = schedule;
  CronExpressionParser.parse(expression, { tz: timeZone });
  return (atMs) => {
    try {
      return CronExpressionParser.parse(expression, { tz: timeZone, currentDate: new Date(atMs) })
        .next()
        .getTime();
    } catch {
      return neverMs;
    }
  };
}
