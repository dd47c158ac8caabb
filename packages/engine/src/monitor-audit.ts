import type { MonitorInput } from "@vedette/core/monitor";
import type { MonitorRecord } from "@vedette/core/monitor-record";

/** The fields of a monitor that people edit: what its audit rows compare. */
export function monitorContent(monitor: MonitorRecord | MonitorInput): Record<string, unknown> {
  const { name, spec, intervalMs, policy, channels, tags } = monitor;
  return { name, spec, intervalMs, policy, channels, tags };
}
