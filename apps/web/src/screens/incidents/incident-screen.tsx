"use client";
import type { IncidentDetail, IncidentRef } from "@vedette/core/incident-record";
import { ruleTitle } from "@vedette/core/rule";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTeam } from "../shell/team-context.tsx";
import { useTRPC } from "../../api/trpc.ts";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StatusMark } from "../../ui/status-mark.tsx";
import { BackLink, TextLink } from "../../ui/text-link.tsx";
import { At, Lasted } from "../../ui/time.tsx";
import { CommentForm } from "./comment-form.tsx";
import { ExcludeIncident } from "./exclude-incident.tsx";
import { IncidentActions } from "./incident-actions.tsx";
import { IncidentEvidence } from "./incident-evidence.tsx";
import { PageUpdates } from "./page-updates.tsx";
import { PostMortemPanel } from "./post-mortem-panel.tsx";
import { RelatedIncidents } from "./related-incidents.tsx";
import { IncidentTimeline } from "./incident-timeline.tsx";
import { snoozeWords } from "./timeline.ts";

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
            <IncidentActions incident={incident} />
            <ExcludeIncident incident={incident} />
          </>
        }
      />
      <p className="text-lg leading-snug text-pretty break-words">{incident.summary}</p>
      <Standing incident={incident} />
      <Facts incident={incident} />
      {incident.ruleId !== null && <BrokenRule ruleId={incident.ruleId} />}
      <div className="mt-5 grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,24rem)] lg:grid-rows-[auto_1fr]">
        <div className="min-w-0 lg:col-start-2">
          <PageUpdates incident={incident} />
        </div>
        <div className="min-w-0 lg:col-start-1 lg:row-span-2 lg:row-start-1">
          <Panel title="Timeline">
            <IncidentTimeline incident={incident} />
            {team.can("incident:acknowledge") && <CommentForm incidentId={incident.id} />}
          </Panel>
        </div>
        <div className="flex min-w-0 flex-col gap-5 lg:col-start-2">
          <IncidentEvidence incident={incident} />
          <RelatedIncidents incidentId={incident.id} />
        </div>
      </div>
      <div className="mt-5">
        <PostMortemPanel incident={incident} />
      </div>
    </>
  );
}

/** What keeps people from hearing more of it, and what else is dealt with here. */
function Standing({ incident }: { incident: IncidentDetail }) {
  const team = useTeam();
  const link = ({ id, number }: IncidentRef) => <TextLink href={`${team.base}/incidents/${id}`}>#{number}</TextLink>;
  const { mergedInto, snoozedUntilMs, merged } = incident;
  if (mergedInto === null && snoozedUntilMs === null && merged.length === 0) return null;
  return (
    <div className="mt-2 text-sm text-muted">
      {mergedInto !== null && <p>It is dealt with in {link(mergedInto)}: its own alerts stop, but that of its end.</p>}
      {snoozedUntilMs !== null && <p>Snoozed {snoozeWords(snoozedUntilMs)}: nobody is told more, but of its end.</p>}
      {merged.length > 0 && (
        <p>
          Dealt with here as well:{" "}
          {merged.map((each, i) => (
            <span key={each.id}>
              {i > 0 && ", "}
              {each.monitor.name} {link(each)}
            </span>
          ))}
          .
        </p>
      )}
    </div>
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

/** What is written with the rule for whoever works on it; nothing once it was deleted. */
function BrokenRule({ ruleId }: { ruleId: string }) {
  const trpc = useTRPC();
  const team = useTeam();
  const rule = useQuery(trpc.rules.get.queryOptions({ team: team.slug, ruleId }, { retry: false })).data;
  if (rule === undefined) return null;
  const { runbook, labels } = rule.settings;
  return (
    <dl aria-label="Rule" className="mt-3 flex flex-wrap gap-x-6 gap-y-1 text-sm">
      {runbook !== "" && (
        <Said term="Runbook">
          <TextLink href={runbook} target="_blank" rel="noreferrer">
            {runbook}
          </TextLink>
        </Said>
      )}
      <Said term="Rule">
        <TextLink href={`${team.base}/alerts/rules/${rule.id}`}>{ruleTitle(rule)}</TextLink>
      </Said>
      {labels.length > 0 && <Said term="Labels">{labels.map(({ name, value }) => `${name}=${value}`).join(", ")}</Said>}
    </dl>
  );
}

function Said({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 flex-wrap gap-x-1.5">
      <dt className="text-muted">{term}:</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  );
}

function acknowledgedBy(incident: IncidentDetail): string {
  if (incident.acknowledgedAtMs === null) return incident.endedAtMs === null ? "Nobody yet" : "Nobody did";
  const { acknowledgedBy, acknowledgedVia: via } = incident;
  if (acknowledgedBy !== null) return acknowledgedBy.name;
  if (via === null) return "A former member";
  return via.who === null ? `By the link in ${via.channel}` : `${via.who} in ${via.channel}`;
}
