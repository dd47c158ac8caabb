import { ruleStep, ruleSummary } from "@vedette/core/latency-rule";
import { applyEffects } from "./apply-effects.ts";
import type { RoadDeps } from "./deps.ts";

/** One transaction holds at most this many rules. */
const portion = 500;

/**
 * Evaluates every enabled rule whose turn it is (10 s after the last time) against what was measured, and opens or closes their
 * incidents, in one transaction per portion. Evaluations at the same time share the rules between them; evaluating again changes
 * nothing unless the measure does. A disturbed evaluation leaves everything as it was. Returns the outbox rows to announce.
 */
export async function evaluateRules(
  deps: Pick<RoadDeps, "db" | "newId" | "publicUrl" | "step"> & { now: () => number },
): Promise<string[]> {
  const appended: string[] = [];
  const nowMs = deps.now();
  for (let taken = portion; taken === portion;) {
    const ids = await deps.db.transaction(async (tx) => {
      const rules = await tx.ruleStates.lockDue(nowMs, portion);
      taken = rules.length;
      if (taken === 0) return [];
      const measured = await tx.ruleStates.measure(rules, nowMs);
      const turns = rules.map((rule, i) => {
        const measure = measured[i] ?? { valueUs: null, n: 0 };
        const { next, effects } = ruleStep(rule.state, measure, rule.params, nowMs);
        return {
          id: rule.id,
          state: next,
          monitorNo: rule.monitorNo,
          ruleId: rule.id,
          summary: ruleSummary(measure, rule.params),
          effects,
        };
      });
      await tx.ruleStates.save(turns, nowMs);
      return await applyEffects(
        tx,
        deps,
        turns.filter((turn) => turn.effects.length > 0),
      );
    });
    appended.push(...ids);
  }
  return appended;
}
