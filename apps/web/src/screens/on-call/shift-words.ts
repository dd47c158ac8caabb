import { type Shift, overlaps, type Schedule, shifts } from "@vedette/core/on-call";
import { durationName } from "@vedette/core/zoned-time";

type NameOf = (userId: string) => string;

/** By what somebody is on call: a layer, or standing in. */
export function sourceText(source: Shift["source"]): string {
  return source === null ? "" : source === "override" ? "stands in" : `layer ${source + 1}`;
}

const weeks = 8;
const weekMs = 7 * 86_400_000;

/** What is to be known of a schedule before it is saved: when nobody is on call, and where layers cover each other. */
export function notesOf(schedule: Schedule, nameOf: NameOf, timeText: (atMs: number) => string, nowMs: number): string[] {
  const untilMs = nowMs + weeks * weekMs;
  const within = (fromMs: number, toMs: number) => `from ${timeText(fromMs)} to ${timeText(toMs)}`;
  const more = (count: number) => (count > 1 ? `, and ${count - 1} more times` : "");
  const gaps = shifts(schedule, nowMs, untilMs).filter((shift) => shift.userId === null);
  const [gap] = gaps;
  const shared = overlaps(schedule, nowMs, untilMs);
  const [overlap] = shared;
  const total = gaps.reduce((sum, each) => sum + each.untilMs - each.fromMs, 0);
  return [
    ...(gap === undefined
      ? []
      : [
          `In the next ${weeks} weeks nobody is on call ${within(gap.fromMs, gap.untilMs)}${more(gaps.length)}, ${durationName(total)} in all. Steps that tell this schedule go on at once to the next one then.`,
        ]),
    ...(overlap === undefined
      ? []
      : [
          `${nameOf(overlap.first.userId)} (${sourceText(overlap.first.source)}) and ${nameOf(overlap.counts.userId)} (${sourceText(overlap.counts.source)}) overlap ${within(overlap.fromMs, overlap.untilMs)}${more(shared.length)}. The later layer counts: ${nameOf(overlap.counts.userId)} is told.`,
        ]),
  ];
}
