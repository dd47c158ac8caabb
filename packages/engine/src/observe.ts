import type { Content } from "@vedette/core/content";
import { type Blip, type HealthEffect, type HealthState, blipOf, isDoubtful, isSteady, step } from "@vedette/core/health";
import { secondLookMs } from "@vedette/core/second-look";
import type { ExtraCheck } from "@vedette/db/batches";
import type { Tx } from "@vedette/db/db";
import type { CheckResult, TurningResult } from "@vedette/db/results";
import type { LockedState } from "@vedette/db/states";
import { type Turn, applyEffects } from "./apply-effects.ts";
import type { RoadDeps } from "./deps.ts";

/** Results of one or several taken batches. `done`: with these, every check of that batch is accounted for. */
export type Observation = {
  results: readonly ObservedResult[];
  batches: readonly { batchId: string; fence: number; done: boolean }[];
};
/**
 * `batchId` null: a check that a person asked for, which belongs to no batch. `intervalMs` bounds what an inconclusive one leaves unknown:
 * 0 for a second look, which leaves nothing.
 * `content`: what a monitor that watches content saw.
 */
export type ObservedResult = CheckResult & { batchId: string | null; intervalMs: number; content?: Content };

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

  await tx.contents.save(freshOnes.flatMap((r) => (r.content === undefined ? [] : [{ ...r, content: r.content }])));

  const turns = await turnStates(tx, freshOnes);
  await deps.step("states-saved");
  const outboxIds = await applyEffects(tx, deps, turns);

  const settled = observation.batches.filter((batch) => batch.done && held.has(batch.batchId));
  if (settled.length > 0) await tx.batches.settle(settled.map((batch) => batch.batchId));
  return outboxIds;
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

async function turnStates(tx: Tx, fresh: readonly ObservedResult[]): Promise<Turn[]> {
  if (fresh.length === 0) return [];
  // One that says nothing of its target may still be what others wait for.
  const locked = await tx.states.lockUnsteady(
    fresh.map((result) => ({
      monitorNo: result.monitorNo,
      locationNo: result.locationNo,
      dueMs: result.dueMs,
      isHealthy: result.verdict !== "degraded" && result.verdict !== "down",
    })),
  );
  const byMonitor = Map.groupBy(await inTurn(tx, locked, fresh), (result) => result.monitorNo);
  const played = locked.map((before) => play(before, byMonitor.get(before.monitorNo) ?? []));
  await tx.states.save(played.filter((turn) => turn.changed));
  await tx.blips.insertMissing(played.flatMap(({ monitorNo, teamId, blips }) => blips.map((blip) => ({ ...blip, monitorNo, teamId }))));
  await tx.batches.ask(played.flatMap((turn) => turn.looks));
  await tx.groups.mark(played.filter((turn) => turn.isTurned).map((turn) => turn.monitorNo));
  return played.filter((turn) => turn.effects.length > 0).map((turn) => ({ ...turn, ruleId: null }));
}

/** The results that the states have to be turned by: the fresh ones, and where others were due after the oldest of these, those as well. */
async function inTurn(tx: Tx, locked: readonly LockedState[], fresh: readonly CheckResult[]): Promise<readonly TurningResult[]> {
  const tangled = new Map(
    locked.filter((state) => state.hasNewer || state.unplayedFromMs !== null).map((state) => [state.monitorNo, state]),
  );
  if (tangled.size === 0) return fresh;
  const stored = await tx.results.conclusiveSince(
    fresh.flatMap(({ monitorNo, locationNo, dueMs }) => {
      const state = tangled.get(monitorNo);
      return state === undefined ? [] : [{ monitorNo, locationNo, fromMs: Math.min(dueMs, state.unplayedFromMs ?? dueMs) }];
    }),
  );
  return [...fresh.filter((result) => !tangled.has(result.monitorNo)), ...stored];
}

type Played = {
  monitorNo: number;
  teamId: string;
  state: HealthState;
  unplayedFromMs: number | null;
  changed: boolean;
  isTurned: boolean;
  summary: string;
  effects: HealthEffect[];
  blips: Blip[];
  looks: ExtraCheck[];
};

/**
 * Plays a monitor's results in the order in which they were due, up to the first check that is claimed and not accounted for: its
 * result may come yet, and has to be played before those that were due after it. They wait for it.
 */
function play(before: LockedState, results: readonly TurningResult[]): Played {
  let state = before.state;
  let summary = "";
  let unplayedFromMs: number | null = null;
  const effects: HealthEffect[] = [];
  const blips: Blip[] = [];
  let doubted: TurningResult | null = null;
  for (const result of results.toSorted((a, b) => a.dueMs - b.dueMs)) {
    if (before.pendingMs !== null && result.dueMs > before.pendingMs) {
      unplayedFromMs = result.dueMs;
      break;
    }
    const turn = step(state, result.verdict, result.dueMs, before.policy);
    const blip = blipOf(state, turn.next);
    if (blip !== null) blips.push(blip);
    // Whatever comes after a doubt settles it, or is in doubt itself.
    if (turn.next !== state) doubted = isDoubtful(state, turn.next) ? result : null;
    state = turn.next;
    effects.push(...turn.effects);
    if (turn.effects.some((effect) => effect.type !== "close")) summary = result.reason;
  }
  // A healthy check that is being stored at this moment sees the old state, and leaves it alone.
  if (!isSteady(state)) unplayedFromMs ??= before.pendingMs;
  const isTurned = state.confirmed !== before.state.confirmed;
  const { monitorNo, teamId } = before;
  const changed = state !== before.state || unplayedFromMs !== before.unplayedFromMs;
  const looks = doubted === null ? [] : looksAt(before, doubted);
  return { monitorNo, teamId, state, unplayedFromMs, changed, isTurned, summary, effects, blips, looks };
}

/** The second look from the same place, where there is time for it before the next regular check. */
function looksAt({ timeoutMs, nextDueMs, nowMs }: LockedState, { monitorNo, locationNo }: TurningResult): ExtraCheck[] {
  if (timeoutMs === null || nextDueMs === null) return [];
  const dueMs = secondLookMs(nowMs, nextDueMs, timeoutMs);
  return dueMs === null ? [] : [{ monitorNo, locationNo, dueMs }];
}
