import { type ResolutionS, type Rollup, bucketStartMs, latencySummary, noCounts, noLatency, rollupOf } from "@vedette/core/rollup";
import type { Db, Tx } from "@vedette/db/db";
import type { BucketKey, Progress } from "@vedette/db/rollups";
import { type RollupHistory, historiesOf } from "./rollup-histories.ts";

export type RollUpDeps = { db: Db; now: () => number };
/** `isCaughtUp`: everything that was closed is rolled up; otherwise call again. */
export type RollUpReport = { buckets: number; redone: number; isCaughtUp: boolean };

/** A bucket is closed when its checks have had this long to arrive. What comes later marks it for being redone. */
const graceMs = 90_000;
const stepsPerCall = 24;
/** Portions are small, because checks are run in the same process and must not wait long for their turn. */
const maxRedonePerStep = 500;
const rowsPerPortion = 500;
const mostBuckets = 288;
/** From which finer rows a bucket is made. */
const finerOf = { 3_600: 300, 86_400: 3_600 } as const;

/**
 * Rolls up every closed bucket of a resolution: 5 minutes from raw checks and the monitors' histories, hours from 5 minutes, days
 * from hours; with 5 minutes also what was marked dirty, through to its hour and day. Each step is one transaction under a lock, so
 * it may run twice, at once, or die at any moment: the next call goes on where the last commit was, and repeating changes nothing.
 * Does a bounded share of work per call.
 */
export async function rollUp(deps: RollUpDeps, resolutionS: ResolutionS): Promise<RollUpReport> {
  const report: RollUpReport = { buckets: 0, redone: 0, isCaughtUp: false };
  for (let i = 0; i < stepsPerCall && !report.isCaughtUp; i++) {
    await deps.db.transaction(async (tx) => {
      const progress = await tx.rollups.lockProgress();
      if (progress === null) {
        report.isCaughtUp = true;
        return;
      }
      const redone = resolutionS === 300 ? await redo(tx, progress) : 0;
      const rolled = redone === maxRedonePerStep ? 0 : await rollNext(tx, deps, progress, resolutionS);
      report.redone += redone;
      report.buckets += rolled;
      report.isCaughtUp = redone < maxRedonePerStep && rolled === 0;
    });
  }
  return report;
}

/** Rolls up the oldest buckets that are closed and not done yet, as many as make a portion; returns how many. */
async function rollNext(tx: Tx, deps: RollUpDeps, progress: Progress, resolutionS: ResolutionS): Promise<number> {
  const widthMs = resolutionS * 1_000;
  const fromMs = progress[resolutionS];
  const closedMs = resolutionS === 300 ? deps.now() - graceMs : progress[finerOf[resolutionS]];
  const closed = Math.min(mostBuckets, Math.floor((closedMs - fromMs) / widthMs));
  if (closed < 1) return 0;

  const wide = { fromMs, untilMs: fromMs + closed * widthMs };
  let lives = await tx.rollupSources.livesIn(wide, { after: 0, limit: rowsPerPortion });
  const buckets = Math.max(1, Math.min(closed, Math.floor(rowsPerPortion / Math.max(1, lives.length))));
  const untilMs = fromMs + buckets * widthMs;
  const starts = Array.from({ length: buckets }, (_, i) => fromMs + i * widthMs);
  // A portion after the other, so that a hundred thousand monitors take no more memory than five hundred.
  for (;;) {
    const keys = starts.flatMap((atMs) => lives.map((life) => ({ monitorNo: life.monitorNo, atMs })));
    if (resolutionS === 300) await tx.rollups.save(300, await finestOf(tx, await historiesOf(tx, lives, { fromMs, untilMs }), keys));
    else await fold(tx, resolutionS, keys);
    const last = lives.at(-1);
    if (last === undefined || lives.length < rowsPerPortion) break;
    lives = await tx.rollupSources.livesIn(wide, { after: last.monitorNo, limit: rowsPerPortion });
  }
  await tx.rollups.setProgress(resolutionS, untilMs);
  return buckets;
}

/** The 5-minute rows of these buckets, made anew from checks and histories. */
async function finestOf(tx: Tx, histories: ReadonlyMap<number, RollupHistory>, keys: readonly BucketKey[]): Promise<Rollup[]> {
  const raw = new Map((await tx.rollupSources.rawOf(keys)).map((row) => [nameOf(row), row]));
  return keys.flatMap((key) => {
    const history = histories.get(key.monitorNo);
    const untilMs = Math.min(key.atMs + 300_000, history?.existsUntilMs ?? Infinity);
    if (history === undefined || untilMs <= Math.max(key.atMs, history.existsFromMs)) return [];
    const checks = raw.get(nameOf(key));
    const latency = checks === undefined ? noLatency : latencySummary(checks.totalsUs);
    return [rollupOf({ ...key, untilMs, counts: checks?.counts ?? noCounts, latency, history })];
  });
}

const nameOf = (key: BucketKey) => `${key.monitorNo}@${key.atMs}`;

/** Rolls up again what was marked, and the hours and days made from it. Returns how many marks it took. */
async function redo(tx: Tx, progress: Progress): Promise<number> {
  const marked = await tx.rollupMarks.take(maxRedonePerStep);
  if (marked.length === 0) return 0;
  const starts = marked.map((key) => key.atMs);
  const range = { fromMs: Math.min(...starts), untilMs: Math.max(...starts) + 300_000 };
  const histories = await historiesOf(
    tx,
    await tx.rollupSources.livesIn(
      range,
      marked.map((key) => key.monitorNo),
    ),
    range,
  );
  const keys = marked.filter((key) => histories.has(key.monitorNo));

  // Checks are only ever deleted by age, all at once: where rows counted some and none are left, the old counts stand.
  const before = new Map((await tx.rollups.sumsOf(300, keys, 300)).map((row) => [nameOf(row), row]));
  const rows = (await finestOf(tx, histories, keys)).map((row) => {
    const old = before.get(nameOf(row));
    const isBare = row.counts.upN + row.counts.degradedN + row.counts.downN + row.counts.inconclusiveN === 0;
    return isBare && old !== undefined ? { ...row, counts: { ...old.counts, noDataN: row.counts.noDataN }, latency: old.latency } : row;
  });
  await tx.rollups.save(300, rows);
  for (const resolutionS of [3_600, 86_400] as const) await fold(tx, resolutionS, coarser(rows, resolutionS, progress[resolutionS]));
  return marked.length;
}

function coarser(keys: readonly BucketKey[], resolutionS: ResolutionS, doneMs: number): BucketKey[] {
  const wider = keys
    .map((key) => ({ monitorNo: key.monitorNo, atMs: bucketStartMs(key.atMs, resolutionS) }))
    .filter((key) => key.atMs < doneMs);
  return [...new Map(wider.map((key) => [nameOf(key), key])).values()];
}

async function fold(tx: Tx, resolutionS: 3_600 | 86_400, keys: readonly BucketKey[]): Promise<void> {
  await tx.rollups.save(resolutionS, await tx.rollups.sumsOf(finerOf[resolutionS], keys, resolutionS));
}
