import type { Actor } from "@vedette/core/access";
import type { ConfigNouns } from "@vedette/db/config";
import type { MonitorHead } from "@vedette/db/monitor-changes";
import type { ConfigDeps } from "./config-deps.ts";

/** Ends the checks and the waiting of monitors that were just paused or deleted, closes what is open of them and says why. */
export async function stopWatching(
  tx: ConfigNouns,
  deps: Pick<ConfigDeps, "now">,
  actor: Actor,
  monitors: readonly MonitorHead[],
  why: string,
): Promise<void> {
  const ids = monitors.map((monitor) => monitor.id);
  const nos = monitors.map((monitor) => monitor.compatNumber);
  await tx.monitors.unschedule(monitors, deps.now());
  await tx.heartbeats.disarm(nos);
  await tx.waiting.end(nos, deps.now());
  await tx.groupMembers.mark(nos);
  await tx.monitors.touchPages(actor.teamId, ids, deps.now());
  // Forgetting waits for whoever is opening an incident at this moment, so that closing sees it.
  await tx.monitors.forgetRuns(monitors);
  await tx.monitors.closeIncidents(actor.teamId, ids, why, actor.userId, deps.now());
}
