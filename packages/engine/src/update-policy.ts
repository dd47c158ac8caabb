import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { PolicyInput, PolicyRecord } from "@vedette/core/policy";
import { type ConfigDeps, changeTeam, difference, record } from "./config-deps.ts";
import { changedMeanwhile, ensureContacts, membersOf, policyContent, requireParts } from "./policy-parts.ts";

/**
 * Replaces a policy. Open incidents go on as it was when they opened. An edit that was made from an older version is a `conflict` and
 * changes nothing.
 */
export async function updatePolicy(
  deps: ConfigDeps,
  actor: Actor,
  input: { policyId: string; version: number; policy: PolicyInput },
): Promise<PolicyRecord> {
  authorize(actor, "policy:write");
  const { teamId } = actor;
  const key = { teamId, id: input.policyId };
  return await changeTeam(deps, teamId, async (tx) => {
    const before = await tx.policies.find(key);
    if (before === null) throw notFound("policy");
    await requireParts(tx, teamId, input.policy);
    await ensureContacts(tx, deps, teamId, membersOf(input.policy.plan));
    if (!(await tx.policies.update(key, input.version, input.policy))) throw changedMeanwhile("policy");
    const after = await tx.policies.find(key);
    if (after === null) throw notFound("policy");
    const change = difference(policyContent(before), policyContent(after));
    await record(tx, deps, actor, { action: "policy.updated", subjectId: key.id, change, topics: ["policies", "channels", "monitors"] });
    return after;
  });
}
