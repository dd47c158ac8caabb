import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { RuleInput, RuleRecord } from "@vedette/core/rule";
import { type ConfigDeps, changeTeam, difference, record } from "./config-deps.ts";

/** Replaces a rule, which starts anew: an incident that the old one had opened is closed. */
export async function updateRule(deps: ConfigDeps, actor: Actor, input: { ruleId: string; rule: RuleInput }): Promise<RuleRecord> {
  authorize(actor, "monitor:write");
  const key = { teamId: actor.teamId, id: input.ruleId };
  return await changeTeam(deps, actor.teamId, async (tx) => {
    const before = await tx.rules.find(key);
    const after = before === null ? null : await tx.rules.update(key, input.rule);
    if (before === null || after === null) throw notFound("rule");
    await tx.rules.closeIncident(key, "The rule was changed.", actor.userId, deps.now());
    const { kind, params, enabled } = before;
    const change = difference({ kind, params, enabled }, input.rule);
    await record(tx, deps, actor, { action: "rule.updated", subjectId: key.id, change, topics: ["monitors", "incidents"] });
    return after;
  });
}
