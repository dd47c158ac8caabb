import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { PolicyInput, PolicyRecord } from "@vedette/core/policy";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";
import { ensureContacts, membersOf, policyContent, requireParts } from "./policy-parts.ts";
import { requireRoom } from "./team-limits.ts";

/** Adds a policy, last in order. Members whom it names can be told at once: who has no channel of their own gets one that mails. */
export async function createPolicy(deps: ConfigDeps, actor: Actor, input: { policy: PolicyInput }): Promise<PolicyRecord> {
  authorize(actor, "policy:write");
  const { teamId } = actor;
  const key = { teamId, id: deps.newId() };
  return await changeTeam(deps, teamId, async (tx) => {
    requireRoom("policies", (await tx.policies.list(teamId)).length);
    await requireParts(tx, teamId, input.policy);
    await ensureContacts(tx, deps, teamId, membersOf(input.policy.plan));
    await tx.policies.create(key, input.policy, deps.now());
    const created = await tx.policies.find(key);
    if (created === null) throw notFound("policy");
    const change = { after: policyContent(created) };
    await record(tx, deps, actor, { action: "policy.created", subjectId: key.id, change, topics: ["policies", "channels", "monitors"] });
    return created;
  });
}
