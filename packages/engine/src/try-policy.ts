import type { Actor } from "@vedette/core/access";
import { authorize } from "@vedette/core/authorize";
import { type Hole, holesOf } from "@vedette/core/policy-holes";
import type { PolicyInput } from "@vedette/core/policy";
import { type Foresight, whoWouldBeTold } from "@vedette/core/telling";
import type { ConfigDeps } from "./config-deps.ts";

/** What a policy would do, before it is saved: of an incident that is down now, and when in the coming week it would reach nobody. */
export async function tryPolicy(
  deps: Pick<ConfigDeps, "db">,
  actor: Actor,
  input: { policy: PolicyInput },
): Promise<{ foresight: Foresight; holes: Hole[] }> {
  authorize(actor, "policy:read");
  const [routing] = await deps.db.routing.all([actor.teamId]);
  if (routing === undefined) throw new Error("a team has no routing");
  const policy = { ...input.policy, id: actor.teamId, position: 0, version: 1, isDefault: true };
  const channelIds = routing.channels.flatMap(({ id, enabled, ownerId }) => (enabled && ownerId === null ? [id] : []));
  const monitor = { id: actor.teamId, severity: "down" as const, tags: policy.tags, channelIds };
  return {
    foresight: whoWouldBeTold({ ...routing, policies: [policy] }, monitor, routing.nowMs),
    holes: holesOf(policy, routing, routing.nowMs),
  };
}
