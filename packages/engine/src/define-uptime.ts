import type { Actor } from "@vedette/core/access";
import { authorize } from "@vedette/core/authorize";
import type { UptimeDefinition } from "@vedette/core/uptime-definition";
import { type ConfigDeps, changeTeam, difference, record } from "./config-deps.ts";

/** What counts as uptime in the actor's team. */
export async function readUptime(deps: Pick<ConfigDeps, "db">, actor: Actor): Promise<UptimeDefinition> {
  authorize(actor, "team:read");
  return await deps.db.uptime.definition(actor.teamId);
}

/**
 * Sets what counts as uptime. It is applied on reading, so every figure of the team follows at once, the past included, and public
 * pages without a definition of their own within seconds.
 */
export async function defineUptime(deps: ConfigDeps, actor: Actor, input: { definition: UptimeDefinition }): Promise<void> {
  authorize(actor, "team:write");
  await changeTeam(deps, actor.teamId, async (tx) => {
    const change = difference(await tx.uptime.definition(actor.teamId), input.definition);
    await tx.uptime.define(actor.teamId, input.definition, deps.now());
    await record(tx, deps, actor, {
      action: "team.uptime-defined",
      subjectId: actor.teamId,
      change,
      topics: ["team", "monitors", "pages"],
    });
  });
}
