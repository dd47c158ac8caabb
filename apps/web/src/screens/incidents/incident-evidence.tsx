"use client";
import type { IncidentDetail } from "@vedette/core/incident-record";
import type { CheckDetail } from "@vedette/core/monitor-record";
import { useQuery } from "@tanstack/react-query";
import { useTeam } from "../shell/team-context.tsx";
import { useTRPC } from "../../api/trpc.ts";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { EvidenceFacts } from "./evidence-facts.tsx";

/** The check that confirmed the incident: what was sent, what came back, where it broke off. */
export function IncidentEvidence({ incident }: { incident: IncidentDetail }) {
  return (
    <Panel title="Evidence">{incident.ruleId === null ? <FailingCheck incident={incident} /> : <RuleEvidence incident={incident} />}</Panel>
  );
}

function FailingCheck({ incident }: { incident: IncidentDetail }) {
  const trpc = useTRPC();
  const team = useTeam();
  const monitorId = incident.monitor.id;
  // Results are listed newest first after a place; the first bad one at or before the confirmation is the one that confirmed it.
  const rows = useQuery(
    trpc.monitors.results.queryOptions({
      team: team.slug,
      monitorId,
      cursor: { dueAtMs: incident.confirmedAtMs + 1, locationNo: 32_767, isGap: true },
      limit: 1,
      verdicts: ["down", "degraded"],
    }),
  );
  const row = rows.data?.items[0];
  const isOfIncident = row !== undefined && row.dueAtMs >= incident.startedAtMs;
  const check = useQuery(
    trpc.monitors.result.queryOptions(
      { team: team.slug, monitorId, locationNo: row?.locationNo ?? 1, dueAtMs: row?.dueAtMs ?? 0 },
      { enabled: isOfIncident },
    ),
  );
  if (rows.isError) return <RefusalNote error={rows.error} onRetry={() => void rows.refetch()} />;
  if (check.isError) return <RefusalNote error={check.error} onRetry={() => void check.refetch()} />;
  if (check.data !== undefined) return <Check check={check.data} />;
  if (rows.isPending || isOfIncident) return <SkeletonRows rows={4} />;
  return <p className="text-sm text-muted">The check's result is no longer kept.</p>;
}

function Check({ check }: { check: CheckDetail }) {
  return (
    <div className="text-sm">
      {check.sentence !== "" && <p className="break-words">{check.sentence}</p>}
      <p className="mt-1 text-xs text-muted">
        Check of <Instant atMs={check.dueAtMs} />
      </p>
      <EvidenceFacts check={check} />
    </div>
  );
}

function RuleEvidence({ incident }: { incident: IncidentDetail }) {
  const team = useTeam();
  return (
    <p className="text-sm">
      A rule on response times opened this incident. Its figures are drawn on the{" "}
      <TextLink href={`${team.base}/monitors/${incident.monitor.id}`}>monitor's page</TextLink>.
    </p>
  );
}
