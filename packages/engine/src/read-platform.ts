import { authorizeOperator } from "@vedette/core/authorize";
import { type PlatformFigures, type Trouble, troublesOf } from "@vedette/core/platform";
import { type Delay, type LocationClock, delayOf } from "@vedette/core/punctuality";
import { merge, quantile } from "@vedette/core/quantile-sketch";
import type { Db } from "@vedette/db/db";

/** A location that has not said it for this long is well again. */
const unwellForMs = 300_000;

/** How the platform does and what is wrong with it, for those who run the instance. Throws `forbidden` for everybody else. */
export async function readPlatform(
  deps: { db: Db },
  person: { isInstanceOwner: boolean },
): Promise<PlatformFigures & { troubles: Trouble[] }> {
  authorizeOperator(person);
  const figures = await platformFigures(deps.db);
  return { ...figures, troubles: troublesOf(figures) };
}

/** The same figures for the platform's own use. Rejects when the database is away. */
export async function platformFigures(db: Db): Promise<PlatformFigures> {
  const askedAt = performance.now();
  const atMs = await db.publishing.nowMs();
  const latencyMs = performance.now() - askedAt;
  const [facts, stretches, workers, minutes, backlog] = await Promise.all([
    db.platform.locations(),
    db.platform.stretches(),
    db.platform.workers(),
    db.platform.lastMinutes(),
    db.platform.backlog(),
  ]);
  const lateness = merge(minutes.lateness);
  const latenessMs = (q: number) => toMs(quantile(lateness, q));
  return {
    ...backlog,
    atMs,
    delay: delayOf(clocksOf(facts, stretches), atMs),
    checks: {
      startedPerS: lateness.count / minutes.seconds,
      missed: minutes.missed,
      latenessP50Ms: latenessMs(0.5),
      latenessP99Ms: latenessMs(0.99),
    },
    locations: facts.map(({ oldestDueMs, unwell, ...location }) => ({
      ...location,
      lagMs: oldestDueMs === null ? 0 : Math.max(0, atMs - oldestDueMs),
      unwell: unwell === null || atMs - unwell.atMs > unwellForMs ? null : unwell,
      workers: workers.filter((worker) => worker.locationNo === location.no),
    })),
    database: { ...backlog.database, latencyMs },
  };
}

/** Where checks are late, and how many locations there are; null while all are on time. Of the platform, not of a team: anybody may know it. */
export async function readDelay(db: Db): Promise<{ delay: Delay; isOnlyLocation: boolean } | null> {
  const [atMs, facts, stretches] = await Promise.all([db.publishing.nowMs(), db.platform.locations(), db.platform.stretches()]);
  const delay = delayOf(clocksOf(facts, stretches), atMs);
  return delay === null ? null : { delay, isOnlyLocation: facts.length === 1 };
}

function clocksOf(facts: readonly Omit<LocationClock, "stretches">[], stretches: ReadonlyMap<number, LocationClock["stretches"]>) {
  return facts.map(({ no, name, oldestDueMs }) => ({ no, name, oldestDueMs, stretches: stretches.get(no) ?? [] }));
}

function toMs(us: number | null): number | null {
  return us === null ? null : us / 1_000;
}
