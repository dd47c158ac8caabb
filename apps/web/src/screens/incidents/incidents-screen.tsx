"use client";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTeam } from "../../client/team.tsx";
import { useTRPC } from "../../client/trpc.tsx";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SelectField } from "../../ui/field.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { TabsNav } from "../../ui/tabs-nav.tsx";
import { useUrlParams } from "../../ui/use-url-params.ts";
import { relativeTime } from "../../ui/time.tsx";
import { IncidentList } from "./incident-list.tsx";

/** All incidents of a team; what is shown (open or all, of which monitor) is in the address. */
export function IncidentsScreen() {
  const trpc = useTRPC();
  const team = useTeam();
  const url = useUrlParams();
  const state = url.get("state") === "all" ? "all" : "open";
  const monitorId = url.get("monitor");
  const incidents = useInfiniteQuery(
    trpc.incidents.list.infiniteQueryOptions(
      { team: team.slug, state, ...(monitorId === null ? {} : { monitorId }) },
      { getNextPageParam: (page) => page.nextCursor ?? undefined, refetchInterval: 10_000 },
    ),
  );
  const monitors = useQuery(trpc.monitors.list.queryOptions({ team: team.slug }));
  const rows = incidents.data?.pages.flatMap((page) => page.items) ?? [];
  const openCount = incidents.data?.pages[0]?.openCount ?? 0;

  return (
    <>
      <PageHeader title="Incidents" />
      <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
        <TabsNav
          label="Which incidents"
          items={[
            { href: url.hrefWith({ state: null }), label: "Open", current: state === "open", count: openCount },
            { href: url.hrefWith({ state: "all" }), label: "All", current: state === "all" },
          ]}
        />
        <SelectField label="Monitor" hideLabel value={monitorId ?? ""} onChange={(event) => url.set({ monitor: event.target.value === "" ? null : event.target.value })}>
          <option value="">Every monitor</option>
          {(monitors.data ?? []).map((monitor) => (
            <option key={monitor.id} value={monitor.id}>
              {monitor.name}
            </option>
          ))}
        </SelectField>
      </div>
      {incidents.isPending && <Skeleton rows={6} />}
      {incidents.isError && <ErrorNote error={incidents.error} onRetry={() => void incidents.refetch()} />}
      {incidents.isSuccess && rows.length === 0 && <NoIncident state={state} isFiltered={monitorId !== null} />}
      {rows.length > 0 && <IncidentList incidents={rows} />}
      {incidents.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button pending={incidents.isFetchingNextPage} onClick={() => void incidents.fetchNextPage()}>
            Show earlier incidents
          </Button>
        </div>
      )}
    </>
  );
}

function NoIncident({ state, isFiltered }: { state: "open" | "all"; isFiltered: boolean }) {
  const trpc = useTRPC();
  const team = useTeam();
  const url = useUrlParams();
  const newest = useQuery(trpc.incidents.list.queryOptions({ team: team.slug, state: "all", limit: 1 }));
  if (isFiltered) {
    return (
      <EmptyState
        sentence={state === "open" ? "This monitor has no open incident." : "This monitor never had an incident."}
        action={<ButtonLink href={url.hrefWith({ monitor: null })}>Clear filter</ButtonLink>}
      />
    );
  }
  const endedAtMs = newest.data?.items[0]?.endedAtMs ?? null;
  return (
    <EmptyState
      sentence={endedAtMs === null ? "No incident." : `No incident. The last one ended ${relativeTime(endedAtMs)}.`}
      action={
        state === "open" && endedAtMs !== null ? (
          <ButtonLink href={url.hrefWith({ state: "all" })}>See history</ButtonLink>
        ) : (
          <ButtonLink href={`/t/${team.slug}/monitors`}>See monitors</ButtonLink>
        )
      }
    />
  );
}
