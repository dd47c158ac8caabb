import { z } from "zod";
import { IntervalMs } from "./monitor.ts";
import { Tags } from "./tags.ts";

/** The most monitors that one change may name: as many as a team may have. */
export const mostSelected = 10_000;
const tooMany = `At most ${mostSelected} monitors can be changed at once.`;

/** Monitors by their ids, each once. An empty list is refused: it never means all. */
export const MonitorIds = z
  .array(z.uuid())
  .min(1, "Choose at least one monitor.")
  .max(mostSelected, tooMany)
  .transform((ids) => [...new Set(ids)]);

/** Groups of monitors, no monitor in two of them, and together as bounded as one group. */
function groupsOf<S extends z.core.$ZodLooseShape>(shape: S) {
  return z
    .array(z.strictObject({ monitorIds: MonitorIds, ...shape }))
    .min(1, "Choose at least one monitor.")
    .max(mostSelected, tooMany)
    .superRefine((groups, context) => {
      // safe because every group has ids, which the shape leaves opaque
      const ids = (groups as { monitorIds: string[] }[]).flatMap((group) => group.monitorIds);
      if (ids.length > mostSelected) context.addIssue({ code: "custom", message: tooMany });
      if (new Set(ids).size < ids.length) context.addIssue({ code: "custom", message: "A monitor is named twice. Name each once." });
    });
}

/** New intervals, for one group of monitors or several. */
export const IntervalChanges = groupsOf({ intervalMs: IntervalMs });
export type IntervalChanges = z.infer<typeof IntervalChanges>;

/** Tags to add and to remove; a tag that is in both is removed. */
export const TagChanges = groupsOf({ add: Tags.default([]), remove: Tags.default([]) });
export type TagChanges = z.infer<typeof TagChanges>;

/** A monitor that was left as it is because the change does not suit it. */
export type LeftOut = { id: string; name: string };
