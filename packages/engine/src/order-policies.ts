import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";

/** Sets in which order the tags of policies are looked at. Those that are not named follow in the order they had. */
export async function orderPolicies(deps: ConfigDeps, actor: Actor, input: { policyIds: readonly string[] }): Promise<void> {
  authorize(actor, "policy:write");
  await changeTeam(deps, actor.teamId, async (tx) => {
    const present = (await tx.policies.list(actor.teamId)).map((policy) => policy.id);
    const asked = [...new Set(input.policyIds)];
    if (!asked.every((id) => present.includes(id))) throw notFound("policy");
    const order = [...asked, ...present.filter((id) => !asked.includes(id))];
    await tx.policies.order(actor.teamId, order);
    await record(tx, deps, actor, { action: "team.policies-ordered", subjectId: actor.teamId, change: { order }, topics: ["policies"] });
  });
}
