"use client";
import type { IncidentDetail } from "@vedette/core/incident-record";
import { useQuery } from "@tanstack/react-query";
import { useTeam } from "../shell/team-context.tsx";
import { useTRPC } from "../../api/trpc.ts";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { BackLink, TextLink } from "../../ui/text-link.tsx";
import { At, Lasted } from "../../ui/time.tsx";
import { AcknowledgeButton } from "./acknowledge-button.tsx";
import { ExcludeIncident } from "./exclude-incident.tsx";
import { IncidentEvidence } from "./incident-evidence.tsx";
import { IncidentTimeline } from "./incident-timeline.tsx";

/** One incident: what is wrong in one sentence, then its story and the evidence. */
export function IncidentScreen({ incidentId }: { incidentId: string }) {
  const trpc = useTRPC();
  const team = useTeam();
  const incident = useQuery(trpc.incidents.get.queryOptions({ team: team.slug, incidentId }, { refetchInterval: 10_000 }));
  if (incident.data === undefined) {
    return (
      <>
        <PageHeader title="Incident" lead={<BackLink href={`${team.base}/incidents`}>Incidents</BackLink>} />
        {incident.isError ? <RefusalNote error={incident.error} onRetry={() => void incident.refetch()} /> : <SkeletonRows rows={6} />}
      </>
    );
  }
  return <Loaded incident={incident.data} />;
}

function Loaded({ incident }: { incident: IncidentDetail }) {
  const team = useTeam();
  return (
    <>
      <PageHeader
        title={`${incident.monitor.name} #${incident.number}`}
        lead={<BackLink href={`${team.base}/incidents`}>Incidents</BackLink>}
        actions={
          <>
            <AcknowledgeButton incident={incident} />
            <ExcludeIncident incident={incident} />
          </>
        }
      />
      <p className="text-lg leading-snug text-pretty break-words">{incident.summary}</p>
      <Facts incident={incident} />
      <div className="mt-5 grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
        <Panel title="Timeline">
          <IncidentTimeline incident={incident} />
        </Panel>
        <IncidentEvidence incident={incident} />
      </div>
    </>
  );
}

function Facts({ incident }: { incident: IncidentDetail }) {
  const team = useTeam();
  const isOpen = incident.endedAtMs === null;
  const facts = [
    { term: "State", value: isOpen ? "Open" : "Resolved" },
    { term: "Severity", value: <StatusMark status={incident.severity} /> },
    { term: isOpen ? "Open for" : "Lasted", value: <Lasted fromMs={incident.startedAtMs} untilMs={incident.endedAtMs} /> },
    { term: "Began", value: <At atMs={incident.startedAtMs} /> },
    { term: "Monitor", value: <TextLink href={`${team.base}/monitors/${incident.monitor.id}`}>{incident.monitor.name}</TextLink> },
    { term: "Acknowledged", value: acknowledgedBy(incident) },
  ];
  return (
    <dl className="mt-4 grid grid-cols-2 gap-x-6 gap-y-3 rounded-xl border border-line bg-surface p-4 text-sm sm:grid-cols-3 xl:grid-cols-6">
      {facts.map(({ term, value }) => (
        <div key={term} className="min-w-0">
          <dt className="text-xs text-muted">{term}</dt>
          <dd className="mt-0.5 break-words tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function acknowledgedBy(incident: IncidentDetail): string {
  if (incident.acknowledgedAtMs === null) return incident.endedAtMs === null ? "Nobody yet" : "Nobody did";
  return incident.acknowledgedBy?.name ?? "A former member";
}
