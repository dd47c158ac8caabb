"use client";
import { useTeam } from "../../shell/team-context.tsx";
import { Until } from "../../../ui/time.tsx";
import { useMonitor } from "./monitor-context.tsx";

/** What stands above empty charts until the first check has run. */
export function FirstMinute() {
  const monitor = useMonitor();
  const { can } = useTeam();
  if (monitor.lastCheck !== null || monitor.nextDueAtMs === null) return null;
  return (
    <p role="status" className="tabular rounded-lg bg-surface px-4 py-2.5 text-sm">
      The first check runs <Until atMs={monitor.nextDueAtMs} />.{can("monitor:write") && " Run now does not wait for it."}
    </p>
  );
}
