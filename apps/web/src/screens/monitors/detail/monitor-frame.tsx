"use client";
import { useQuery } from "@tanstack/react-query";
import { kindLabel } from "@vedette/core/kinds";
import type { MonitorDetail } from "@vedette/core/monitor-record";
import { kindOfStored } from "@vedette/core/stored-spec";
import type { ReactNode } from "react";
import { useTRPC } from "../../../api/trpc.ts";
import { PageHeader } from "../../../ui/page-header.tsx";
import { RefusalNote } from "../../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { StatusMark } from "../../../ui/status-mark.tsx";
import { TabLinks } from "../../../ui/tab-links.tsx";
import { BackLink, TextLink } from "../../../ui/text-link.tsx";
import { Ago, Lasted, Until } from "../../../ui/time.tsx";
import { useDocumentTitle } from "../../../ui/use-document-title.ts";
import { useTeam } from "../../shell/team-context.tsx";
import { markOf } from "../monitor-state.ts";
import { UnreadableNote } from "../unreadable-note.tsx";
import { MonitorActions } from "./monitor-actions.tsx";
import { MonitorContext } from "./monitor-context.tsx";

/** Name, state and actions of one monitor, above each of its tabs. */
export function MonitorFrame({ monitorId, children }: { monitorId: string; children: ReactNode }) {
  const { slug, base } = useTeam();
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.monitors.get.queryOptions({ team: slug, monitorId }), refetchInterval: 10_000 });
  const monitor = query.data;
  const home = `${base}/monitors/${monitorId}`;
  useDocumentTitle(monitor?.name);
  const tabs = [
    { href: home, text: "Overview" },
    { href: `${home}/checks`, text: "Checks" },
    { href: `${home}/incidents`, text: "Incidents" },
    { href: `${home}/settings`, text: "Settings" },
  ];
  if (monitor === undefined) {
    return (
      <>
        <BackLink href={`${base}/monitors`}>Monitors</BackLink>
        <PageHeader title="Monitor" />
        {query.isError ? <RefusalNote error={query.error} onRetry={() => void query.refetch()} /> : <SkeletonRows />}
      </>
    );
  }
  return (
    <MonitorContext value={monitor}>
      <BackLink href={`${base}/monitors`}>Monitors</BackLink>
      <PageHeader title={monitor.name} lead={<Lead monitor={monitor} />} actions={<MonitorActions monitor={monitor} />} />
      <UnreadableNote spec={monitor.spec} />
      <TabLinks label={`Parts of ${monitor.name}`} tabs={tabs} />
      {children}
    </MonitorContext>
  );
}

function Lead({ monitor }: { monitor: MonitorDetail }) {
  const { base } = useTeam();
  const { sinceMs } = monitor.health;
  return (
    <div className="flex flex-col gap-1.5">
      <Target monitor={monitor} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <span role="status" className="flex flex-wrap items-center gap-x-1.5 text-fg">
          <StatusMark status={markOf(monitor)} className="font-semibold" />
          <Since monitor={monitor} sinceMs={sinceMs} />
        </span>
        {monitor.maintenance !== null && (
          <span className="text-fg">
            <StatusMark status="maintenance" /> {monitor.maintenance.title}, ends <Until atMs={monitor.maintenance.untilMs} />
          </span>
        )}
        {monitor.openIncidentId !== null && <TextLink href={`${base}/incidents/${monitor.openIncidentId}`}>Open incident</TextLink>}
        {monitor.nextDueAtMs !== null && (
          <span className="tabular">
            Next check <Until atMs={monitor.nextDueAtMs} />
          </span>
        )}
      </div>
    </div>
  );
}

/** What is watched; an address that a browser can open is a link. */
function Target({ monitor }: { monitor: MonitorDetail }) {
  const { target, spec } = monitor;
  const label = kindLabel(spec);
  if (!/^https?:\/\//.test(target)) {
    return <span className="wrap-anywhere">{target === label.toLowerCase() ? label : `${label} ${target}`}</span>;
  }
  return (
    <a href={target} target="_blank" rel="noreferrer noopener" className="w-fit wrap-anywhere hover:underline">
      {target}
    </a>
  );
}

function Since({ monitor, sinceMs }: { monitor: MonitorDetail; sinceMs: number | null }) {
  if (monitor.pausedAtMs !== null) return <Ago atMs={monitor.pausedAtMs} className="text-muted" />;
  if (sinceMs === null) return <span className="text-muted">{untilWhat(monitor)}</span>;
  return (
    <span className="text-muted">
      for <Lasted fromMs={sinceMs} untilMs={null} />
    </span>
  );
}

/** What ends the time of which nothing is known. */
function untilWhat({ spec, lastCheck }: MonitorDetail): string {
  const kind = kindOfStored(spec);
  if (kind === "heartbeat") return "until the first ping";
  if (kind === "manual") return "until somebody sets a state";
  if (kind === "group") return "until one of its monitors has a state";
  return lastCheck === null ? "until the first check" : "until a check can tell";
}
