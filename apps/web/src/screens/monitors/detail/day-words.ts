import type { Share, StateMs } from "@vedette/core/monitor-record";
import { unseenMs } from "@vedette/core/unseen";
import { durationName } from "@vedette/core/zoned-time";
import { uptimeText } from "../../../ui/format.ts";

/** A day in a few words: its uptime, and what was not up, seen or counted of it. */
export function dayWords(day: StateMs & { uptime: Share }): string {
  const told = [
    ...(day.uptime.counted === 0 ? [] : [`${uptimeText(day.uptime)} up`]),
    ...(day.downMs > 0 ? [`${durationName(day.downMs)} down`] : []),
    ...(unseenMs(day) > 0 ? [`${durationName(day.noDataMs)} without data`] : []),
    ...(day.excludedMs > 0 ? [`${durationName(day.excludedMs)} excluded`] : []),
  ];
  return told.length > 0 ? told.join(", ") : day.pausedMs > 0 ? "paused" : "nothing counted";
}
