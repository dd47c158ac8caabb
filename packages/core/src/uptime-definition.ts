import { z } from "zod";
import type { Share, StateMs } from "./monitor-record.ts";
import type { VerdictCounts } from "./rollup.ts";
import { type Span, type StateHistory, sumOfTimes, timeInStates } from "./time-in-state.ts";
import { WeeklyHours, hoursWithin } from "./weekly-hours.ts";

/** What counts as uptime. Stored as JSON; a field that is missing has its default, so the empty object is the house's own definition. */
export const UptimeDefinition = z.strictObject({
  degraded: z.enum(["up", "down", "excluded"]).default("up"),
  maintenance: z.enum(["excluded", "up"]).default("excluded"),
  noData: z.enum(["excluded", "down"]).default("excluded"),
  /** Of time, or of checks: of those that ran, and of those that should have where no data counts. */
  weighting: z.enum(["time", "checks"]).default("time"),
  /** Null: around the clock. */
  hours: WeeklyHours.nullable().default(null),
});
export type UptimeDefinition = z.infer<typeof UptimeDefinition>;

export const usualUptime: UptimeDefinition = UptimeDefinition.parse({});

/** The checks of one bucket of time, named by its beginning. */
export type CheckBucket = { atMs: number; counts: VerdictCounts };

/** The parts of a window that a definition looks at: its business hours, or all of it. In order, without overlap. */
export function spansOf(definition: UptimeDefinition, window: { fromMs: number; toMs: number }): Span[] {
  if (definition.hours === null) return window.fromMs < window.toMs ? [{ fromMs: window.fromMs, untilMs: window.toMs }] : [];
  return hoursWithin(definition.hours, window);
}

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
