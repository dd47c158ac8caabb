"use client";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTeam } from "../shell/team-context.tsx";
import { useTRPC } from "../../api/trpc.ts";
import { Button } from "../../ui/button.tsx";
import { ChoiceLinks } from "../../ui/choice-links.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SelectField } from "../../ui/field.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useUrlParam } from "../../ui/use-url-param.ts";
import { IncidentList } from "./incident-list.tsx";
import { NoIncident } from "./no-incident.tsx";

/** All incidents of a team; what is shown (open or all, of which monitor) is in the address. */
export function IncidentsScreen() {
  const trpc = useTRPC();
  const team = useTeam();
  const [stateParam] = useUrlParam("state");
  const [monitorId, setMonitorId] = useUrlParam("monitor");
  const state = stateParam === "all" ? "all" : "open";
  const incidents = useInfiniteQuery(
    trpc.incidents.list.infiniteQueryOptions(
      { team: team.slug, state, ...(monitorId === null ? {} : { monitorId }) },
      { getNextPageParam: (page) => page.nextCursor ?? undefined, refetchInterval: 10_000 },
    ),
  );
  const monitors = useQuery(trpc.monitors.names.queryOptions({ team: team.slug }));
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
            { value: "all", text: "All" },
          ]}
        />
        <div className="w-full sm:w-56">
          <SelectField
            label="Monitor"
            hideLabel
            value={monitorId ?? ""}
            onChange={(event) => setMonitorId(event.target.value === "" ? null : event.target.value)}
          >
            <option value="">Every monitor</option>
            {(monitors.data ?? []).map((monitor) => (
              <option key={monitor.id} value={monitor.id}>
                {monitor.name}
              </option>
            ))}
          </SelectField>
        </div>
      </div>
      {incidents.isPending && <SkeletonRows rows={6} />}
      {incidents.isError && <RefusalNote error={incidents.error} onRetry={() => void incidents.refetch()} />}
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
