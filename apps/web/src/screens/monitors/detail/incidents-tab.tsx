"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "../../../api/trpc.ts";
import { Button } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { RefusalNote } from "../../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { IncidentList } from "../../incidents/incident-list.tsx";
import { useTeam } from "../../shell/team-context.tsx";
import { BlipsPanel } from "./blips-panel.tsx";
import { CorrectionsPanel } from "./corrections-panel.tsx";
import { useMonitor } from "./monitor-context.tsx";

/** Every incident of this monitor, newest first, what was none, and what people took out of the uptime. */
export function IncidentsTab() {
  return (
    <div className="flex flex-col gap-4">
      <Incidents />
      <BlipsPanel />
      <CorrectionsPanel />
    </div>
  );
}

function Incidents() {
  const { slug } = useTeam();
  const monitor = useMonitor();
  const trpc = useTRPC();
  const incidents = useInfiniteQuery(
    trpc.incidents.list.infiniteQueryOptions(
      { team: slug, state: "all", monitorId: monitor.id, limit: 30 },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  if (incidents.data === undefined) {
    return incidents.isError ? <RefusalNote error={incidents.error} onRetry={() => void incidents.refetch()} /> : <SkeletonRows />;
  }
  const rows = incidents.data.pages.flatMap((page) => page.items);
  if (rows.length === 0) return <EmptyState title="This monitor never had an incident." />;
  return (
    <div className="flex flex-col gap-3">
      <IncidentList incidents={rows} />
      {incidents.hasNextPage && (
        <div className="text-center">
          <Button pending={incidents.isFetchingNextPage} onClick={() => void incidents.fetchNextPage()}>
            Older incidents
          </Button>
        </div>
      )}
    </div>
  );
}
