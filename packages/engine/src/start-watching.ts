import type { ConfigNouns } from "@vedette/db/config";
import type { MonitorHead } from "@vedette/db/monitor-changes";
import type { ConfigDeps } from "./config-deps.ts";

/** Schedules those of the monitors that are probed and not paused; a schedule that exists follows what its monitor is now. */
export async function startWatching(
  tx: ConfigNouns,
  deps: Pick<ConfigDeps, "now">,
  teamId: string,
  monitors: readonly MonitorHead[],
): Promise<void> {
  const running = monitors.filter((monitor) => monitor.pausedAtMs === null && monitor.timeoutMs !== null);
  await tx.monitors.schedule(teamId, running, deps.now());
}
