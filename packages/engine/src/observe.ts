import type { Content } from "@vedette/core/content";
import type { Tx } from "@vedette/db/db";
import type { MetricValue } from "@vedette/db/metrics";
import type { CheckResult } from "@vedette/db/results";
import { applyEffects } from "./apply-effects.ts";
import type { RoadDeps } from "./deps.ts";
import { turnStates } from "./turn-states.ts";

/** Results of one or several taken batches. `done`: with these, every check of that batch is accounted for. */
export type Observation = {
  results: readonly ObservedResult[];
  batches: readonly { batchId: string; fence: number; done: boolean }[];
};
/**
 * `batchId` null: a check that a person asked for, which belongs to no batch. `intervalMs` bounds what an inconclusive one leaves unknown:
 * 0 for a second look, which leaves nothing.
 * `content`: what a monitor that watches content saw. `figures`: those that its conditions looked at.
 */
export type ObservedResult = CheckResult & {
  batchId: string | null;
  intervalMs: number;
  content?: Content;
  figures?: readonly { name: string; value: number }[];
};

/**
 * Everything that results change, in one transaction: results, evidence, gaps, states, incidents, outbox, and the batches they
 * settle. Observing the same results again changes nothing, so work may be repeated freely. Results of a batch that somebody
 * else has taken meanwhile are dropped. Returns the ids of the outbox rows to announce.
 */
export async function observe(deps: RoadDeps, observation: Observation): Promise<string[]> {
  const appended = await deps.db.transaction(async (tx) => await observeIn(tx, deps, observation));
  await deps.step("observed");
  return appended;
}

/** The same inside a transaction of the caller's, for results that come from what he holds in it. */
export async function observeIn(tx: Tx, deps: Omit<RoadDeps, "db">, observation: Observation): Promise<string[]> {
  const held = observation.batches.length === 0 ? new Set<string>() : await tx.batches.stillHeld(observation.batches);
  const current = observation.results.filter((result) => result.batchId === null || held.has(result.batchId));
  const fresh = current.length === 0 ? [] : await tx.results.insertMissing(current);
  await deps.step("results-stored");
  const freshOnes = fresh as readonly ObservedResult[]; // safe because insertMissing returns members of what it was given
  await tx.results.insertEvidence(freshOnes);
  await recordInconclusive(tx, freshOnes);
  await tx.rollupMarks.mark(
    freshOnes.filter(isLate).map((result) => ({ monitorNo: result.monitorNo, fromMs: result.dueMs, untilMs: result.dueMs })),
  );
  await tx.states.saveCertificates(
    freshOnes.flatMap((r) =>
      r.certificateExpiresAtMs === null ? [] : [{ monitorNo: r.monitorNo, expiresAtMs: r.certificateExpiresAtMs }],
    ),
  );

  await tx.looks.save(freshOnes.flatMap((r) => (r.look === null ? [] : [{ ...r, look: r.look }])));

  await tx.metrics.add(freshOnes.flatMap(figuresOf));

  await tx.contents.save(freshOnes.flatMap((r) => (r.content === undefined ? [] : [{ ...r, content: r.content }])));

  const turns = await turnStates(tx, freshOnes);
  await deps.step("states-saved");
  const outboxIds = await applyEffects(tx, deps, turns);

  const settled = observation.batches.filter((batch) => batch.done && held.has(batch.batchId));
  if (settled.length > 0) await tx.batches.settle(settled.map((batch) => batch.batchId));
  return outboxIds;
}

/** Each figure once, however many conditions look at it. */
function figuresOf({ monitorNo, dueMs, figures = [] }: ObservedResult): MetricValue[] {
  return [...new Map(figures.map((figure) => [figure.name, { ...figure, monitorNo, dueMs }])).values()];
}

/** Late enough that its time may be rolled up already: a bucket waits 90 s, and storing a result may itself take a while. */
function isLate(result: ObservedResult): boolean {
  return result.lateMs + (result.totalUs ?? 0) / 1_000 > 20_000;
}

async function recordInconclusive(tx: Tx, fresh: readonly ObservedResult[]): Promise<void> {
  const unknown = fresh.filter((result) => result.verdict === "inconclusive" && result.batchId !== null && result.intervalMs > 0);
  await tx.gaps.insertMissing(
    unknown.map((result) => ({
      monitorNo: result.monitorNo,
      locationNo: result.locationNo,
      fromMs: result.dueMs,
      untilMs: result.dueMs + result.intervalMs,
      ticks: 1,
      kind: "inconclusive" as const,
    })),
  );
}
