import type { Actor } from "@vedette/core/access";
import { authorize } from "@vedette/core/authorize";
import { type ConfigDeps, changeTeam } from "./config-deps.ts";
import { recordMonitors } from "./monitor-audit.ts";
import { named } from "./pause-monitors.ts";
import { requireMonitors } from "./require-monitors.ts";
import { stopWatching } from "./stop-watching.ts";

/**
 * Takes monitors out of sight and stops their checks; `restoreMonitors` undoes it. What is open of them is closed. All or none; an
 * unknown monitor among them, or one that is deleted already, is `not_found`.
 */
export async function deleteMonitors(deps: ConfigDeps, actor: Actor, input: { monitorIds: readonly string[] }): Promise<void> {
  authorize(actor, "monitor:write");
  await changeTeam(deps, actor.teamId, async (tx) => {
    await requireMonitors(tx, actor.teamId, input.monitorIds);
    const deleted = await tx.monitors.mark(actor.teamId, input.monitorIds, "delete", deps.now());
    await stopWatching(tx, deps, actor, deleted, "The monitor was deleted.");
    await recordMonitors(tx, deps, actor, { verb: "deleted", monitors: deleted.map(named), topics: ["monitors", "incidents"] });
  });
}
