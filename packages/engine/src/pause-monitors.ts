import type { Actor } from "@vedette/core/access";
import { authorize } from "@vedette/core/authorize";
import { type ConfigDeps, changeTeam } from "./config-deps.ts";
import { recordMonitors } from "./monitor-audit.ts";
import { requireMonitors } from "./require-monitors.ts";
import { stopWatching } from "./stop-watching.ts";

/**
 * Stops the checks of monitors and closes what is open of them. Returns the ids of those that were not paused before: resuming them
 * undoes it. All or none; an unknown monitor among them is `not_found`.
 */
export async function pauseMonitors(deps: ConfigDeps, actor: Actor, input: { monitorIds: readonly string[] }): Promise<string[]> {
  authorize(actor, "monitor:write");
  return await changeTeam(deps, actor.teamId, async (tx) => {
    await requireMonitors(tx, actor.teamId, input.monitorIds);
    const paused = await tx.monitors.mark(actor.teamId, input.monitorIds, "pause", deps.now());
    await stopWatching(tx, deps, actor, paused, "The monitor was paused.");
    await recordMonitors(tx, deps, actor, { verb: "paused", monitors: paused.map(named), topics: ["monitors", "incidents"] });
    return paused.map((monitor) => monitor.id);
  });
}

export const named = ({ id, name }: { id: string; name: string }) => ({ id, name });
