"use client";
import type { IncidentDetail } from "@vedette/core/incident-record";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTeam } from "../../client/team.tsx";
import { useTRPC } from "../../client/trpc.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { Duration, Time } from "../../ui/time.tsx";
import { AcknowledgeButton } from "./acknowledge-button.tsx";
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
        <PageHeader title="Incident" crumbs={[{ label: "Incidents", href: `/t/${team.slug}/incidents` }]} />
        {incident.isError ? <ErrorNote error={incident.error} onRetry={() => void incident.refetch()} /> : <Skeleton rows={6} />}
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
        crumbs={[{ label: "Incidents", href: `/t/${team.slug}/incidents` }]}
        actions={<AcknowledgeButton incident={incident} />}
      />
      <p className="text-lg leading-snug text-pretty break-words">{incident.summary}</p>
      <Facts incident={incident} />
      <div className="mt-8 grid gap-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
        <section aria-labelledby="timeline-heading">
          <h2 id="timeline-heading" className="mb-3 text-sm font-semibold">
            Timeline
          </h2>
          <IncidentTimeline incident={incident} />
        </section>
        <IncidentEvidence incident={incident} />
      </div>
    </>
  );
}

function Facts({ incident }: { incident: IncidentDetail }) {
  const team = useTeam();
  const isOpen = incident.endedAtMs === null;
  const facts = [
    { term: "State", value: <StatusMark state={isOpen ? incident.severity : "up"} label={isOpen ? undefined : "Resolved"} /> },
    { term: isOpen ? "Open for" : "Lasted", value: <Duration fromMs={incident.startedAtMs} untilMs={incident.endedAtMs} /> },
    { term: "Severity", value: incident.severity === "down" ? "Down" : "Degraded" },
    { term: "Began", value: <Time atMs={incident.startedAtMs} /> },
    { term: "Monitor", value: <MonitorLink href={`/t/${team.slug}/monitors/${incident.monitor.id}`} name={incident.monitor.name} /> },
    { term: "Acknowledged", value: acknowledgedBy(incident) },
  ];
  return (
    <dl className="mt-4 grid grid-cols-2 gap-x-6 gap-y-3 rounded-lg border border-line bg-surface p-4 text-sm sm:grid-cols-3 xl:grid-cols-6">
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

function MonitorLink({ href, name }: { href: string; name: string }) {
  return (
    <Link href={href} className="text-accent underline underline-offset-2">
      {name}
    </Link>
  );
}
