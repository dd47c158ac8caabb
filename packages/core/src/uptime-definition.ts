import { z } from "zod";
import type { Share, StateMs } from "./monitor-record.ts";
import type { VerdictCounts } from "./rollup.ts";
import { type Span, type StateHistory, sumOfTimes, timeInStates, weeklySpans } from "./time-in-state.ts";
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

/** What counts as uptime. Stored as JSON; a field that is missing has its default, so the empty object is the house's own definition. */
export const UptimeDefinition = z.strictObject({
  degraded: z.enum(["up", "down", "excluded"]).default("up"),
  maintenance: z.enum(["excluded", "up"]).default("excluded"),
  noData: z.enum(["excluded", "down"]).default("excluded"),
  /** Of time, or of checks: of those that ran, and of those that should have where no data counts. */
  weighting: z.enum(["time", "checks"]).default("time"),
  /** Null: around the clock. */
  hours: z
    .strictObject({
      timeZone: TimeZone,
      ranges: z.array(HoursRange).min(1, "Add at least one range of hours.").max(14, "Use at most 14 ranges of hours."),
    })
    .nullable()
    .default(null),
});
export type UptimeDefinition = z.infer<typeof UptimeDefinition>;
export type BusinessHours = NonNullable<UptimeDefinition["hours"]>;

export const usualUptime: UptimeDefinition = UptimeDefinition.parse({});

/** The checks of one bucket of time, named by its beginning. */
export type CheckBucket = { atMs: number; counts: VerdictCounts };

/** The parts of a window that a definition looks at: its business hours, or all of it. In order, without overlap. */
export function spansOf(definition: UptimeDefinition, window: { fromMs: number; toMs: number }): Span[] {
  if (definition.hours === null) return window.fromMs < window.toMs ? [{ fromMs: window.fromMs, untilMs: window.toMs }] : [];
  const { timeZone, ranges } = definition.hours;
  const weekly = ranges.map((range) => ({ days: range.days, fromMin: minuteOf(range.from), untilMin: minuteOf(range.until) }));
  return weeklySpans(window, timeZone, weekly);
}

const minuteOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));

/** Whole milliseconds of these spans by state; they sum exactly to the part of them in which the monitor existed. */
export function timeWithin(spans: readonly Span[], history: StateHistory): StateMs {
  return sumOfTimes(spans.map((span) => timeInStates({ fromMs: span.fromMs, toMs: span.untilMs }, history)));
}

/**
 * The uptime of spans as the definition has it. Counting time, it needs no checks. Counting checks, a bucket counts where its
 * beginning lies in a span, as what the history calls that moment: not while paused or excluded, in maintenance as the definition says.
 */
export function uptimeOf(
  definition: UptimeDefinition,
  spans: readonly Span[],
  history: StateHistory,
  checks: readonly CheckBucket[],
): Share {
  return definition.weighting === "time"
    ? shareOfTime(definition, timeWithin(spans, history))
    : shareOfChecks(definition, spans, history, checks);
}

/** The uptime of several monitors together: of the time in `together`, their `jointHistory`, or of the checks of them all. */
export function jointUptime(
  definition: UptimeDefinition,
  spans: readonly Span[],
  members: readonly { history: StateHistory; checks: readonly CheckBucket[] }[],
  together: StateHistory,
): Share {
  if (definition.weighting === "time") return uptimeOf(definition, spans, together, []);
  return sumOfShares(members.map((member) => uptimeOf(definition, spans, member.history, member.checks)));
}

/** What a definition that counts time makes of times by state. Paused and excluded time never counts. */
export function shareOfTime(definition: UptimeDefinition, time: StateMs): Share {
  const { degraded, maintenance, noData } = definition;
  const up = time.upMs + (degraded === "up" ? time.degradedMs : 0) + (maintenance === "up" ? time.maintenanceMs : 0);
  const down = time.downMs + (degraded === "down" ? time.degradedMs : 0) + (noData === "down" ? time.noDataMs : 0);
  return { up, counted: up + down };
}

function shareOfChecks(definition: UptimeDefinition, spans: readonly Span[], history: StateHistory, checks: readonly CheckBucket[]): Share {
  const shares = checks
    .filter(({ atMs }) => spans.some((span) => span.fromMs <= atMs && atMs < span.untilMs))
    .map(({ atMs, counts }) => shareOfBucket(definition, timeInStates({ fromMs: atMs, toMs: atMs + 1 }, history), counts));
  return sumOfShares(shares);
}

function shareOfBucket(definition: UptimeDefinition, moment: StateMs, counts: VerdictCounts): Share {
  const { upN, degradedN, downN, inconclusiveN, noDataN } = counts;
  if (moment.pausedMs + moment.excludedMs > 0) return { up: 0, counted: 0 };
  if (moment.maintenanceMs > 0) {
    const ran = definition.maintenance === "up" ? upN + degradedN + downN : 0;
    return { up: ran, counted: ran };
  }
  const up = upN + (definition.degraded === "up" ? degradedN : 0);
  const down = downN + (definition.degraded === "down" ? degradedN : 0) + (definition.noData === "down" ? inconclusiveN + noDataN : 0);
  return { up, counted: up + down };
}

export function sumOfShares(shares: readonly Share[]): Share {
  return shares.reduce((sum, share) => ({ up: sum.up + share.up, counted: sum.counted + share.counted }), { up: 0, counted: 0 });
}
