"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../../api/trpc.ts";
import { Instant } from "../../../ui/instant.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { useTeam } from "../../shell/team-context.tsx";
import { EvidenceView } from "../evidence-view.tsx";
import { useMonitor } from "./monitor-context.tsx";

/** What the last detailed look saw on the wire: certificate chain, DNS answers, redirects. Nothing before the first look. */
export function WirePanel() {
  const { slug } = useTeam();
  const monitor = useMonitor();
  const trpc = useTRPC();
  const look = useQuery({ ...trpc.monitors.look.queryOptions({ team: slug, monitorId: monitor.id }), refetchInterval: 60_000 }).data;
  if (look === undefined || look === null) return null;
  return (
    <Panel
      title="On the wire"
      actions={
        <span className="text-xs text-muted">
          seen <Instant atMs={look.atMs} />
        </span>
      }
    >
      <EvidenceView evidence={look.evidence} />
    </Panel>
  );
}
