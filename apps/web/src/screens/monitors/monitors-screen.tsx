"use client";
import { useQuery } from "@tanstack/react-query";
import type { ListLatency, MonitorRow } from "@vedette/core/monitor-record";
import { Plus } from "lucide-react";
import { alone, useTRPC } from "../../api/trpc.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { counted, formatCount } from "../../ui/format.ts";
import { PageHeader } from "../../ui/page-header.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { BulkBar } from "./bulk-bar.tsx";
import { FirstMonitor } from "./first-monitor.tsx";
import { MonitorFilters } from "./monitor-filters.tsx";
import { MonitorTable } from "./monitor-table.tsx";
import { useListKeys } from "./use-list-keys.ts";
import { useListView } from "./use-list-view.ts";
import { useMonitorChanges } from "./use-monitor-changes.ts";
import { useSelection } from "./use-selection.ts";

/** Changes of state arrive by the live stream; this only renews figures, and a long list weighs megabytes. */
const refreshMs = (rows: number): number => (rows <= 100 ? 10_000 : 60_000);
// The same at every render, so that nothing is worked out anew while there is nothing.
const noRows: readonly MonitorRow[] = [];
const noLatency: ListLatency = {};

/** Every monitor of the team; words, state, kind, tags and order live in the address. */
export function MonitorsScreen() {
  const { slug, base, can } = useTeam();
  const trpc = useTRPC();
  const list = useQuery({
    ...trpc.monitors.list.queryOptions({ team: slug }, alone),
    refetchInterval: ({ state }) => refreshMs(state.data?.length ?? 0),
  });
  const rows = list.data ?? noRows;
  const latencies = useQuery({ ...trpc.monitors.latency.queryOptions({ team: slug }, alone), refetchInterval: refreshMs(rows.length) });
  const latency = latencies.data ?? noLatency;
  const { view, shown, filter, clear } = useListView(rows, latency);
  const selection = useSelection(rows, shown.entries);
  const changes = useMonitorChanges();
  useListKeys(rows, selection, changes);
  const mayWrite = can("monitor:write");
  return (
    <>
      <PageHeader
        title="Monitors"
        actions={
          mayWrite && (
            <ButtonLink look="primary" href={`${base}/monitors/new`}>
              <Plus aria-hidden="true" className="size-4" /> New monitor
            </ButtonLink>
          )
        }
      />
      {list.isPending && <SkeletonRows rows={8} />}
      {list.isError && list.data === undefined && <RefusalNote error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && <FirstMonitor />}
      {rows.length > 0 && (
        <>
          <MonitorFilters view={view} shown={shown} onQuery={filter} />
          <p role="status" className="sr-only">
            {formatCount(shown.entries.length)} of {counted(rows.length, "monitor")} shown
          </p>
          {shown.entries.length === 0 ? (
            <EmptyState title="No monitor matches these filters." action={<Button onClick={clear}>Clear filters</Button>} />
          ) : (
            <MonitorTable
              entries={shown.entries}
              latency={latency}
              selected={selection.ids}
              onSelect={mayWrite ? selection.select : null}
              onSelectAll={selection.selectAll}
            />
          )}
          {selection.chosen.length > 0 && (
            <BulkBar chosen={selection.chosen} hidden={selection.hidden} changes={changes} onClear={selection.clear} />
          )}
        </>
      )}
    </>
  );
}
