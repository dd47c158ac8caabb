import type { Content } from "@vedette/core/content";
import type { ActiveSpec } from "@vedette/core/monitor-spec";
import { lookPatienceMs } from "@vedette/core/second-look";
import type { Definition, TakenBatch } from "@vedette/db/batches";
import { batchLeaseMs } from "./claim.ts";
import type { DefinitionCache } from "./definition-cache.ts";
import type { RoadDeps } from "./deps.ts";
import type { Sealer } from "./seal.ts";
import { monitorContext, openSpec } from "./spec-secrets.ts";

type TakeDeps = RoadDeps & { sealer: Sealer };

/** For so long what a claim says of its monitors is taken for true. */
const freshMs = 3_000;
/** Of this size an error of start times is not worth another question. */
const slowAnswerMs = 100;

/** A check that is worth running now, with all that a probe needs. `approved`: the content to measure against, where content is watched. */
export type ReadyCheck = {
  definition: { monitorNo: number; teamId: string; intervalMs: number; spec: ActiveSpec };
  dueMs: number;
  approved?: Content | undefined;
};
/**
 * `nowMs`: the database's clock at `nowAt`, a time of `performance.now()`; no later than it was, so no check is said to have begun
 * earlier than it did. `isExtra`: second looks, whose want leaves nothing unknown.
 */
export type ReadyBatch = {
  batchId: string;
  locationNo: number;
  fence: number;
  checks: ReadyCheck[];
  nowMs: number;
  nowAt: number;
  isExtra: boolean;
};

/**
 * Takes a batch and prepares its checks. A check that is late by a whole interval or more is recorded as lost instead of being
 * run: its next tick has come, and a late answer must not stand for a time at which nobody looked; so is one whose spec cannot be
 * read, and the rest of the batch goes on. Null when somebody else holds
 * the batch or it is settled; a batch in which nothing is left to do is settled here. `onMissed` hears how many ticks were too late.
 */
export async function takeBatch(
  deps: TakeDeps,
  cache: DefinitionCache,
  batchId: string,
  onMissed: (ticks: number) => void = () => {},
): Promise<ReadyBatch | null> {
  const askedAt = performance.now();
  const batch = await deps.db.batches.take(batchId, batchLeaseMs);
  await deps.step("taken");
  if (batch === null) return null;
  const clock = await exactClock(deps, { nowMs: batch.nowMs, nowAt: askedAt });
  await refresh(deps, cache, batch, clock.nowMs);

  const checks: ReadyCheck[] = [];
  const lost: { monitorNo: number; intervalMs: number; dueMs: number }[] = [];
  for (const { monitorNo, dueMs } of batch.checks) {
    const kept = cache.get(monitorNo);
    if (kept === undefined) continue;
    const { teamId, intervalMs, spec } = kept;
    const isLate = batch.nowMs - dueMs >= (batch.isExtra ? lookPatienceMs : intervalMs);
    if (isLate && !batch.isExtra) onMissed(1);
    if (isLate || spec === null) lost.push({ monitorNo, intervalMs, dueMs });
    else checks.push({ definition: { monitorNo, teamId, intervalMs, spec }, dueMs });
  }
  if (lost.length > 0 || checks.length === 0) {
    await deps.db.transaction(async (tx) => {
      await tx.gaps.insertMissing(
        (batch.isExtra ? [] : lost).map(({ monitorNo, intervalMs, dueMs }) => ({
          monitorNo,
          locationNo: batch.locationNo,
          fromMs: dueMs,
          untilMs: dueMs + intervalMs,
          ticks: 1,
          kind: "lost" as const,
        })),
      );
      if (checks.length === 0) await tx.batches.settle([batchId]);
    });
  }
  if (checks.length === 0) return null;
  const { locationNo, fence, isExtra } = batch;
  return { batchId, locationNo, fence, checks: await withApproved(deps, checks), ...clock, isExtra };
}

/** What a clock showed is as old as the answer was under way; after a slow one it is asked again, a few times at most. */
async function exactClock(deps: RoadDeps, first: { nowMs: number; nowAt: number }): Promise<{ nowMs: number; nowAt: number }> {
  let clock = first;
  for (let tries = 0; tries < 3 && performance.now() - clock.nowAt > slowAnswerMs; tries++) {
    const nowAt = performance.now();
    clock = { nowMs: await deps.db.publishing.nowMs(), nowAt };
  }
  return clock;
}

/** Read anew each time, as an approval has to count from the next check on. */
async function withApproved({ db }: RoadDeps, checks: ReadyCheck[]): Promise<ReadyCheck[]> {
  const watching = checks.filter(({ definition }) => definition.spec.kind === "content").map(({ definition }) => definition.monitorNo);
  if (watching.length === 0) return checks;
  const approved = await db.contents.approved(watching);
  return checks.map((check) => ({ ...check, approved: approved.get(check.definition.monitorNo) }));
}

async function refresh(deps: TakeDeps, cache: DefinitionCache, batch: TakenBatch, nowMs: number): Promise<void> {
  const stale = await staleOf(deps, cache, batch, nowMs);
  if (stale.length === 0) return;
  const scheduled = stale.filter(({ version }) => version !== null).map(({ monitorNo }) => monitorNo);
  const definitions = scheduled.length === 0 ? [] : await deps.db.batches.definitions(scheduled);
  // In one go: another batch of this worker may be about to read what is current.
  for (const { monitorNo } of stale) cache.delete(monitorNo); // paused or deleted since it was claimed, unless it has a definition
  for (const definition of definitions) cache.set(definition.monitorNo, { ...definition, spec: openedSpec(deps, definition) });
}

/** What was claimed a moment ago is what the claim says it is; of anything older the schedules are asked. */
async function staleOf(deps: TakeDeps, cache: DefinitionCache, { locationNo, checks, versions }: TakenBatch, nowMs: number) {
  const known = checks.map(({ monitorNo }) => ({ monitorNo, version: cache.versionOf(monitorNo) }));
  const isFresh = checks.every(({ dueMs }) => nowMs - dueMs < freshMs);
  if (!isFresh || versions === null) return await deps.db.batches.staleVersions(locationNo, known);
  return known.flatMap(({ monitorNo, version }, i) => {
    const current = versions[i] ?? null;
    return current === version ? [] : [{ monitorNo, version: current }];
  });
}

/** A secret that does not open (another master key) makes a check that cannot be run; it must not stop the others. */
function openedSpec({ sealer }: TakeDeps, { monitorId: id, teamId, spec, sealed }: Definition): ActiveSpec | null {
  if (spec === null || sealed === null) return spec;
  try {
    return openSpec(sealer, monitorContext({ id, teamId }), spec, sealed);
  } catch {
    return null;
  }
}
