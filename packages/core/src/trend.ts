import { z } from "zod";

/**
 * How a week compares with the one before. `ratio`: p95 now over p95 before. `effect`: Cliff's delta of the hourly p95s, the share
 * of pairs of hours in which this week was slower minus the share in which it was faster: 0 no difference, 1 every hour slower than
 * every hour before (Cliff, "Dominance statistics", 1993). `strength` by the limits of Romano et al., 2006.
 */
export const Change = z.object({
  ratio: z.number(),
  effect: z.number().min(-1).max(1),
  strength: z.enum(["negligible", "small", "medium", "large"]),
  hours: z.int(),
  hoursBefore: z.int(),
});
export type Change = z.infer<typeof Change>;

export type Week = { p95Us: number | null; hourlyUs: readonly number[] };

/** With fewer hours than two days' worth in either week a difference of days of the week would pass for a trend. */
const fewestHours = 48;

/** Null unless both weeks have enough hours with checks. */
export function weekOverWeek(now: Week, before: Week): Change | null {
  const isEnough = now.hourlyUs.length >= fewestHours && before.hourlyUs.length >= fewestHours;
  if (!isEnough || now.p95Us === null || before.p95Us === null || before.p95Us === 0) return null;
  const effect = cliffsDelta(now.hourlyUs, before.hourlyUs);
  return {
    ratio: now.p95Us / before.p95Us,
    effect,
    strength: strengthOf(effect),
    hours: now.hourlyUs.length,
    hoursBefore: before.hourlyUs.length,
  };
}

function strengthOf(effect: number): Change["strength"] {
  const size = Math.abs(effect);
  if (size < 0.147) return "negligible";
  if (size < 0.33) return "small";
  return size < 0.474 ? "medium" : "large";
}

/** In one pass over both sorted lists: how many of `b` lie below and above each of `a`. */
export function cliffsDelta(a: readonly number[], b: readonly number[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  const others = Float64Array.from(b).sort();
  let below = 0;
  let upTo = 0;
  let dominance = 0;
  for (const value of Float64Array.from(a).sort()) {
    while (below < others.length && (others[below] ?? 0) < value) below++;
    while (upTo < others.length && (others[upTo] ?? 0) <= value) upTo++;
    dominance += below - (others.length - upTo);
  }
  return dominance / (a.length * b.length);
}
