import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { type ConfigDeps, changeTeam } from "./config-deps.ts";
import { recordMonitors } from "./monitor-audit.ts";
import { named } from "./pause-monitors.ts";
import { startWatching } from "./start-watching.ts";
import { requireRoom } from "./team-limits.ts";

/**
 * Undoes `deleteMonitors`. Monitors that were paused before stay so, and those that are there already stay as they are. All or none;
 * an unknown monitor among them is `not_found`.
 */
export async function restoreMonitors(deps: ConfigDeps, actor: Actor, input: { monitorIds: readonly string[] }): Promise<void> {
  authorize(actor, "monitor:write");
  const { teamId } = actor;
  await changeTeam(deps, teamId, async (tx) => {
    const before = await tx.monitors.heads(teamId, input.monitorIds);
    if (before.length < input.monitorIds.length) throw notFound("monitor");
    const gone = before.flatMap((head) => (head.deletedAtMs === null ? [] : [{ ...head, fromMs: head.deletedAtMs }]));
    if (gone.length === 0) return;
    requireRoom("monitors", await tx.monitors.total(teamId), gone.length);
    const nowMs = deps.now();
    const restored = await tx.monitors.mark(teamId, input.monitorIds, "restore", nowMs);
    await tx.monitors.recordPauses(
      teamId,
      gone.filter((head) => head.pausedAtMs === null),
      nowMs,
    );
    await startWatching(tx, nowMs, teamId, restored, "resumed");
    await tx.monitors.touchPages(
      teamId,
      restored.map((monitor) => monitor.id),
      nowMs,
    );
    await recordMonitors(tx, deps, actor, { verb: "restored", monitors: restored.map(named), topics: ["monitors"] });
  });
}
