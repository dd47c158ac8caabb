import { unsaid } from "@vedette/core/language";
import { measureOf, readingOf, ruleStep, ruleSummary } from "@vedette/core/rule-step";
import type { Tx } from "@vedette/db/db";
import type { RulePair } from "@vedette/db/rule-states";
import { setImmediate } from "node:timers/promises";
import { type Turn, applyEffects } from "./apply-effects.ts";
import type { RoadDeps } from "./deps.ts";
import { seeRules } from "./see-rules.ts";

/** Checks run in the same process: none of them shall wait for more rules than this. */
const portion = 250;
/** One transaction opens and closes at most this many incidents; the others are found again at once. */
const mostTurning = 500;

type EvaluateDeps = Pick<RoadDeps, "db" | "newId" | "publicUrl" | "step"> & { now: () => number };

/**
 * Evaluates every enabled rule with each monitor that it looks at whose turn it is, against rollups and the newest checks, and opens or
 * closes their incidents, a share of the rules at a time, each in one transaction. Evaluations at the same time share the rules between
 * them; evaluating again changes nothing unless what is seen does. A disturbed evaluation leaves its share as it was. Returns the
 * outbox rows to announce.
 */
export async function evaluateRules(deps: EvaluateDeps): Promise<string[]> {
  const appended: string[] = [];
  const nowMs = deps.now();
  for (;;) {
    const ids = await deps.db.transaction(async (tx) => await evaluateShare(tx, deps, nowMs));
    if (ids === null) return appended;
    appended.push(...ids);
  }
}

/** Null: every share was evaluated lately. */
async function evaluateShare(tx: Tx, deps: EvaluateDeps, nowMs: number): Promise<string[] | null> {
  const share = await tx.ruleStates.lockShare(nowMs);
  if (share === null) return null;
  const pairs = await tx.ruleStates.due(share, nowMs);
  const turning: Turning[] = [];
  for (let at = 0; at < pairs.length && turning.length < mostTurning; at += portion) {
    const some = pairs.slice(at, at + portion);
    const seen = await seeRules(tx, some, nowMs);
    turning.push(...some.flatMap((pair, i) => turnOf(pair, seen[i], nowMs) ?? []));
    await setImmediate();
  }
  const held = await tx.ruleStates.lockTurning(turning.map(({ pair }) => pair));
  const turned = turning.filter(({ pair }) => held.has(pair.ruleId));
  await tx.ruleStates.save(turned.map(({ pair, state }) => ({ ...pair, state })));
  const strays = await tx.ruleStates.forgetStrays(share.no);
  const ended: Turn[] = strays.map((stray) => ({
    ...stray,
    summary: unsaid,
    effects: [{ type: "close", endedAtMs: nowMs, confirmedAtMs: nowMs }],
  }));
  const opened = turned.filter(({ effects }) => effects.length > 0).map(({ pair, ...turn }) => ({ ...pair, ...turn }));
  const ids = await applyEffects(tx, deps, [...opened, ...ended]);
  if (turning.length < mostTurning) await tx.ruleStates.setEvaluated(share.no, nowMs);
  return ids;
}

type Turning = Pick<Turn, "summary" | "effects"> & { pair: RulePair; state: RulePair["state"] };

/** What becomes of a rule with one of its monitors; null: nothing that is not written already. */
function turnOf(pair: RulePair, seen: Parameters<typeof measureOf>[1] | undefined, nowMs: number): Turning | null {
  if (seen === undefined) return null;
  const measured = measureOf(pair, seen);
  const { next, effects } = ruleStep(pair.state, readingOf(pair, measured), pair.settings, nowMs);
  if (next === pair.state && pair.isKnown) return null;
  return { pair, state: next, effects, summary: effects.length === 0 ? unsaid : ruleSummary(pair, measured) };
}
