import { z } from "zod";
import { instantOf } from "./instant-of.ts";
import { RecurrenceRule, readRecurrence, timesOf } from "./recurrence.ts";
import { Tags } from "./tags.ts";
import { multiLine, singleLine } from "./text.ts";
import { wallClockOf } from "./time-in-state.ts";
import { TimeZone } from "./time-zone.ts";

const ShownTime = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, "Choose a day and a time.")
  .refine((text) => !Number.isNaN(Date.parse(`${text}Z`)), "There is no such day or time.");

/** Which monitors a plan is about. `tags`: those that bear any of them, also later ones. */
export const MaintenanceScope = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("all") }),
  z.strictObject({ type: z.literal("tags"), tags: Tags.refine((tags) => tags.length > 0, "Name at least one tag.") }),
  z.strictObject({
    type: z.literal("monitors"),
    monitorIds: z.array(z.uuid()).min(1, "Choose at least one monitor.").max(1_000, "At most 1,000 monitors. Use a tag for more."),
  }),
]);
export type MaintenanceScope = z.infer<typeof MaintenanceScope>;

const longestMs = 30 * 86_400_000;
/** So many times of a rule are looked at to see that its windows do not overlap. */
const compared = 60;

/** Times when work is planned. Beginning and end are what the zone's clocks show, of the first window where the rule makes several. */
export const MaintenanceInput = z
  .strictObject({
    title: singleLine("The title", 100),
    note: multiLine("The note", 2_000).default(""),
    timeZone: TimeZone,
    startsAt: ShownTime,
    endsAt: ShownTime,
    /** Null: once. */
    rule: RecurrenceRule.nullable().default(null),
    scope: MaintenanceScope,
  })
  .superRefine((input, context) => {
    const problem = problemOf(input);
    if (problem !== null) context.addIssue({ code: "custom", ...problem });
  });
export type MaintenanceInput = z.infer<typeof MaintenanceInput>;

type Times = Pick<MaintenanceInput, "timeZone" | "startsAt" | "endsAt" | "rule">;
export type Window = { startsMs: number; endsMs: number };

function problemOf(input: Times): { path: string[]; message: string } | null {
  const lengthMs = shown(input.endsAt) - shown(input.startsAt);
  if (!(lengthMs > 0)) return { path: ["endsAt"], message: "The window ends before it begins. Correct one of them." };
  if (lengthMs > longestMs) return { path: ["endsAt"], message: "A window lasts at most 30 days." };
  const windows = windowsOf(input, { fromMs: -Infinity, untilMs: Infinity }, compared);
  if (windows.length === 0) return { path: ["rule"], message: "The rule ends before its first window begins." };
  const overlaps = windows.some((window, i) => (windows[i + 1]?.startsMs ?? Infinity) < window.endsMs);
  return overlaps
    ? { path: ["rule"], message: "A window has not ended when the next one begins. Shorten it, or repeat it less often." }
    : null;
}

/**
 * The windows of a plan that end after `fromMs` and begin before `untilMs`, in order, at most `limit`. A window lasts from what the clocks
 * show at its beginning to what they show at its end, however they are changed between; one that this leaves without length is left out.
 */
export function windowsOf(plan: Times, { fromMs, untilMs }: { fromMs: number; untilMs: number }, limit: number): Window[] {
  const wallClock = wallClockOf(plan.timeZone);
  const firstMs = shown(plan.startsAt);
  const lengthMs = shown(plan.endsAt) - firstMs;
  const rule = plan.rule === null ? null : readRecurrence(plan.rule);
  const windows: Window[] = [];
  for (const time of rule === null || "error" in rule ? [firstMs] : timesOf(rule, firstMs)) {
    // What the clocks show is at most a day from UTC: before that nothing has to be converted.
    if (time + lengthMs < fromMs - 86_400_000) continue;
    const window = { startsMs: instantOf(time, wallClock), endsMs: instantOf(time + lengthMs, wallClock) };
    if (window.startsMs >= untilMs || windows.length >= limit) break;
    if (window.endsMs > fromMs && window.endsMs > window.startsMs) windows.push(window);
  }
  return windows;
}

const shown = (text: string) => Date.parse(`${text}Z`);

/** A window as it stands in the database: scheduled, active or over. */
export type MaintenanceWindow = Window & { id: string; phase: "scheduled" | "active" | "over" };

/** A plan with its windows: the active one, the next ones, and the last that are over. Times are milliseconds since the epoch. */
export type MaintenancePlan = MaintenanceInput & {
  id: string;
  version: number;
  createdAtMs: number;
  windows: MaintenanceWindow[];
};
