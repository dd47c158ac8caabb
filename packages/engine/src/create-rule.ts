import type { Actor } from "@vedette/core/access";
import { AppError, notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { RuleInput, RuleRecord } from "@vedette/core/rule";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";

/** Every rule costs an evaluation a minute. */
const maxRules = 20;

/** Adds a rule to a monitor. Its first evaluation comes within a minute. A monitor has at most 20. */
export async function createRule(deps: ConfigDeps, actor: Actor, input: { monitorId: string; rule: RuleInput }): Promise<RuleRecord> {
  authorize(actor, "monitor:write");
  const { teamId } = actor;
  return await changeTeam(deps, teamId, async (tx) => {
    if ((await tx.monitors.find({ teamId, id: input.monitorId })) === null) throw notFound("monitor");
    const existing = await tx.rules.ofMonitor(teamId, input.monitorId);
    if (existing.length >= maxRules) throw new AppError("conflict", `A monitor has at most ${maxRules} rules. Remove one first.`);
    const rule = await tx.rules.create({ teamId, id: deps.newId() }, input.monitorId, input.rule, deps.now());
    await record(tx, deps, actor, {
      action: "rule.created",
      subjectId: rule.id,
      change: { monitorId: rule.monitorId, after: input.rule },
      topics: ["monitors"],
    });
    return rule;
  });
}
