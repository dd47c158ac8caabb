"use client";
import { GroupPanel } from "./group-panel.tsx";
import { HeartbeatPanel } from "./heartbeat-panel.tsx";
import { ManualPanel } from "./manual-panel.tsx";
import { useMonitor } from "./monitor-context.tsx";
import { PingsPanel } from "./pings-panel.tsx";

/** What there is to see and do of a monitor that is not probed; nothing for others. */
export function PassivePanels() {
  const { kind } = useMonitor().spec;
  return (
    <>
      {kind === "heartbeat" && <HeartbeatPanel />}
      {kind === "heartbeat" && <PingsPanel />}
      {kind === "group" && <GroupPanel />}
      {kind === "manual" && <ManualPanel />}
    </>
  );
}
