import { type Blip, type HealthEffect, isBad } from "@vedette/core/health";
import type { LockedState } from "@vedette/db/states";
import type { Line } from "./play-line.ts";
import { type Played, type Walk, advance, hasBegunToFail, looksAt, playedOf } from "./play.ts";

/** Where one location looks, what it concludes is what holds. */
export function playAlone(before: LockedState, line: Line): Played {
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
  const played = playedOf(before, walk.state, line.unplayed.get(before.looked[0]?.locationNo ?? 0) ?? null);
  const seen = { bad: before.locationNos.map((locationNo) => ({ locationNo, name: "" })), good: [], total: 1 };
  return { ...played, seen, isRefined: false, effects, blips, looks, isSuspect, together: null };
}
