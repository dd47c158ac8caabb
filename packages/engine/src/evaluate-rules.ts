import { ruleStep, ruleSummary } from "@vedette/core/latency-rule";
import type { LockedRule, ReadableRule } from "@vedette/db/rule-states";
import { applyEffects } from "./apply-effects.ts";
import type { RoadDeps } from "./deps.ts";

/** One transaction holds at most this many rules. */
const portion = 500;

/**
 * Evaluates every enabled rule whose turn it is (10 s after the last time) against what was measured, and opens or closes their
 * incidents, in one transaction per portion. Evaluations at the same time share the rules between them; evaluating again changes
 * nothing unless the measure does. A rule that this version cannot read keeps its state. A disturbed evaluation leaves everything as it was. Returns the outbox rows to announce.
 */
export async function evaluateRules(
  deps: Pick<RoadDeps, "db" | "newId" | "publicUrl" | "step"> & { now: () => number },
): Promise<string[]> {
  const appended: string[] = [];
  const nowMs = deps.now();
  for (let taken = portion; taken === portion;) {
    const ids = await deps.db.transaction(async (tx) => {
      const due = await tx.ruleStates.lockDue(nowMs, portion);
      taken = due.length;
      if (taken === 0) return [];
      const rules = due.filter(isReadable);
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
      await tx.ruleStates.save([...turns, ...due.filter((rule) => !isReadable(rule))], nowMs);
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

function isReadable(rule: LockedRule): rule is ReadableRule {
  return rule.params !== null;
}
