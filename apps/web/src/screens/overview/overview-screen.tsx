"use client";
import { useQuery } from "@tanstack/react-query";
import type { OverviewRecord } from "@vedette/core/overview-record";
import { useTRPC } from "../../api/trpc.ts";
import { counted } from "../../ui/format.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { StatusShape } from "../../ui/status-mark.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { Ago } from "../../ui/time.tsx";
import { IncidentList } from "../incidents/incident-list.tsx";
import { FirstMonitor } from "../monitors/first-monitor.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { Certificates } from "./certificates.tsx";
import { DeliveryHealth } from "./delivery-health.tsx";
import { FirstSteps } from "./first-steps.tsx";
import { overviewHeadline } from "./overview-headline.ts";
import { StateTiles } from "./state-tiles.tsx";
import { Slowest } from "./slowest.tsx";

/** The answer in three seconds: what is broken, then what may break next. */
export function OverviewScreen() {
  const { slug } = useTeam();
  const trpc = useTRPC();
  const overview = useQuery({ ...trpc.overview.get.queryOptions({ team: slug }), refetchInterval: 10_000 });
  if (overview.data !== undefined) return <Shown overview={overview.data} />;
  return (
    <>
      <PageHeader title="Overview" />
      {overview.isError ? (
        <RefusalNote error={overview.error} onRetry={() => void overview.refetch()} />
      ) : (
        <div className="grid gap-4 lg:grid-cols-2">
          <Skeleton className="h-24 lg:col-span-2" />
          <Skeleton className="h-52" />
          <Skeleton className="h-52" />
        </div>
      )}
    </>
  );
}

function Shown({ overview }: { overview: OverviewRecord }) {
  const { base } = useTeam();
  const { mark, text } = overviewHeadline(overview.monitors);
  return (
    <>
      <PageHeader
        title={
          <span role="status" className="flex items-center gap-3 text-2xl">
            <StatusShape status={mark} className="size-6" />
            {text}
          </span>
        }
        lead={<LastIncident overview={overview} />}
      />
      {overview.monitors.total === 0 ? (
        <FirstMonitor />
      ) : (
        <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
          {overview.openIncidents.length > 0 && (
            <section aria-labelledby="open-incidents" className="lg:col-span-2">
              <h2 id="open-incidents" className="mb-2 font-semibold">
                {counted(overview.openIncidents.length, "open incident")}
              </h2>
              <IncidentList incidents={overview.openIncidents} />
            </section>
          )}
          <FirstSteps overview={overview} />
          <div className="lg:col-span-2">
            <StateTiles monitors={overview.monitors} />
          </div>
          <Panel title="Slowest now" actions={<TextLink href={`${base}/monitors?sort=p95`}>All monitors</TextLink>}>
            <Slowest rows={overview.slowest} />
          </Panel>
          <Panel title="Certificates running out">
            <Certificates rows={overview.certificates} />
          </Panel>
          <Panel title="Alert delivery, last 24 hours" actions={<TextLink href={`${base}/alerts`}>Channels</TextLink>}>
            <DeliveryHealth delivery={overview.delivery} channels={overview.channels} />
          </Panel>
          <Panel title="Status pages" actions={<TextLink href={`${base}/pages`}>Pages</TextLink>}>
            {overview.pages.total === 0 ? (
              <p className="text-muted">
                Your customers see nothing yet. <TextLink href={`${base}/pages/new`}>Create a page</TextLink>
              </p>
            ) : (
              <p>
                {overview.pages.published} of {counted(overview.pages.total, "page")} published.
              </p>
            )}
          </Panel>
        </div>
      )}
    </>
  );
}

function LastIncident({ overview }: { overview: OverviewRecord }) {
  if (overview.openIncidents.length > 0 || overview.monitors.total === 0) return null;
  if (overview.lastIncidentEndedAtMs === null) return "No incident so far.";
  return (
    <>
      No open incident. The last one ended <Ago atMs={overview.lastIncidentEndedAtMs} />.
    </>
  );
}
