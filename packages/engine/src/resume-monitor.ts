import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { MonitorRecord } from "@vedette/core/monitor-record";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";

/** Schedules a paused monitor again and records the pause as a stretch in which nobody looked. Repeating it changes nothing. */
export async function resumeMonitor(deps: ConfigDeps, actor: Actor, input: { monitorId: string }): Promise<MonitorRecord> {
  authorize(actor, "monitor:write");
  const key = { teamId: actor.teamId, id: input.monitorId };
  return await changeTeam(deps, actor.teamId, async (tx) => {
    const paused = await tx.monitors.find(key);
    if (paused === null) throw notFound("monitor");
    if (paused.pausedAtMs === null || !(await tx.monitors.mark(key, "resume", deps.now()))) return paused;
    const monitor = (await tx.monitors.find(key)) ?? paused;
    await tx.monitors.recordPause(monitor, actor.teamId, paused.pausedAtMs, deps.now());
    await tx.monitors.schedule(monitor, actor.teamId, deps.now());
    await tx.monitors.touchPages(key, deps.now());
    await record(tx, deps, actor, { action: "monitor.resumed", subjectId: key.id, topics: ["monitors"] });
    return monitor;
  });
}
