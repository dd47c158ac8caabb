import type { OverviewRecord } from "@vedette/core/overview-record";
import { counted } from "../../ui/format.ts";
import type { MarkKey } from "../../ui/status-mark.tsx";

/** The answer in one line: what is wrong with how many, or that all is well. */
export function overviewHeadline(monitors: OverviewRecord["monitors"]): { mark: MarkKey; text: string } {
  const { total, down, degraded, unknown, paused, up } = monitors;
  const watched = total - paused;
  if (total === 0) return { mark: "no_data", text: "Nothing is watched yet" };
  if (watched === 0) return { mark: "paused", text: total === 1 ? "The only monitor is paused" : `All ${total} monitors are paused` };
  const slow = degraded === 0 ? "" : `${degraded} ${degraded === 1 ? "is" : "are"} degraded`;
  if (down > 0)
    return {
      mark: "down",
      text: `${down} of ${counted(watched, "monitor")} ${down === 1 ? "is" : "are"} down${slow === "" ? "" : `, ${slow}`}`,
    };
  if (degraded > 0)
    return { mark: "degraded", text: `${degraded} of ${counted(watched, "monitor")} ${degraded === 1 ? "is" : "are"} degraded` };
  if (up === 0) return { mark: "no_data", text: "The first checks are running" };
  if (unknown > 0) return { mark: "up", text: `${counted(up, "monitor")} ${up === 1 ? "is" : "are"} up, ${unknown} not checked yet` };
  return { mark: "up", text: watched === 1 ? "The only monitor is up" : `All ${watched} monitors are up` };
}
