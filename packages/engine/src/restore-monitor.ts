import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { MonitorRecord } from "@vedette/core/monitor-record";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";
import { requireRoom } from "./team-limits.ts";

/** Undoes `deleteMonitor`. A monitor that was paused before stays so; restoring one that is there answers with it. */
export async function restoreMonitor(deps: ConfigDeps, actor: Actor, input: { monitorId: string }): Promise<MonitorRecord> {
  authorize(actor, "monitor:write");
  const key = { teamId: actor.teamId, id: input.monitorId };
  return await changeTeam(deps, actor.teamId, async (tx) => {
    const present = await tx.monitors.find(key);
    if (present !== null) return present;
    const deleted = await tx.monitors.findDeleted(key);
    if (deleted === null || deleted.deletedAtMs === null) throw notFound("monitor");
    requireRoom("monitors", await tx.monitors.total(actor.teamId));
    await tx.monitors.mark(key, "restore", deps.now());
    const monitor = (await tx.monitors.find(key)) ?? deleted;
    if (monitor.pausedAtMs === null) {
      await tx.monitors.recordPause(monitor, actor.teamId, deleted.deletedAtMs, deps.now());
      await tx.monitors.schedule(monitor, actor.teamId, deps.now());
    }
    await tx.monitors.touchPages(key, deps.now());
    await record(tx, deps, actor, { action: "monitor.restored", subjectId: key.id, topics: ["monitors"] });
    return monitor;
  });
}
