/** What was started at a location in about ten seconds that ended at `atMs`, by all of its workers. `missed`: ticks that nobody had time for. */
export type Stretch = { atMs: number; started: number; missed: number; latenessP99Ms: number };

/** What the schedules of a location say. `oldestDueMs`: of the check that has been due for the longest; null where nothing is watched from there. */
export type LocationClock = { no: number; name: string; oldestDueMs: number | null; stretches: readonly Stretch[] };

/** `lateMs`: by how much checks start late, 99 of 100; `missedShare`: of the ticks of the last minute. */
export type Delay = {
  sinceMs: number;
  lateMs: number;
  missedShare: number;
  isStandingStill: boolean;
  location: { no: number; name: string };
};

const late = { fromMs: 3_000, share: 0.01, stretches: 3 };
/** Lower and longer than what began it, so that what swings around a bound does not come and go. */
const calm = { belowMs: 1_000, share: 0.001, stretches: 6 };
const recentMs = 60_000;
const standingStillMs = 30_000;

/**
 * Since when a location has been late, by its stretches in the order of time; null while it is on time. It takes three late stretches in a
 * row to begin and six calm ones to end, so a single claim that took long, and the ticks of a night in which nothing ran, say nothing.
 */
export function lateSince(stretches: readonly Stretch[]): number | null {
  let sinceMs: number | null = null;
  let run: Stretch[] = [];
  for (const stretch of stretches) {
    const wanted = sinceMs === null ? isLate : isCalm;
    run = wanted(stretch) ? [...run, stretch] : [];
    if (run.length < (sinceMs === null ? late : calm).stretches) continue;
    sinceMs = sinceMs === null ? (run[0]?.atMs ?? null) : null;
    run = [];
  }
  return sinceMs;
}

const share = ({ started, missed }: Pick<Stretch, "started" | "missed">) => missed / Math.max(1, started + missed);
const isLate = (stretch: Stretch) => stretch.latenessP99Ms > late.fromMs || share(stretch) > late.share;
const isCalm = (stretch: Stretch) => stretch.latenessP99Ms < calm.belowMs && share(stretch) < calm.share;

/** The location that is worst off; null while checks start on time everywhere. One that stands still is worse than one that is late. */
export function delayOf(clocks: readonly LocationClock[], nowMs: number): Delay | null {
  const delays = clocks.flatMap((clock) => delayAt(clock, nowMs) ?? []);
  return delays.toSorted((a, b) => Number(b.isStandingStill) - Number(a.isStandingStill) || b.lateMs - a.lateMs)[0] ?? null;
}

function delayAt({ no, name, oldestDueMs, stretches }: LocationClock, nowMs: number): Delay | null {
  const location = { no, name };
  const startedMs = stretches.findLast((stretch) => stretch.started > 0)?.atMs ?? 0;
  const overdueMs = oldestDueMs === null ? 0 : nowMs - oldestDueMs;
  if (overdueMs > standingStillMs && nowMs - startedMs > standingStillMs)
    return { sinceMs: nowMs - overdueMs, lateMs: overdueMs, missedShare: 1, isStandingStill: true, location };
  const sinceMs = lateSince(stretches);
  if (sinceMs === null) return null;
  const recent = stretches.filter(({ atMs }) => atMs > nowMs - recentMs);
  const sum = (of: "started" | "missed") => recent.reduce((total, stretch) => total + stretch[of], 0);
  return {
    sinceMs,
    lateMs: Math.max(0, ...recent.map((stretch) => stretch.latenessP99Ms)),
    missedShare: share({ started: sum("started"), missed: sum("missed") }),
    isStandingStill: false,
    location,
  };
}

/** What a delay means, as a sentence without its end: whoever shows it adds since when. */
export function delayWords({ lateMs, missedShare, isStandingStill, location }: Delay, isOnlyLocation: boolean): string {
  const place = isOnlyLocation ? "" : ` from ${location.name}`;
  if (isStandingStill) return `No check has started${place}`;
  const skipped = Math.round(missedShare * 100);
  return `Checks${place} start up to ${Math.max(1, Math.round(lateMs / 1_000))} s late${skipped === 0 ? "" : `, and ${skipped} % are skipped`}`;
}
