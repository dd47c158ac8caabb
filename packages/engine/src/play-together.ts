import { type Blip, type HealthEffect, type HealthState, initialHealth, isBad, isSteady, turnTo } from "@vedette/core/health";
import { firstSeenMs, lookedOf, opinionOf } from "@vedette/core/opinion";
import { type DoubtedOpinion, settledQuorum } from "@vedette/core/quorum";
import { elsewhereLookMs } from "@vedette/core/second-look";
import type { ExtraCheck } from "@vedette/db/batches";
import type { TurningResult } from "@vedette/db/results";
import type { LocationState, LockedState } from "@vedette/db/states";
import type { Line } from "./play-line.ts";
import { type Outvoted, type Played, type Walk, advance, hasBegunToFail, looksAt, playedOf, spanOf } from "./play.ts";

/** Where several locations look, each comes to its own conclusion; after every result, what they conclude together is what holds. */
export function playTogether(before: LockedState, locations: readonly LocationState[], line: Line): Played {
  const panel = new Panel(before, locations, line);
  const effects: HealthEffect[] = [];
  const blips: Blip[] = [];
  const outvoted: Outvoted[] = [];
  let [state, isRefined, isQuiet] = [before.state, false, false];
  for (const result of line.results) {
    const { sinceMs: failedSinceMs } = opinionOf(panel.walkOf(result).state, never, state);
    const { blip, effects: own } = panel.hear(result);
    if (blip !== null && !isBad(state)) blips.push(blip);
    // It was sure, and too few others saw it from its beginning to its end.
    const wasUp = !isBad(state) && (state.sinceMs ?? 0) <= failedSinceMs;
    for (const effect of own)
      if (effect.type === "close" && wasUp)
        outvoted.push({ locationNo: result.locationNo, startedAtMs: failedSinceMs, endedAtMs: effect.endedAtMs });
    const said = panel.conclude(result, state);
    if (said === null) continue;
    isQuiet = said.health === "up" && panel.isQuiet();
    const turn = turnTo(state, said, said.atMs, isQuiet);
    state = turn.next;
    effects.push(...turn.effects);
    isRefined = isBad(state) && (isRefined || own.length > 0);
  }
  const after = panel.after();
  const waiting = after.flatMap((each) => each.unplayedFromMs ?? []);
  const unplayedFromMs = waiting.length === 0 ? null : Math.min(...waiting);
  const together = { isSteady: isQuiet && unplayedFromMs === null, states: after.filter((each) => each.isNew), outvoted };
  const isSuspect = !isBad(state) && panel.hasBegunToFail();
  return {
    ...playedOf(before, state, unplayedFromMs),
    seen: panel.seen(),
    isRefined,
    effects,
    blips,
    looks: panel.looks(state),
    isSuspect,
    together,
  };
}

/** The locations of one monitor, and what each of them holds, while a line of results is played. */
class Panel {
  readonly #before: LockedState;
  readonly #locations: readonly LocationState[];
  readonly #line: Line;
  /** What a location is taken for of which nothing is kept. */
  readonly #silent: HealthState;
  readonly #walks: ReadonlyMap<number, Walk>;
  /** Up to when what each has seen is played. */
  readonly #untilMs: Map<number, number>;
  /** The results of the line that are not played yet. */
  readonly #ahead: Set<string>;

  constructor(before: LockedState, locations: readonly LocationState[], line: Line) {
    this.#before = before;
    this.#locations = locations;
    this.#line = line;
    this.#silent = before.state.confirmed === "unknown" ? initialHealth : alwaysUp;
    this.#walks = new Map(locations.map(({ locationNo, state }) => [locationNo, { state: state ?? this.#silent, doubted: null }]));
    this.#untilMs = new Map(locations.map((location) => [location.locationNo, playedUntil(location, line)]));
    this.#ahead = new Set(line.results.map(placeAndTime));
  }

  walkOf({ locationNo }: { locationNo: number }): Walk {
    return this.#walks.get(locationNo) ?? { state: this.#silent, doubted: null };
  }

  /** One of them has seen this; what that changes of what it holds itself. */
  hear(result: TurningResult): ReturnType<typeof advance> {
    this.#untilMs.set(result.locationNo, Math.max(result.dueMs, this.#untilMs.get(result.locationNo) ?? 0));
    this.#ahead.delete(placeAndTime(result));
    return advance(this.walkOf(result), result, this.#before);
  }

  /**
   * What they hold together now that this was heard last, and since when, as of the newest that any of them has drawn its conclusions from;
   * null where that is open. `held`: what is held so far.
   */
  conclude(result: TurningResult, held: HealthState) {
    const silenceMs = spanOf(this.#before);
    const places = this.#locations.map((location) => this.#place(location));
    const atMs = Math.max(result.dueMs, held.seenAtMs, ...places.map((place) => place.playedMs.at(-1) ?? 0));
    // What the others held when this was due is over: what came late counts with all that was seen since.
    if (result.dueMs < atMs && result !== this.#line.results.at(-1)) return null;
    const fromMs = lookedSince(this.#before, this.#line);
    const opinions = places.map(({ state, lookedMs, playedMs, waitsFromMs }): DoubtedOpinion => {
      const until = lookedMs.filter((dueMs) => dueMs <= atMs);
      return {
        ...opinionOf(state, lookedOf(until, playedMs, fromMs, silenceMs), held),
        doubtedFromMs: waitsFromMs <= atMs ? waitsFromMs : null,
      };
    });
    const said = settledQuorum(this.#before.quorum, opinions, atMs - silenceMs, held.confirmed);
    const isTurn = said !== null && held.confirmed !== "unknown" && (said.health === "up") === isBad(held);
    if (!isTurn) return said === null ? null : { ...said, atMs };
    // Whatever begins, begins with a check that shows it, and one that was made before the end of what went before shows nothing.
    const agreeing = places.filter(({ state }) => state.confirmed !== "unknown" && isBad(state) === (said.health !== "up"));
    const firstMs = Math.min(...agreeing.map(({ state, playedMs }) => firstSeenMs(state, playedMs, held.sinceMs ?? 0)));
    return firstMs === Infinity ? null : { ...said, atMs, sinceMs: Math.max(said.sinceMs, firstMs) };
  }

  /** Something new was heard of it. */
  #isHeard({ locationNo }: LocationState): boolean {
    return this.#before.looked.some((each) => each.locationNo === locationNo);
  }

  #place(location: LocationState) {
    const { locationNo, unplayedFromMs } = location;
    const unplayedMs = (this.#isHeard(location) ? this.#line.unplayed.get(locationNo) : unplayedFromMs) ?? Infinity;
    const lookedMs = location.lookedMs.filter((dueMs) => !this.#ahead.has(placeAndTime({ locationNo, dueMs })));
    return {
      state: this.walkOf(location).state,
      lookedMs,
      playedMs: lookedMs.filter((dueMs) => dueMs <= (this.#untilMs.get(locationNo) ?? 0)),
      // What it holds has been answered already by a check that waits, though it is not known yet how: it may not decide.
      waitsFromMs: lookedMs.find((dueMs) => dueMs >= unplayedMs) ?? Infinity,
    };
  }

  /** None of them has anything but good to say. */
  isQuiet(): boolean {
    return this.#locations.every((location) => {
      const { state } = this.walkOf(location);
      return isSteady(state) || isSilent(state, location);
    });
  }

  hasBegunToFail(): boolean {
    return [...this.#walks.values()].some(hasBegunToFail);
  }

  /** How each stands. `isNew`: that has to be written down. */
  after(): { locationNo: number; state: HealthState; unplayedFromMs: number | null; isNew: boolean }[] {
    return this.#locations.map((location) => {
      const { locationNo } = location;
      const walk = this.walkOf(location);
      const unplayedFromMs = this.#isHeard(location) ? (this.#line.unplayed.get(locationNo) ?? null) : location.unplayedFromMs;
      const isNew = walk.state !== (location.state ?? this.#silent) || unplayedFromMs !== location.unplayedFromMs;
      return { locationNo, state: walk.state, unplayedFromMs, isNew };
    });
  }

  seen(): Played["seen"] {
    const confirmed = (location: LocationState) => this.walkOf(location).state;
    return {
      bad: this.#locations.filter((location) => isBad(confirmed(location))),
      good: this.#locations.filter((location) => confirmed(location).confirmed === "up").map((location) => location.name),
      total: this.#locations.length,
    };
  }

  /** The second looks that are due, and those of the others at the first sign of trouble in one of them. */
  looks(state: HealthState): ExtraCheck[] {
    return this.#locations.flatMap((location) => {
      const { doubted } = this.walkOf(location);
      if (doubted === null) return [];
      const elsewhere = isBad(state) || doubted.verdict === "up" ? [] : this.#looksElsewhere(doubted);
      return [...looksAt(this.#before, doubted, location.nextDueMs), ...elsewhere];
    });
  }

  /** Looks from the places that have no doubt of their own yet. */
  #looksElsewhere(doubted: TurningResult): ExtraCheck[] {
    const { timeoutMs, intervalMs, nowMs } = this.#before;
    if (timeoutMs === null) return [];
    return this.#locations.flatMap((location) => {
      const { monitorNo, locationNo, nextDueMs } = location;
      if (locationNo === doubted.locationNo || nextDueMs === null || !isSteady(this.walkOf(location).state)) return [];
      const dueMs = elsewhereLookMs(nowMs, { nextDueMs, intervalMs }, timeoutMs);
      return dueMs === null ? [] : [{ monitorNo, locationNo, dueMs }];
    });
  }
}

/** What a location is taken for that has nothing but good to say, of which no row is kept. */
const alwaysUp: HealthState = { confirmed: "up", sinceMs: 0, run: { healthy: true, length: 1, startedAtMs: 0 }, seenAtMs: 0 };

const never = { seenMs: 0, backMs: 0 };

const placeAndTime = ({ locationNo, dueMs }: { locationNo: number; dueMs: number }) => `${locationNo} ${dueMs}`;

/** From when on what locations saw is asked for: a silence that ended long before does not matter. */
export function lookedSince(before: LockedState, { results }: Line): number {
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
