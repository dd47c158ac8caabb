import type { MonitorRecord } from "@vedette/core/monitor-record";
import { isActive } from "@vedette/core/monitor-spec";
import { kindOfStored } from "@vedette/core/stored-spec";
import type { ConfigNouns } from "@vedette/db/config";
import type { MonitorHead } from "@vedette/db/monitor-changes";

type Watched = Pick<MonitorHead, "compatNumber" | "kind" | "intervalMs" | "timeoutMs" | "version" | "locationNos" | "pausedAtMs">;

export function watchedOf(monitor: MonitorRecord): Watched {
  return { ...monitor, kind: kindOfStored(monitor.spec) ?? "unknown", timeoutMs: isActive(monitor.spec) ? monitor.spec.timeoutMs : null };
}

/**
 * Sets those of the monitors that are not paused going, as their kinds want it: a schedule for what is probed, which follows what its
 * monitor is now; a deadline for what pings. From `atMs` until something is said of one, its time is without data, so it is the very
 * millisecond at which its time begins to count.
 */
export async function startWatching(
  tx: ConfigNouns,
  atMs: number,
  teamId: string,
  monitors: readonly Watched[],
  beginning: "created" | "edited" | "resumed",
): Promise<void> {
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
