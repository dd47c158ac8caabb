"use client";
import { useQuery } from "@tanstack/react-query";
import type { IncidentDetail } from "@vedette/core/incident-record";
import { useState } from "react";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { CorrectionDialog } from "../uptime/correction-dialog.tsx";

/** Takes the time of an incident that is over out of the uptime; where that was done already, says by whom. */
export function ExcludeIncident({ incident }: { incident: IncidentDetail }) {
  const trpc = useTRPC();
  const { slug, base, can } = useTeam();
  const [open, setOpen] = useState(false);
  const corrections = useQuery(trpc.monitors.corrections.queryOptions({ team: slug, monitorId: incident.monitor.id })).data;
  const { startedAtMs, endedAtMs } = incident;
  if (endedAtMs === null || endedAtMs <= startedAtMs || corrections === undefined) return null;
  const excluded = corrections.find(
    (each) => each.kind === "excluded" && each.withdrawn === null && each.fromMs <= startedAtMs && endedAtMs <= each.untilMs,
  );
  if (excluded !== undefined) {
    return (
      <TextLink href={`${base}/monitors/${incident.monitor.id}/incidents`}>Excluded from uptime by {excluded.createdBy.name}</TextLink>
    );
  }
  if (!can("monitor:write")) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>Exclude from uptime</Button>
      <CorrectionDialog
        open={open}
        onClose={() => setOpen(false)}
        monitorId={incident.monitor.id}
        stretch={{ fromMs: startedAtMs, untilMs: endedAtMs }}
      />
    </>
  );
}
