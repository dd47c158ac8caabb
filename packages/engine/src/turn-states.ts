import { type HealthEffect } from "@vedette/core/health";
import { incidentSummary } from "@vedette/core/incident-summary";
import { type Wording, inEachLanguage, unsaid } from "@vedette/core/language";
import { merge, quantile } from "@vedette/core/quantile-sketch";
import { elsewhereLookMs } from "@vedette/core/second-look";
import type { ExtraCheck } from "@vedette/db/batches";
import type { Tx } from "@vedette/db/db";
import type { TurningResult } from "@vedette/db/results";
import type { LockedState } from "@vedette/db/states";
import type { Turn } from "./apply-effects.ts";
import { playAlone } from "./play-alone.ts";
import { lineOf } from "./play-line.ts";
import { lookedSince, playTogether } from "./play-together.ts";
import type { Played } from "./play.ts";

/**
 * Plays fresh results into the states of their monitors, in the order in which they were due, and writes what that changed: states, blips,
 * and the second looks that it asks for. Returns what it means for incidents.
 */
export async function turnStates(tx: Tx, fresh: readonly TurningResult[]): Promise<Turn[]> {
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
  if (locked.length === 0) return [];
  const waiting = new Set(locked.filter((state) => state.isWaiting).map((state) => state.monitorNo));
  if (waiting.size > 0) await tx.states.endWaiting(fresh.filter((result) => waiting.has(result.monitorNo) && says(result)));
  const byMonitor = Map.groupBy(await inTurn(tx, locked, fresh), (result) => result.monitorNo);
  const watched = locked.map((before) => ({ before, line: lineOf(before, byMonitor.get(before.monitorNo) ?? []) }));
  const shared = watched.filter(({ before }) => before.locationNos.length > 1);
  const locations = Map.groupBy(
    await tx.states.ofLocations(
      shared.map(({ before, line }) => ({
        monitorNo: before.monitorNo,
        sinceMs: lookedSince(before, line),
      })),
    ),
    (location) => location.monitorNo,
  );
  const played = watched.map(({ before, line }) => {
    const several = locations.get(before.monitorNo);
    return several === undefined ? playAlone(before, line) : playTogether(before, several, line);
  });
  await tx.states.save(played.filter((turn) => turn.changed));
  await tx.states.saveLocations(played.flatMap((turn) => (turn.together === null ? [] : [{ ...turn, ...turn.together }])));
  await tx.blips.insertMissing(played.flatMap(({ monitorNo, teamId, blips }) => blips.map((blip) => ({ ...blip, monitorNo, teamId }))));
  await tx.blips.insertOutvoted(
    played.flatMap(({ monitorNo, teamId, together }) => (together?.outvoted ?? []).map((each) => ({ ...each, monitorNo, teamId }))),
  );
  const suspects = played.filter((turn) => turn.isSuspect).map((turn) => turn.monitorNo);
  await tx.batches.ask([...played.flatMap((turn) => turn.looks), ...(await looksAtParents(tx, suspects))]);
  await tx.groups.mark(played.filter((turn) => turn.isTurned).map((turn) => turn.monitorNo));
  return await told(tx, played);
}

/** What it means for incidents, in words. */
async function told(tx: Tx, played: readonly Played[]): Promise<Turn[]> {
  const turns = played.filter((turn) => turn.effects.length > 0 || turn.isRefined);
  const summaries = await summariesOf(
    tx,
    turns.filter((turn) => hasBad(turn.effects) || turn.isRefined),
  );
  return turns.map((turn) => ({ ...turn, ruleId: null, summary: summaries.get(turn.monitorNo) ?? unsaid }));
}

const says = ({ verdict }: TurningResult) => verdict !== "inconclusive" && verdict !== "no_data";

/** The results that the states have to be turned by: the fresh ones, and where others are stored that have not been played, those as well. */
async function inTurn(tx: Tx, locked: readonly LockedState[], fresh: readonly TurningResult[]): Promise<readonly TurningResult[]> {
  const tangled = new Map(
    locked.flatMap(({ monitorNo, looked }) =>
      looked.flatMap(({ locationNo, playFromMs }) => (playFromMs === null ? [] : [[placeOf({ monitorNo, locationNo }), playFromMs]])),
    ),
  );
  if (tangled.size === 0) return fresh;
  const stored = await tx.results.conclusiveSince(
    fresh.flatMap(({ monitorNo, locationNo, dueMs }) => {
      const playFromMs = tangled.get(placeOf({ monitorNo, locationNo }));
      return playFromMs === undefined ? [] : [{ monitorNo, locationNo, fromMs: Math.min(dueMs, playFromMs) }];
    }),
  );
  return [...fresh.filter((result) => !tangled.has(placeOf(result))), ...stored];
}

const placeOf = ({ monitorNo, locationNo }: { monitorNo: number; locationNo: number }) => `${monitorNo} ${locationNo}`;

function hasBad(effects: readonly HealthEffect[]): boolean {
  return effects.some((effect) => effect.type !== "close");
}

/** What is wrong and how we know, by monitor. It opens or rises rarely: what is read for it is no part of the usual road. */
async function summariesOf(tx: Tx, turns: readonly Played[]): Promise<Map<number, Wording>> {
  if (turns.length === 0) return new Map();
  const findings = await tx.results.newestFindings(
    turns.flatMap(({ monitorNo, seen }) => seen.bad.map((each) => ({ ...each, monitorNo }))),
  );
  const byMonitor = Map.groupBy(findings, (finding) => finding.monitorNo);
  const of = (monitorNo: number) => byMonitor.get(monitorNo) ?? [];
  const slow = turns.filter(({ monitorNo }) => of(monitorNo).some(({ code }) => code === "too_slow"));
  const usual = await usualLatencies(tx, slow);
  return new Map(
    turns.map(({ monitorNo, seen: { bad, good, total } }) => {
      const found = new Map(of(monitorNo).map((finding) => [finding.locationNo, finding]));
      const sightings = { bad: bad.map((each) => ({ location: each.name, finding: found.get(each.locationNo) ?? null })), good, total };
      return [monitorNo, inEachLanguage((language) => incidentSummary(sightings, usual.get(monitorNo) ?? null, language))];
    }),
  );
}

/** The 95th percentile of the last day, in microseconds, of monitors of which hours are known. */
async function usualLatencies(tx: Tx, slow: readonly Played[]): Promise<Map<number, number>> {
  if (slow.length === 0) return new Map();
  const untilMs = Math.max(...slow.map(({ state }) => state.seenAtMs));
  const hours = await tx.rollups.hoursOf(
    slow.map(({ monitorNo }) => monitorNo),
    untilMs - 86_400_000,
    untilMs,
  );
  return new Map(
    [...hours].flatMap(([monitorNo, each]) => {
      const us = quantile(merge(each.map(({ sketch }) => sketch)), 0.95);
      return us === null ? [] : [[monitorNo, us] as const];
    }),
  );
}

/** Looks at what monitors depend on that have just begun to fail: their people are told of the cause alone. */
async function looksAtParents(tx: Tx, monitorNos: readonly number[]): Promise<ExtraCheck[]> {
  return (await tx.dependencies.unsuspected(monitorNos)).flatMap((parent) => {
    const dueMs = elsewhereLookMs(parent.nowMs, parent, parent.timeoutMs);
    return dueMs === null ? [] : [{ ...parent, dueMs }];
  });
}
