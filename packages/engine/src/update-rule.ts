import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { RuleInput, RuleRecord } from "@vedette/core/rule";
import { type ConfigDeps, changeTeam, difference, record } from "./config-deps.ts";
import { requireRoom } from "./create-rule.ts";
import { requireSoundRule } from "./inspect-rule.ts";

/** Replaces a rule, which starts anew: incidents that the old one had opened are closed. */
export async function updateRule(deps: ConfigDeps, actor: Actor, input: { ruleId: string; rule: RuleInput }): Promise<RuleRecord> {
  authorize(actor, "monitor:write");
  const key = { teamId: actor.teamId, id: input.ruleId };
  if ((await deps.db.config.rules.find(key)) === null) throw notFound("rule");
  await requireSoundRule(deps, actor.teamId, input.rule);
  return await changeTeam(deps, actor.teamId, async (tx) => {
    const before = await tx.rules.find(key);
    if (before === null) throw notFound("rule");
    if (JSON.stringify(before.scope) !== JSON.stringify(input.rule.scope)) await requireRoom(tx, actor.teamId, input.rule);
    const after = await tx.rules.update(key, input.rule);
    if (after === null) throw notFound("rule");
    await tx.rules.closeIncidents(key, "The rule was changed.", actor.userId, deps.now());
    const { id: _, createdAtMs: __, ...content } = before;
    const change = difference(content, input.rule);
    await record(tx, deps, actor, { action: "rule.updated", subjectId: key.id, change, topics: ["monitors", "incidents"] });
    return after;
  });
}
