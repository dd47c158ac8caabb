import { timeOf } from "./judge-checks.ts";
import { type Cut, type Gap, type Incident, type Monitor, type Result, type Span, merged, touches } from "./record.ts";

/** What the checks of one location confirm: an outage from its first bad check to its first good one. */
type Outage = {
  startMs: number;
  endMs: number | null;
  /** The check that confirmed it, and the bad ones after that. */
  bad: [Result, ...Result[]];
  /** The good checks that ended it: the first, and the one that confirmed the end. Null: it lasts. */
  good: { first: Result; last: Result } | null;
};

const isSure = ({ verdict }: Result) => verdict <= 2;

/** `results`: as they were due. Who could not tell does not count. */
function confirmedBy(results: readonly Result[], { failures_to_open, successes_to_close }: Monitor): Outage[] {
  const outages: Outage[] = [];
  let open: Outage | null = null;
  let run: [Result, ...Result[]] | null = null;
  for (const check of results.filter(isSure)) {
    const isGood = check.verdict === 0;
    if (run !== null && (run[0].verdict === 0) === isGood) run.push(check);
    else run = [check];
    if (!isGood && open !== null) open.bad.push(check);
    else if (!isGood && run.length >= failures_to_open) {
      open = { startMs: run[0].due_ms, endMs: null, bad: [check], good: null };
      outages.push(open);
    } else if (isGood && open !== null && run.length >= successes_to_close) {
      open.endMs = run[0].due_ms;
      open.good = { first: run[0], last: check };
      open = null;
    }
  }
  return outages;
}

/** Of a monitor that one location looks at: the incidents are exactly what its checks confirm. */
export function wrongAlone(monitor: Monitor, results: readonly Result[], opened: readonly Incident[]): string[] {
  const show = (spans: readonly { startMs: number; endMs: number | null }[]) =>
    spans.map((span) => `${span.startMs}-${span.endMs ?? "open"}`);
  const seen = new Set(show(opened.map((incident) => ({ startMs: incident.start_ms, endMs: incident.end_ms }))));
  const wanted = new Set(show(confirmedBy(results, monitor)));
  return [
    ...[...wanted].filter((span) => !seen.has(span)).map((span) => `${monitor.name} has no incident ${span}`),
    ...[...seen].filter((span) => !wanted.has(span)).map((span) => `${monitor.name} has an incident ${span} that no results confirm`),
  ];
}

/** One at a time. */
export function overlapping({ name }: Monitor, opened: readonly Incident[]): string[] {
  return opened.flatMap((incident, i) => {
    const before = opened[i - 1];
    const isAfter = before === undefined || (before.end_ms !== null && before.end_ms <= incident.start_ms);
    return isAfter ? [] : [`${name} has two incidents at ${incident.start_ms}`];
  });
}

/** No incident because of a cut: the target was down, or its address alone was out of reach of a location that looks at it. */
export function causeless(monitor: Monitor, opened: readonly Incident[], outages: readonly Span[], cuts: readonly Cut[]): string[] {
  const causes = [...outages, ...cuts.filter(({ canaries, locationNo }) => !canaries && monitor.location_nos.includes(locationNo))];
  return opened.flatMap(({ start_ms, confirmed_ms }) => {
    const time = { fromMs: start_ms - 1_000, untilMs: confirmed_ms + monitor.interval_ms + monitor.timeout_ms };
    return causes.some((cause) => touches(cause, time)) ? [] : [`${monitor.name} has an incident at ${start_ms} that only a cut explains`];
  });
}

/** From one location: what it saw, what that confirms, and when everybody could know. */
type View = {
  looks: Result[];
  outages: Outage[];
  knownMs: (result: Result) => number;
  /** When its results became visible, ascending. */
  arrivalsMs: number[];
};

/**
 * Of a monitor that several locations look at: an incident takes as many locations as its quorum says, each of which has confirmed for
 * itself, of those whose newest sure check is due at most two intervals, one timeout and 10 s ago. Which check was known when is not known
 * to the millisecond, so what counts here is what must have been so, and what cannot.
 */
export function wrongTogether(monitor: Monitor, results: readonly Result[], gaps: readonly Gap[], opened: readonly Incident[]): string[] {
  const freshMs = 2 * monitor.interval_ms + monitor.timeout_ms + 10_000;
  const views = monitor.location_nos.map((location) =>
    viewOf(
      monitor,
      results.filter((result) => result.location === location),
      gaps.filter((gap) => gap.location === location),
    ),
  );
  const needed = (n: number) => ({ any: 1, majority: Math.ceil((n + 1) / 2), all: n })[monitor.quorum];
  const violations: string[] = [];

  for (const { start_ms, confirmed_ms, opened_ms } of opened) {
    // What came late may be over by the time it is told of.
    const isWithin = ({ startMs, endMs }: Outage) => startMs <= confirmed_ms && (endMs ?? Infinity) > confirmed_ms;
    const votes = views.filter((view) => view.outages.some((outage) => isWithin(outage) || mayHold(outage, view, opened_ms))).length;
    const looking = views.filter((view) => hasSurelyLooked(view, confirmed_ms, opened_ms, freshMs)).length;
    const least = needed(Math.max(1, looking));
    if (votes < least) violations.push(`${monitor.name} has an incident at ${start_ms} of ${votes} locations, and it takes ${least}`);
  }

  for (const span of atLeast(
    needed(views.length),
    views.map((view) => surelyHeld(view, freshMs)),
  )) {
    const isTold = opened.some(({ opened_ms, closed_ms }) => opened_ms < span.untilMs && (closed_ms ?? Infinity) > span.fromMs);
    const isWhole = opened.some(
      ({ opened_ms, closed_ms }) => opened_ms <= span.fromMs + 1_000 && (closed_ms ?? Infinity) >= span.untilMs - 1_000,
    );
    if (span.untilMs - span.fromMs > 3_000 && !isWhole)
      violations.push(`${monitor.name} has ${isTold ? "only half an" : "no"} incident from ${span.fromMs} to ${span.untilMs}`);
  }

  opened.forEach((incident, i) => violations.push(...wrongTimes(monitor, views, incident, opened[i - 1], { freshMs, needed })));
  return violations;
}

function viewOf(monitor: Monitor, results: readonly Result[], gaps: readonly Gap[]): View {
  // A check counts in its turn: once all that were due before it, at its location, have an end.
  const ends = [
    ...results.map(({ due_ms: dueMs, stored_ms: storedMs }) => ({ dueMs, storedMs })),
    ...gaps.map(({ from_ms: dueMs, stored_ms: storedMs }) => ({ dueMs, storedMs })),
  ].toSorted((a, b) => a.dueMs - b.dueMs);
  const known = new Map<number, number>();
  let lastMs = 0;
  for (const { dueMs, storedMs } of ends) {
    lastMs = Math.max(lastMs, storedMs);
    known.set(dueMs, lastMs);
  }
  return {
    looks: results.filter(isSure),
    outages: confirmedBy(results, monitor),
    arrivalsMs: results.map(({ stored_ms }) => stored_ms).toSorted((a, b) => a - b),
    knownMs: ({ due_ms, stored_ms }) => known.get(due_ms) ?? stored_ms,
  };
}

/** The outage may have been what was held of the location at that moment. */
function mayHold({ bad, good }: Outage, { knownMs }: View, atMs: number): boolean {
  return bad[0].stored_ms <= atMs + 100 && (good === null || knownMs(good.last) + 5_000 > atMs);
}

/** Everybody could see, well before, that it was looking. */
function hasSurelyLooked({ looks }: View, confirmedMs: number, openedMs: number, freshMs: number): boolean {
  return looks.some(
    ({ due_ms, stored_ms }) => due_ms > confirmedMs - freshMs + 1_000 && due_ms <= confirmedMs && stored_ms < openedMs - 5_000,
  );
}

/**
 * When nothing else can have been held of the location than that the target fails: from a bad check after the one that confirmed it on. One
 * that waited for an earlier one is played with the next result that comes.
 */
function surelyHeld({ outages, knownMs, arrivalsMs }: View, freshMs: number): Span[] {
  let next = 0;
  const playedMs = (check: Result) => {
    while ((arrivalsMs[next] ?? Infinity) < knownMs(check) + 1_000) next += 1;
    return arrivalsMs[next] ?? Infinity;
  };
  return merged(
    outages.flatMap(({ bad: [, ...more], good }) =>
      more.map((check) => ({
        fromMs: playedMs(check),
        untilMs: Math.min(good?.first.stored_ms ?? Infinity, check.due_ms + freshMs - 3_000),
      })),
    ),
  ).filter(({ fromMs, untilMs }) => untilMs > fromMs);
}

/** Where at least so many of the lists have a span. */
function atLeast(n: number, lists: readonly (readonly Span[])[]): Span[] {
  const turns = lists.flatMap((spans) =>
    spans.flatMap(({ fromMs, untilMs }) => [
      { atMs: fromMs, by: 1 },
      { atMs: untilMs, by: -1 },
    ]),
  );
  const found: Span[] = [];
  let depth = 0;
  for (const { atMs, by } of turns.toSorted((a, b) => a.atMs - b.atMs || b.by - a.by)) {
    if (by > 0 && depth === n - 1) found.push({ fromMs: atMs, untilMs: Infinity });
    const last = found.at(-1);
    if (by < 0 && depth === n && last !== undefined) last.untilMs = atMs;
    depth += by;
  }
  return found;
}

/**
 * It begins when the outage of one location makes it enough, and ends when that of one makes it too few; where one has fallen silent, the
 * moment after what it last saw counts as well, and where one is back or late, what it first sees to be well, or that it still fails.
 */
function wrongTimes(
  { name }: Monitor,
  views: readonly View[],
  { start_ms: startMs, end_ms: endMs }: Incident,
  before: Incident | undefined,
  { freshMs, needed }: { freshMs: number; needed: (n: number) => number },
): string[] {
  const outages = views.flatMap((view) => view.outages);
  const votesAt = (atMs: number) =>
    views.filter((view) => view.outages.some((outage) => outage.startMs <= atMs && (outage.endMs ?? Infinity) > atMs)).length;
  const time = { fromMs: startMs - freshMs, untilMs: (endMs ?? startMs) + freshMs };
  const isClear = views.every((view) => isSteady(view, time, freshMs));
  const isAfterLast = (atMs: number) => !isClear && views.some(({ looks }) => looks.some((look) => look.due_ms + 1 === atMs));
  const isBad = (atMs: number) => !isClear && views.some(({ looks }) => looks.some((look) => look.verdict !== 0 && look.due_ms === atMs));
  const begins =
    outages.some((outage) => outage.startMs === startMs) || before?.end_ms === startMs || isAfterLast(startMs) || isBad(startMs);
  const isReturn = (atMs: number) =>
    !isClear &&
    views.some(({ looks }) => {
      const good = looks.filter(({ verdict, due_ms }) => verdict === 0 && due_ms <= atMs);
      const beforeMs = good.at(-2)?.due_ms ?? -Infinity;
      return good.at(-1)?.due_ms === atMs && (beforeMs <= startMs || atMs - beforeMs >= freshMs);
    });
  const ends = endMs === null || outages.some((outage) => outage.endMs === endMs) || isAfterLast(endMs) || isReturn(endMs);
  const isEnough = !isClear || votesAt(startMs) >= needed(views.length);
  const isTooFew = !isClear || endMs === null || votesAt(endMs) < needed(views.length);
  return [
    ...(begins && isEnough ? [] : [`${name} has an incident that does not begin at ${startMs}`]),
    ...(ends && isTooFew ? [] : [`${name} has an incident that does not end at ${endMs}`]),
  ];
}

/** It looked without a break, and all it saw was known at once. */
function isSteady({ looks, knownMs }: View, { fromMs, untilMs }: Span, freshMs: number): boolean {
  const within = looks.filter(({ due_ms }) => due_ms > fromMs && due_ms < untilMs);
  const moments = [fromMs, ...within.map(({ due_ms }) => due_ms), untilMs];
  const longestMs = Math.max(...moments.slice(1).map((atMs, i) => atMs - (moments[i] ?? atMs)));
  return longestMs < freshMs - 3_000 && within.every((look) => knownMs(look) - timeOf(look).untilMs < 800);
}
