import type { Actor } from "@vedette/core/access";
import { AppError } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { type RuleInput, type RuleRecord, ruleTitle } from "@vedette/core/rule";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";
import { requireSoundRule } from "./inspect-rule.ts";

const mostRules = { monitor: 20, wide: 200 };

/**
 * Adds a rule for a monitor, a tag or the team. Its first evaluation comes within ten seconds. A monitor has at most 20 rules of its own,
 * a team at most 200 that look at several.
 */
export async function createRule(deps: ConfigDeps, actor: Actor, input: { rule: RuleInput }): Promise<RuleRecord> {
  authorize(actor, "monitor:write");
  const { teamId } = actor;
  await requireSoundRule(deps, teamId, input.rule);
  return await changeTeam(deps, teamId, async (tx) => {
    await requireRoom(tx, teamId, input.rule);
    const rule = await tx.rules.create({ teamId, id: deps.newId() }, input.rule, deps.now());
    const change = { title: ruleTitle(rule), after: input.rule };
    await record(tx, deps, actor, { action: "rule.created", subjectId: rule.id, change, topics: ["monitors"] });
    return rule;
  });
}

/** Refuses one rule more than a monitor or a team may have. */
export async function requireRoom(tx: Parameters<Parameters<typeof changeTeam>[2]>[0], teamId: string, rule: RuleInput): Promise<void> {
  const most = rule.scope.type === "monitor" ? mostRules.monitor : mostRules.wide;
  if ((await tx.rules.count(teamId, rule)) < most) return;
  const owner = rule.scope.type === "monitor" ? "A monitor has" : "A team has";
  throw new AppError(
    "conflict",
    `${owner} at most ${most} rules${rule.scope.type === "monitor" ? "" : " that look at several monitors"}. Remove one first.`,
  );
}
