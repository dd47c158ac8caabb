import type { RangeFigures } from "@vedette/core/series";
import { unseenMs } from "@vedette/core/unseen";
import type { UptimeDefinition } from "@vedette/core/uptime-definition";
import { durationName } from "@vedette/core/zoned-time";
import { counted } from "../../../ui/format.ts";

/** What an uptime stands on, and what nobody saw of its time, where that is much of it. */
export function countedText({ uptime, ...time }: RangeFigures, { weighting }: UptimeDefinition): string {
  const n = uptime.counted;
  if (n === 0) return "nothing counted";
  const counting = weighting === "time" ? `of ${durationName(n)} counted` : `of ${counted(n, "check")} counted`;
  return unseenMs(time) === 0 ? counting : `${counting}, ${durationName(time.noDataMs)} without data`;
}
