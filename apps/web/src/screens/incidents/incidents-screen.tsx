"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTeam } from "../shell/team-context.tsx";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { ChoiceLinks } from "../../ui/choice-links.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useUrlParam } from "../../ui/use-url-param.ts";
import { IncidentFilters, useIncidentScope } from "./incident-filters.tsx";
import { IncidentList } from "./incident-list.tsx";
import { NoIncident } from "./no-incident.tsx";
import { ResponseTimes } from "./response-times.tsx";

/** All incidents of a team; what is shown (open, mine or all, of which monitors, how bad) is in the address. */
export function IncidentsScreen() {
  const trpc = useTRPC();
  const team = useTeam();
  const [stateParam] = useUrlParam("state");
  const scope = useIncidentScope();
  const state = stateParam === "all" || stateParam === "mine" ? stateParam : "open";
  const incidents = useInfiniteQuery(
    trpc.incidents.list.infiniteQueryOptions(
      { team: team.slug, state, ...scope },
      { getNextPageParam: (page) => page.nextCursor ?? undefined, refetchInterval: 10_000 },
    ),
  );
  const rows = incidents.data?.pages.flatMap((page) => page.items) ?? [];
  const openCount = incidents.data?.pages[0]?.openCount;

  return (
    <>
      <PageHeader title="Incidents" />
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <ChoiceLinks
          label="Which incidents"
          param="state"
          choices={[
            { value: "open", text: "Open", ...(openCount === undefined ? {} : { count: openCount }) },
            { value: "mine", text: "Mine" },
            { value: "all", text: "All" },
          ]}
        />
        <IncidentFilters />
      </div>
      <ResponseTimes scope={scope} />
      {incidents.isPending && <SkeletonRows rows={6} />}
      {incidents.isError && <RefusalNote error={incidents.error} onRetry={() => void incidents.refetch()} />}
      {incidents.isSuccess && rows.length === 0 && <NoIncident state={state} isFiltered={Object.keys(scope).length > 0} />}
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
