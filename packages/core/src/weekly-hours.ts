import { z } from "zod";
import { type Span, weeklySpans } from "./time-in-state.ts";
import { TimeZone } from "./time-zone.ts";

const ClockTime = z.string().regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, "Write a time as 09:00; the end of a day is 24:00.");

const HoursRange = z
  .strictObject({
    /** ISO days: 1 is Monday. */
    days: z
      .array(z.int().min(1).max(7))
      .min(1, "Choose at least one day.")
      .max(7)
      .transform((days) => [...new Set(days)].toSorted((a, b) => a - b)),
    from: ClockTime,
    until: ClockTime,
  })
  .refine((range) => range.from < range.until, {
    path: ["until"],
    message: "The hours end before they begin. For a night make two ranges: one until 24:00, one from 00:00.",
  });

/** Hours of days of the week, as the clocks of one time zone show them. */
export const WeeklyHours = z.strictObject({
  timeZone: TimeZone,
  ranges: z.array(HoursRange).min(1, "Add at least one range of hours.").max(14, "Use at most 14 ranges of hours."),
});
export type WeeklyHours = z.infer<typeof WeeklyHours>;

/** The parts of a window that lie within the hours, in order, without overlap. */
export function hoursWithin({ timeZone, ranges }: WeeklyHours, window: { fromMs: number; toMs: number }): Span[] {
  const weekly = ranges.map((range) => ({ days: range.days, fromMin: minuteOf(range.from), untilMin: minuteOf(range.until) }));
  return weeklySpans(window, timeZone, weekly);
}

/** When the hours that a moment lies in end, within eight days; null where it lies outside of them. */
export function endOfHours(hours: WeeklyHours, atMs: number): number | null {
  const [first] = hoursWithin(hours, { fromMs: atMs, toMs: atMs + 8 * 86_400_000 });
  return first?.fromMs === atMs ? first.untilMs : null;
}

/** Minutes since midnight from `09:00`. */
export const minuteOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
