import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";
import { requireRoom } from "./team-limits.ts";

/** Undoes `deletePolicy`; restoring one that is there changes nothing. It is the team's default again unless another is by now. */
export async function restorePolicy(deps: ConfigDeps, actor: Actor, input: { policyId: string }): Promise<void> {
  authorize(actor, "policy:write");
  const key = { teamId: actor.teamId, id: input.policyId };
  await changeTeam(deps, actor.teamId, async (tx) => {
    const wasDeleted = await tx.policies.restore(key);
    if ((await tx.policies.find(key)) === null) throw notFound("policy");
    if (!wasDeleted) return;
    requireRoom("policies", (await tx.policies.list(actor.teamId)).length - 1);
    await record(tx, deps, actor, { action: "policy.restored", subjectId: key.id, topics: ["policies", "monitors"] });
  });
}
