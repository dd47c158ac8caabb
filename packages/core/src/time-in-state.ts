import type { Severity } from "./health.ts";
import type { StateMs } from "./monitor-record.ts";

/** What is known of a monitor over time. Spans are half-open, may overlap, repeat, reach out of any window and be in any order. */
export type StateHistory = {
  /** From when on its time counts. */
  existsFromMs: number;
  /** `severity`: from when on it was how bad; the first one counts from the start. `endedAtMs` null: still open. */
  incidents: readonly { startedAtMs: number; endedAtMs: number | null; severity: readonly { severity: Severity; atMs: number }[] }[];
  /** When nobody looked or nobody could tell. An endless one has `untilMs` Infinity. */
  gaps: readonly { fromMs: number; untilMs: number; kind: "missed" | "lost" | "inconclusive" | "paused" }[];
  maintenances: readonly Span[];
  /** What people took out of the uptime. */
  exclusions: readonly Span[];
};

/** Half-open. */
export type Span = { fromMs: number; untilMs: number };

/**
 * Whole milliseconds of the window by state; they sum exactly to the part of it in which the monitor existed. Where several hold
 * at once: paused before excluded before maintenance before no data before down before degraded; what is left is up. Throws a RangeError unless
 * the window's ends are whole milliseconds.
 */
export function timeInStates(window: { fromMs: number; toMs: number }, history: StateHistory): StateMs {
  if (!Number.isSafeInteger(window.fromMs) || !Number.isSafeInteger(window.toMs)) {
    throw new RangeError(`a window from ${window.fromMs} to ${window.toMs} has no whole milliseconds`);
  }
  const fromMs = Math.max(window.fromMs, Math.ceil(history.existsFromMs));
  const toMs = Math.max(fromMs, window.toMs);
  if (isQuiet({ fromMs, untilMs: toMs }, history)) {
    return { ...noTime, upMs: toMs - fromMs };
  }
  const covered = coverage(fromMs, toMs);
  const pausedMs = covered(history.gaps.filter((gap) => gap.kind === "paused"));
  const excludedMs = covered(history.exclusions);
  const maintenanceMs = covered(history.maintenances);
  const noDataMs = covered(history.gaps);
  const downMs = covered(history.incidents.flatMap(downSpan));
  const degradedMs = covered(
    history.incidents.map((incident) => ({ fromMs: incident.startedAtMs, untilMs: incident.endedAtMs ?? Infinity })),
  );
  const upMs = covered([{ fromMs, untilMs: Infinity }]);
  return { upMs, degradedMs, downMs, maintenanceMs, noDataMs, pausedMs, excludedMs };
}

export const noTime: StateMs = { upMs: 0, degradedMs: 0, downMs: 0, maintenanceMs: 0, noDataMs: 0, pausedMs: 0, excludedMs: 0 };

export function sumOfTimes(times: readonly StateMs[]): StateMs {
  const sum = { ...noTime };
  for (const time of times) for (const key of Object.keys(sum) as (keyof StateMs)[]) sum[key] += time[key]; // safe because the literal's keys are the type
  return sum;
}

/** Whether nothing is known of the time: most windows of most monitors, and lists ask for half a million. */
function isQuiet(window: Span, { incidents, gaps, maintenances, exclusions }: StateHistory): boolean {
  const touches = (span: Span) => span.fromMs < window.untilMs && span.untilMs > window.fromMs;
  return (
    !gaps.some(touches) &&
    !maintenances.some(touches) &&
    !exclusions.some(touches) &&
    !incidents.some((incident) => incident.startedAtMs < window.untilMs && (incident.endedAtMs ?? Infinity) > window.fromMs)
  );
}

/** Severity only ever rises, so an incident is down from its first down step to its end. One without steps is taken for the worst. */
function downSpan(incident: StateHistory["incidents"][number]): Span[] {
  const worst = incident.severity.findIndex((step) => step.severity === "down");
  if (worst === -1 && incident.severity.length > 0) return [];
  const atMs = worst > 0 ? incident.severity[worst]?.atMs : undefined;
  return [{ fromMs: Math.max(incident.startedAtMs, atMs ?? incident.startedAtMs), untilMs: incident.endedAtMs ?? Infinity }];
}

/** A function that takes spans, layer after layer, and says how much of the range each covers that none before it did. */
function coverage(fromMs: number, toMs: number): (spans: readonly Span[]) => number {
  let layers: Span[] = [];
  let coveredMs = 0;
  return (spans) => {
    const clipped = spans.flatMap((span) => {
      const part = { fromMs: Math.max(fromMs, span.fromMs), untilMs: Math.min(toMs, span.untilMs) };
      return part.fromMs < part.untilMs ? [part] : [];
    });
    if (clipped.length === 0) return 0;
    layers = unionOf([...layers, ...clipped]);
    const beforeMs = coveredMs;
    coveredMs = layers.reduce((sum, span) => sum + span.untilMs - span.fromMs, 0);
    return coveredMs - beforeMs;
  };
}

/** The same instants as spans in order that neither touch nor overlap. */
export function unionOf(spans: readonly Span[]): Span[] {
  const union: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = union.at(-1);
    if (last === undefined || span.fromMs > last.untilMs) union.push({ fromMs: span.fromMs, untilMs: span.untilMs });
    else last.untilMs = Math.max(last.untilMs, span.untilMs);
  }
  return union;
}

/** One calendar day of a time zone: `date` is ISO, the span half-open. Days last 23 to 25 hours where clocks change. */
export type ZonedDay = { date: string; fromMs: number; toMs: number };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/**
 * The whole days of an IANA time zone that touch the range, oldest first, without gap or overlap. A day whose midnight the clocks
 * skip begins at its first instant; a day that a zone left out altogether (Samoa, 30 December 2011) is left out. An unknown zone
 * is read as UTC, as everywhere on a page.
 */
export function daysOf(range: { fromMs: number; toMs: number }, timeZone: string): ZonedDay[] {
  const wallClock = wallClockOf(timeZone);
  const days: ZonedDay[] = [];
  let midnight = Math.floor(wallClock(range.fromMs) / dayMs) * dayMs;
  let fromMs = firstInstantOf(midnight, wallClock);
  while (fromMs < range.toMs) {
    const toMs = firstInstantOf(midnight + dayMs, wallClock);
    if (toMs > fromMs) days.push({ date: new Date(midnight).toISOString().slice(0, 10), fromMs, toMs });
    midnight += dayMs;
    fromMs = toMs;
  }
  return days;
}

/** One stretch of a day in which the clocks are not changed: at an instant they show it plus `aheadMs`, as if that were UTC. */
type SteadyPart = Span & { aheadMs: number };

/** The parts of a zone's day between which its clocks are changed: one on most days, two on others. */
function steadyParts(day: ZonedDay, wallClock: WallClock): SteadyPart[] {
  const ahead = (atMs: number) => wallClock(atMs) - Math.floor(atMs / 1_000) * 1_000;
  const [first, last] = [ahead(day.fromMs), ahead(day.toMs - 1)];
  if (first === last) return [{ fromMs: day.fromMs, untilMs: day.toMs, aheadMs: first }];
  let [before, after] = [day.fromMs, day.toMs - 1];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (ahead(middle) === first) before = middle;
    else after = middle;
  }
  return [
    { fromMs: day.fromMs, untilMs: after, aheadMs: first },
    { fromMs: after, untilMs: day.toMs, aheadMs: last },
  ];
}

/** Some minutes of some days of the week (1 is Monday): from `fromMin` until before `untilMin`, both counted from midnight. */
export type WeeklyRange = { days: readonly number[]; fromMin: number; untilMin: number };

/**
 * The instants of a range at which the clocks of a time zone show a time of one of these weekly ranges, as spans in order that neither
 * touch nor overlap. An hour that the clocks skip has none, one that they show twice counts twice.
 */
export function weeklySpans(range: { fromMs: number; toMs: number }, timeZone: string, weekly: readonly WeeklyRange[]): Span[] {
  const wallClock = wallClockOf(timeZone);
  const spans = daysOf(range, timeZone).flatMap((day) => {
    const midnight = Date.parse(day.date);
    const weekday = new Date(midnight).getUTCDay() || 7;
    const ofDay = weekly.filter((each) => each.days.includes(weekday));
    if (ofDay.length === 0) return [];
    return steadyParts(day, wallClock).flatMap((part) =>
      ofDay.map((each) => ({
        fromMs: Math.max(range.fromMs, part.fromMs, midnight + each.fromMin * minuteMs - part.aheadMs),
        untilMs: Math.min(range.toMs, part.untilMs, midnight + each.untilMin * minuteMs - part.aheadMs),
      })),
    );
  });
  return unionOf(spans.filter((span) => span.fromMs < span.untilMs));
}

/** What the zone's clocks show at an instant, as if it were UTC; whole seconds. */
export type WallClock = (atMs: number) => number;

/** An unknown zone is read as UTC. */
export function wallClockOf(timeZone: string): WallClock {
  const format = formatOf(timeZone);
  return (atMs) => {
    const part = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second);
  };
}

const numeric = "numeric";
const parts = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric, hourCycle: "h23" } as const;
// Making a format costs a thousand times more than using it. Only zones that exist are kept, so there are a few hundred at most.
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  try {
    const format = new Intl.DateTimeFormat("en-US", { ...parts, timeZone });
    formats.set(timeZone, format);
    return format;
  } catch {
    return formatOf("UTC");
  }
}

/** The first instant at which the zone's clocks show `midnight` or later. */
function firstInstantOf(midnight: number, wallClock: WallClock): number {
  const roughly = midnight - (wallClock(midnight) - midnight);
  const guess = roughly - (wallClock(roughly) - midnight);
  if (wallClock(guess) === midnight && wallClock(guess - 1) < midnight) return guess;
  // Midnight does not exist or comes twice: search between the farthest offsets there are or were.
  let before = midnight - 17 * hourMs;
  let after = midnight + 17 * hourMs;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (wallClock(middle) >= midnight) after = middle;
    else before = middle;
  }
  return after;
}
