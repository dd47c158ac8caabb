import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { MonitorRecord } from "@vedette/core/monitor-record";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";

/** Stops the checks of a monitor and closes what is open of it. Pausing a paused monitor changes nothing. */
export async function pauseMonitor(deps: ConfigDeps, actor: Actor, input: { monitorId: string }): Promise<MonitorRecord> {
  authorize(actor, "monitor:write");
  const key = { teamId: actor.teamId, id: input.monitorId };
  return await changeTeam(deps, actor.teamId, async (tx) => {
    const monitor = await tx.monitors.find(key);
    if (monitor === null) throw notFound("monitor");
    if (await tx.monitors.mark(key, "pause", deps.now())) {
      await tx.monitors.unschedule(monitor, deps.now());
      // Forgetting waits for whoever is opening an incident at this moment, so that closing sees it.
      await tx.monitors.forgetRun(key, monitor);
      await tx.monitors.closeIncidents(key, "The monitor was paused.", actor.userId, deps.now());
      await tx.monitors.touchPages(key, deps.now());
      await record(tx, deps, actor, { action: "monitor.paused", subjectId: key.id, topics: ["monitors", "incidents"] });
    }
    return (await tx.monitors.find(key)) ?? monitor;
  });
}
