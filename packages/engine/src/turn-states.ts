import {
  type Blip,
  type HealthEffect,
  type HealthState,
  blipOf,
  initialHealth,
  isBad,
  isDoubtful,
  isSteady,
  step,
  turnTo,
} from "@vedette/core/health";
import { incidentSummary } from "@vedette/core/incident-summary";
import { firstGoodMs, lookedOf, opinionOf } from "@vedette/core/opinion";
import { merge, quantile } from "@vedette/core/quantile-sketch";
import { freshForMs, settledQuorum } from "@vedette/core/quorum";
import { elsewhereLookMs, secondLookMs } from "@vedette/core/second-look";
import type { ExtraCheck } from "@vedette/db/batches";
import type { Tx } from "@vedette/db/db";
import type { TurningResult } from "@vedette/db/results";
import type { LocationState, LockedState } from "@vedette/db/states";
import type { Turn } from "./apply-effects.ts";

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
  return turns.map((turn) => ({ ...turn, ruleId: null, summary: summaries.get(turn.monitorNo) ?? "" }));
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

type Line = { results: readonly TurningResult[]; unplayed: ReadonlyMap<number, number> };

/**
 * Those that count, as they were due, from each location up to the first check there that is claimed and not accounted for: its result may
 * come yet, and has to be played before those that were due after it. They wait for it. What was seen from elsewhere does not count.
 */
function lineOf(before: LockedState, results: readonly TurningResult[]): Line {
  const pending = new Map(before.looked.map((location) => [location.locationNo, location.pendingMs ?? Infinity]));
  const inOrder = results.toSorted((a, b) => a.dueMs - b.dueMs || a.locationNo - b.locationNo);
  const unplayed = new Map<number, number>();
  for (const { locationNo, dueMs } of inOrder) {
    const pendingMs = pending.get(locationNo);
    if (pendingMs !== undefined && dueMs > pendingMs && !unplayed.has(locationNo)) unplayed.set(locationNo, dueMs);
  }
  return { results: inOrder.filter(({ locationNo, dueMs }) => dueMs <= (pending.get(locationNo) ?? -Infinity)), unplayed };
}

type Played = {
  monitorNo: number;
  teamId: string;
  state: HealthState;
  unplayedFromMs: number | null;
  changed: boolean;
  isTurned: boolean;
  /** How its locations stand in the end. */
  seen: Seen;
  /** It goes on, and another location has come to a conclusion of its own. */
  isRefined: boolean;
  effects: HealthEffect[];
  blips: Blip[];
  looks: ExtraCheck[];
  /** It has just begun to fail: what it depends on may be the cause. */
  isSuspect: boolean;
  /** Where several locations decide: how those stand of which something new was heard. Null: only one looks. */
  together: {
    isSteady: boolean;
    states: { locationNo: number; state: HealthState; unplayedFromMs: number | null }[];
    outvoted: Outvoted[];
  } | null;
};

/** An outage that one location had confirmed, and too few others. */
type Outvoted = { locationNo: number; startedAtMs: number; endedAtMs: number };

/** One run of verdicts: the monitor's, or that of one of its locations. */
type Walk = { state: HealthState; doubted: TurningResult | null };

function advance(walk: Walk, result: TurningResult, { policy }: LockedState): { effects: HealthEffect[]; blip: Blip | null } {
  const { next, effects } = step(walk.state, result.verdict, result.dueMs, policy);
  const blip = blipOf(walk.state, next);
  // Whatever comes after a doubt settles it, or is in doubt itself.
  if (next !== walk.state) walk.doubted = isDoubtful(walk.state, next) ? result : null;
  walk.state = next;
  return { effects, blip };
}

function playAlone(before: LockedState, line: Line): Played {
  const walk: Walk = { state: before.state, doubted: null };
  const effects: HealthEffect[] = [];
  const blips: Blip[] = [];
  for (const result of line.results) {
    const turn = advance(walk, result, before);
    effects.push(...turn.effects);
    if (turn.blip !== null) blips.push(turn.blip);
  }
  const looks = walk.doubted === null ? [] : looksAt(before, walk.doubted, before.looked[0]?.nextDueMs ?? null);
  const isSuspect = !isBad(walk.state) && hasBegunToFail(walk);
  const played = playedOf(before, walk.state, waitingFrom(walk, line, before.looked[0]));
  const seen = { bad: before.locationNos.map((locationNo) => ({ locationNo, name: "" })), good: [], total: 1 };
  return { ...played, seen, isRefined: false, effects, blips, looks, isSuspect, together: null };
}

/** Each location comes to its own conclusion; after every result, what they conclude together is what holds. */
function playTogether(before: LockedState, locations: readonly LocationState[], line: Line): Played {
  const silent = before.state.confirmed === "unknown" ? initialHealth : alwaysUp;
  const walks = new Map(
    locations.map((location): [number, Walk] => [location.locationNo, { state: location.state ?? silent, doubted: null }]),
  );
  const walkOf = ({ locationNo }: { locationNo: number }): Walk => walks.get(locationNo) ?? { state: silent, doubted: null };
  const untilMs = new Map(locations.map((location) => [location.locationNo, playedUntil(location, line)]));
  const ahead = new Set(line.results.map(placeAndTime));
  const unplayedAt = ({ locationNo, unplayedFromMs }: LocationState): number =>
    (before.looked.some((each) => each.locationNo === locationNo) ? line.unplayed.get(locationNo) : unplayedFromMs) ?? Infinity;
  const silenceMs = spanOf(before);
  const effects: HealthEffect[] = [];
  const blips: Blip[] = [];
  const outvoted: Outvoted[] = [];
  let [state, isRefined, isQuiet] = [before.state, false, false];
  for (const result of line.results) {
    const walk = walkOf(result);
    const { sinceMs: failedSinceMs } = opinionOf(walk.state, never, state);
    const { blip, effects: own } = advance(walk, result, before);
    untilMs.set(result.locationNo, Math.max(result.dueMs, untilMs.get(result.locationNo) ?? 0));
    ahead.delete(placeAndTime(result));
    if (blip !== null && !isBad(state)) blips.push(blip);
    // It was sure, and too few others saw it from its beginning to its end.
    const wasUp = !isBad(state) && (state.sinceMs ?? 0) <= failedSinceMs;
    for (const effect of own)
      if (effect.type === "close" && wasUp)
        outvoted.push({ locationNo: result.locationNo, startedAtMs: failedSinceMs, endedAtMs: effect.endedAtMs });
    const held = state;
    const places = locations.map((location) => {
      const { locationNo } = location;
      const lookedMs = location.lookedMs.filter((dueMs) => !ahead.has(placeAndTime({ locationNo, dueMs })));
      const playedMs = lookedMs.filter((dueMs) => dueMs <= (untilMs.get(locationNo) ?? 0));
      // What it holds has been answered already by a check that waits, though it is not known yet how: it may not decide.
      const waitsFromMs = lookedMs.find((dueMs) => dueMs >= unplayedAt(location)) ?? Infinity;
      return { state: walkOf(location).state, lookedMs, playedMs, waitsFromMs };
    });
    const atMs = Math.max(result.dueMs, held.seenAtMs, ...places.map((place) => place.playedMs.at(-1) ?? 0));
    // What the others held when this was due is over: what came late counts with all that was seen since.
    if (result.dueMs < atMs && result !== line.results.at(-1)) continue;
    const opinions = places.map((place) => ({
      ...opinionOf(
        place.state,
        lookedOf(
          place.lookedMs.filter((dueMs) => dueMs <= atMs),
          place.playedMs,
          lookedSince(before, line),
          silenceMs,
        ),
        held,
      ),
      doubtedFromMs: place.waitsFromMs <= atMs ? place.waitsFromMs : null,
    }));
    const said = settledQuorum(before.quorum, opinions, atMs - silenceMs, held.confirmed);
    if (said === null) continue;
    if (said.health === "up" && isBad(held)) {
      // It ends with a good check, and one that was made before it began is none.
      const endMs = Math.min(...places.map((place) => firstGoodMs(place.state, place.playedMs, held.sinceMs ?? 0)));
      if (endMs === Infinity) continue;
      said.sinceMs = Math.max(said.sinceMs, endMs);
    }
    isQuiet =
      said.health === "up" && locations.every((location) => isSteady(walkOf(location).state) || isSilent(walkOf(location).state, location));
    const turn = turnTo(state, said, atMs, isQuiet);
    state = turn.next;
    effects.push(...turn.effects);
    isRefined = isBad(state) && (isRefined || own.length > 0);
  }
  const after = locations.map((location) => {
    const { locationNo } = location;
    const walk = walkOf(location);
    const heard = before.looked.find((each) => each.locationNo === locationNo);
    const unplayedFromMs = heard === undefined ? location.unplayedFromMs : waitingFrom(walk, line, heard);
    const isNew = walk.state !== (location.state ?? silent) || unplayedFromMs !== location.unplayedFromMs;
    return { locationNo, state: walk.state, unplayedFromMs, isNew };
  });
  const waiting = after.flatMap((each) => each.unplayedFromMs ?? []);
  const unplayedFromMs = waiting.length === 0 ? null : Math.min(...waiting);
  const looks = locations.flatMap((location) => {
    const { doubted } = walkOf(location);
    if (doubted === null) return [];
    return [...looksAt(before, doubted, location.nextDueMs), ...(isBad(state) ? [] : looksElsewhere(before, doubted, locations, walkOf))];
  });
  const together = { isSteady: isQuiet && unplayedFromMs === null, states: after.filter((each) => each.isNew), outvoted };
  const isSuspect = !isBad(state) && [...walks.values()].some(hasBegunToFail);
  const seen = seenBy(locations, walkOf);
  return { ...playedOf(before, state, unplayedFromMs), seen, isRefined, effects, blips, looks, isSuspect, together };
}

function hasBegunToFail({ doubted }: Walk): boolean {
  return doubted !== null && doubted.verdict !== "up";
}

/** From when on results of a location wait. A healthy check that is being stored at this moment sees the old state, and leaves it alone. */
function waitingFrom({ state }: Walk, { unplayed }: Line, looked: LockedState["looked"][number] | undefined): number | null {
  if (looked === undefined) return null;
  return unplayed.get(looked.locationNo) ?? (isSteady(state) ? null : looked.pendingMs);
}

function playedOf(before: LockedState, state: HealthState, unplayedFromMs: number | null) {
  const { monitorNo, teamId } = before;
  const changed = state !== before.state || unplayedFromMs !== before.unplayedFromMs;
  return { monitorNo, teamId, state, unplayedFromMs, changed, isTurned: state.confirmed !== before.state.confirmed };
}

/** What a location is taken for that has nothing but good to say, of which no row is kept. */
const alwaysUp: HealthState = { confirmed: "up", sinceMs: 0, run: { healthy: true, length: 1, startedAtMs: 0 }, seenAtMs: 0 };

const never = { seenMs: 0, backMs: 0 };

const placeOf = ({ monitorNo, locationNo }: { monitorNo: number; locationNo: number }) => `${monitorNo} ${locationNo}`;

const placeAndTime = ({ locationNo, dueMs }: { locationNo: number; dueMs: number }) => `${locationNo} ${dueMs}`;

/** From when on what locations saw is asked for: a silence that ended long before does not matter. */
function lookedSince(before: LockedState, { results }: Line): number {
  return (results[0]?.dueMs ?? before.nowMs) - 2 * spanOf(before);
}

/** Up to when what the location saw has been played before this line. */
function playedUntil({ locationNo, state, unplayedFromMs }: LocationState, { results, unplayed }: Line): number {
  const first = results.find((result) => result.locationNo === locationNo);
  const nextMs = Math.min(first?.dueMs ?? Infinity, unplayedFromMs ?? Infinity, unplayed.get(locationNo) ?? Infinity);
  return Math.max(nextMs - 1, state?.seenAtMs ?? 0);
}

/** It has never said anything, and may never: others need not wait for it. */
function isSilent({ confirmed }: HealthState, { lookedMs }: LocationState): boolean {
  return confirmed === "unknown" && lookedMs.length === 0;
}

function hasBad(effects: readonly HealthEffect[]): boolean {
  return effects.some((effect) => effect.type !== "close");
}

type Seen = { bad: { locationNo: number; name: string }[]; good: string[]; total: number };

function seenBy(locations: readonly LocationState[], walkOf: (location: LocationState) => Walk): Seen {
  return {
    bad: locations.filter((location) => isBad(walkOf(location).state)),
    good: locations.filter((location) => walkOf(location).state.confirmed === "up").map((location) => location.name),
    total: locations.length,
  };
}

/** What is wrong and how we know, by monitor. It opens or rises rarely: what is read for it is no part of the usual road. */
async function summariesOf(tx: Tx, turns: readonly Played[]): Promise<Map<number, string>> {
  if (turns.length === 0) return new Map();
  const findings = await tx.results.newestFindings(
    turns.flatMap(({ monitorNo, seen }) => seen.bad.map((each) => ({ ...each, monitorNo }))),
  );
  const of = (monitorNo: number) => findings.filter((finding) => finding.monitorNo === monitorNo);
  const slow = turns.filter(({ monitorNo }) => of(monitorNo).some(({ code }) => code === "too_slow"));
  const usual = await usualLatencies(tx, slow);
  return new Map(
    turns.map(({ monitorNo, seen: { bad, good, total } }) => {
      const found = new Map(of(monitorNo).map((finding) => [finding.locationNo, finding]));
      const sightings = { bad: bad.map((each) => ({ location: each.name, finding: found.get(each.locationNo) ?? null })), good, total };
      return [monitorNo, incidentSummary(sightings, usual.get(monitorNo) ?? null)];
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

function spanOf({ intervalMs, timeoutMs }: LockedState): number {
  return freshForMs(intervalMs, timeoutMs ?? 0);
}

/** The second look from the same place, where there is time for it before the next regular check. */
function looksAt({ timeoutMs, nowMs }: LockedState, { monitorNo, locationNo }: TurningResult, nextDueMs: number | null): ExtraCheck[] {
  if (timeoutMs === null || nextDueMs === null) return [];
  const dueMs = secondLookMs(nowMs, nextDueMs, timeoutMs);
  return dueMs === null ? [] : [{ monitorNo, locationNo, dueMs }];
}

/** Looks at what monitors depend on that have just begun to fail: their people are told of the cause alone. */
async function looksAtParents(tx: Tx, monitorNos: readonly number[]): Promise<ExtraCheck[]> {
  return (await tx.dependencies.unsuspected(monitorNos)).flatMap((parent) => {
    const dueMs = elsewhereLookMs(parent.nowMs, parent, parent.timeoutMs);
    return dueMs === null ? [] : [{ ...parent, dueMs }];
  });
}

/** Looks from the places that have no doubt of their own yet, at the first sign of trouble in one of them. */
function looksElsewhere(
  { timeoutMs, intervalMs, nowMs }: LockedState,
  doubted: TurningResult,
  locations: readonly LocationState[],
  walkOf: (location: LocationState) => Walk,
): ExtraCheck[] {
  if (timeoutMs === null || doubted.verdict === "up") return [];
  return locations.flatMap((location) => {
    const { monitorNo, locationNo, nextDueMs } = location;
    if (locationNo === doubted.locationNo || nextDueMs === null || !isSteady(walkOf(location).state)) return [];
    const dueMs = elsewhereLookMs(nowMs, { nextDueMs, intervalMs }, timeoutMs);
    return dueMs === null ? [] : [{ monitorNo, locationNo, dueMs }];
  });
}
