import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";

/** Takes a monitor out of sight and stops its checks; `restoreMonitor` undoes it. What is open of it is closed. */
export async function deleteMonitor(deps: ConfigDeps, actor: Actor, input: { monitorId: string }): Promise<void> {
  authorize(actor, "monitor:write");
  const key = { teamId: actor.teamId, id: input.monitorId };
  await changeTeam(deps, actor.teamId, async (tx) => {
    const monitor = await tx.monitors.find(key);
    if (monitor === null) throw notFound("monitor");
    await tx.monitors.unschedule(monitor, deps.now());
    // Forgetting waits for whoever is opening an incident at this moment, so that closing sees it.
    await tx.monitors.forgetRun(key, monitor);
    await tx.monitors.closeIncidents(key, "The monitor was deleted.", actor.userId, deps.now());
    await tx.monitors.touchPages(key, deps.now());
    await tx.monitors.mark(key, "delete", deps.now());
    await record(tx, deps, actor, {
      action: "monitor.deleted",
      subjectId: key.id,
      change: { name: monitor.name },
      topics: ["monitors", "incidents"],
    });
  });
}
