import type { ActiveSpec } from "@vedette/core/monitor-spec";
import type { Definition, TakenBatch } from "@vedette/db/batches";
import { batchLeaseMs } from "./claim.ts";
import type { RoadDeps } from "./deps.ts";
import type { Sealer } from "./seal.ts";
import { monitorContext, openSpec } from "./spec-secrets.ts";

type TakeDeps = RoadDeps & { sealer: Sealer };

/** A check that is worth running now, with all that a probe needs. */
export type ReadyCheck = { definition: Definition & { spec: ActiveSpec }; dueMs: number };
/** `nowMs`: the database's clock when the batch was taken. */
export type ReadyBatch = { batchId: string; locationNo: number; fence: number; checks: ReadyCheck[]; nowMs: number };

/** Copies of definitions by monitor number, kept by the worker; a stale or missing one is read again. */
export type DefinitionCache = Map<number, Definition>;

/**
 * Takes a batch and prepares its checks. A check that is late by a whole interval or more is recorded as lost instead of being
 * run: its next tick has come, and a late answer must not stand for a time at which nobody looked; so is one whose spec cannot be
 * read, and the rest of the batch goes on. Null when somebody else holds
 * the batch or it is settled; a batch in which nothing is left to do is settled here.
 */
export async function takeBatch(deps: TakeDeps, cache: DefinitionCache, batchId: string): Promise<ReadyBatch | null> {
  const batch = await deps.db.batches.take(batchId, batchLeaseMs);
  await deps.step("taken");
  if (batch === null) return null;
  await refresh(deps, cache, batch);

  const known = batch.checks.flatMap((check) => {
    const definition = cache.get(check.monitorNo);
    return definition === undefined ? [] : [{ definition, dueMs: check.dueMs }];
  });
  const isReady = (check: (typeof known)[number]): check is ReadyCheck =>
    check.definition.spec !== null && batch.nowMs - check.dueMs < check.definition.intervalMs;
  const lost = known.filter((check) => !isReady(check));
  const checks = known.filter(isReady);
  if (lost.length > 0 || checks.length === 0) {
    await deps.db.transaction(async (tx) => {
      await tx.gaps.insertMissing(
        lost.map(({ definition, dueMs }) => ({
          monitorNo: definition.monitorNo,
          locationNo: batch.locationNo,
          fromMs: dueMs,
          untilMs: dueMs + definition.intervalMs,
          ticks: 1,
          kind: "lost" as const,
        })),
      );
      if (checks.length === 0) await tx.batches.settle([batchId]);
    });
  }
  return checks.length === 0 ? null : { batchId, locationNo: batch.locationNo, fence: batch.fence, checks, nowMs: batch.nowMs };
}

async function refresh(deps: TakeDeps, cache: DefinitionCache, batch: TakenBatch): Promise<void> {
  const nos = batch.checks.map((check) => check.monitorNo);
  const versions = await deps.db.batches.versions(batch.locationNo, nos);
  const stale: number[] = [];
  for (const no of nos) {
    const version = versions.get(no);
    if (version === undefined) cache.delete(no); // paused or deleted since it was claimed
    else if (cache.get(no)?.version !== version) stale.push(no);
  }
  if (stale.length === 0) return;
  for (const no of stale) cache.delete(no);
  for (const definition of await deps.db.batches.definitions(stale)) cache.set(definition.monitorNo, opened(deps, definition));
}

/** A secret that does not open (another master key) makes a check that cannot be run; it must not stop the others. */
function opened({ sealer }: TakeDeps, definition: Definition): Definition {
  const { monitorId: id, teamId, spec, sealed } = definition;
  if (spec === null || sealed === null) return definition;
  try {
    return { ...definition, spec: openSpec(sealer, monitorContext({ id, teamId }), spec, sealed), sealed: null };
  } catch {
    return { ...definition, spec: null };
  }
}
