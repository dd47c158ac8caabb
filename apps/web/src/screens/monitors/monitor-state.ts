import type { MonitorHealth } from "@vedette/core/monitor-record";
import type { MarkKey } from "../../ui/status-mark.tsx";

/** The one sign of a monitor: paused wins over what was last known, unknown is no data. */
export function markOf(monitor: { pausedAtMs: number | null; health: Pick<MonitorHealth, "confirmed"> }): MarkKey {
  if (monitor.pausedAtMs !== null) return "paused";
  return monitor.health.confirmed === "unknown" ? "no_data" : monitor.health.confirmed;
}
