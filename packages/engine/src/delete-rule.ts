import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { ruleTitle } from "@vedette/core/rule";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";

/** Removes a rule; incidents that it had opened are closed. */
export async function deleteRule(deps: ConfigDeps, actor: Actor, input: { ruleId: string }): Promise<void> {
  authorize(actor, "monitor:write");
  const key = { teamId: actor.teamId, id: input.ruleId };
  await changeTeam(deps, actor.teamId, async (tx) => {
    const rule = await tx.rules.find(key);
    if (rule === null) throw notFound("rule");
    // Removing waits for an evaluation that holds the rule, so that closing sees what it opened.
    await tx.rules.remove(key);
    await tx.rules.closeIncidents(key, "The rule was deleted.", actor.userId, deps.now());
    await record(tx, deps, actor, {
      action: "rule.deleted",
      subjectId: key.id,
      change: { title: ruleTitle(rule), before: rule },
      topics: ["monitors", "incidents"],
    });
  });
}
