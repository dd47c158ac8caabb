import type { Actor } from "@vedette/core/access";
import { authorize } from "@vedette/core/authorize";
import { type ConfigDeps, changeTeam } from "./config-deps.ts";
import { recordMonitors } from "./monitor-audit.ts";
import { named } from "./pause-monitors.ts";
import { requireMonitors } from "./require-monitors.ts";
import { startWatching } from "./start-watching.ts";

/**
 * Schedules paused monitors again and records their pauses as stretches in which nobody looked. Returns the ids of those that were
 * paused: pausing them undoes it. All or none; an unknown monitor among them is `not_found`.
 */
export async function resumeMonitors(deps: ConfigDeps, actor: Actor, input: { monitorIds: readonly string[] }): Promise<string[]> {
  authorize(actor, "monitor:write");
  const { teamId } = actor;
  return await changeTeam(deps, teamId, async (tx) => {
    const before = await requireMonitors(tx, teamId, input.monitorIds);
    const pauses = before.flatMap((head) => (head.pausedAtMs === null ? [] : [{ ...head, fromMs: head.pausedAtMs }]));
    const nowMs = deps.now();
    const resumed = await tx.monitors.mark(teamId, input.monitorIds, "resume", nowMs);
    await tx.monitors.recordPauses(teamId, pauses, nowMs);
    await startWatching(tx, nowMs, teamId, resumed, "resumed");
    const ids = resumed.map((monitor) => monitor.id);
    await tx.monitors.touchPages(teamId, ids, nowMs);
    await recordMonitors(tx, deps, actor, { verb: "resumed", monitors: resumed.map(named), topics: ["monitors"] });
    return ids;
  });
}
