import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";

/** Takes a policy out of sight and use; incidents that follow it go on. `restorePolicy` undoes it. */
export async function deletePolicy(deps: ConfigDeps, actor: Actor, input: { policyId: string }): Promise<void> {
  authorize(actor, "policy:write");
  const key = { teamId: actor.teamId, id: input.policyId };
  await changeTeam(deps, actor.teamId, async (tx) => {
    const policy = await tx.policies.find(key);
    if (policy === null || !(await tx.policies.remove(key, deps.now()))) throw notFound("policy");
    await record(tx, deps, actor, {
      action: "policy.deleted",
      subjectId: key.id,
      change: { name: policy.name },
      topics: ["policies", "monitors"],
    });
  });
}
