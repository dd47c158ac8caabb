import type { MonitorRecord } from "@vedette/core/monitor-record";
import { isActive } from "@vedette/core/monitor-spec";
import { kindOfStored } from "@vedette/core/stored-spec";
import type { ConfigNouns } from "@vedette/db/config";
import type { MonitorHead } from "@vedette/db/monitor-changes";
import type { ConfigDeps } from "./config-deps.ts";

type Watched = Pick<MonitorHead, "compatNumber" | "kind" | "intervalMs" | "timeoutMs" | "version" | "locationNos" | "pausedAtMs">;

export function watchedOf(monitor: MonitorRecord): Watched {
  return { ...monitor, kind: kindOfStored(monitor.spec) ?? "unknown", timeoutMs: isActive(monitor.spec) ? monitor.spec.timeoutMs : null };
}

/**
 * Sets those of the monitors that are not paused going, as their kinds want it: a schedule for what is probed, which follows what its
 * monitor is now; a deadline for what pings. Until something is said of one, its time is without data.
 */
export async function startWatching(
  tx: ConfigNouns,
  deps: Pick<ConfigDeps, "now">,
  teamId: string,
  monitors: readonly Watched[],
  beginning: "created" | "edited" | "resumed",
): Promise<void> {
  const atMs = deps.now();
  const running = monitors.filter((monitor) => monitor.pausedAtMs === null);
  const probed = running.filter((monitor) => monitor.timeoutMs !== null);
  const beats = running.filter((monitor) => monitor.kind === "heartbeat").map((monitor) => monitor.compatNumber);
  await tx.monitors.schedule(teamId, probed, atMs);
  const waiting = running.map((monitor) => monitor.compatNumber);
  if (beginning !== "edited") await tx.waiting.start(waiting, atMs);
  if (beginning === "edited") await tx.heartbeats.rearm(beats, atMs);
  if (beginning === "resumed") await tx.heartbeats.restart(beats, atMs);
  await tx.groupMembers.mark(monitors.map((monitor) => monitor.compatNumber));
}
