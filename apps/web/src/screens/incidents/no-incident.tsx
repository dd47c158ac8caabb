"use client";
import { useQuery } from "@tanstack/react-query";
import { useTeam } from "../shell/team-context.tsx";
import { useTRPC } from "../../api/trpc.ts";
import { ButtonLink } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Ago } from "../../ui/time.tsx";

/** An empty list of incidents: good news, with when the last one ended. */
export function NoIncident({ state, isFiltered }: { state: "open" | "mine" | "all"; isFiltered: boolean }) {
  const trpc = useTRPC();
  const team = useTeam();
  const newest = useQuery(trpc.incidents.list.queryOptions({ team: team.slug, state: "all", limit: 1 }, { enabled: !isFiltered }));
  const base = `${team.base}/incidents`;
  if (isFiltered) {
    return (
      <EmptyState
        title="No incident matches these filters."
        action={<ButtonLink href={state === "open" ? base : `${base}?state=${state}`}>Clear filters</ButtonLink>}
      />
    );
  }
  if (state === "mine")
    return <EmptyState title="You have acknowledged no open incident." action={<ButtonLink href={base}>See open ones</ButtonLink>} />;
  const endedAtMs = newest.data?.items[0]?.endedAtMs ?? null;
  if (endedAtMs === null)
    return <EmptyState title="No incident." action={<ButtonLink href={`${team.base}/monitors`}>See monitors</ButtonLink>} />;
  return (
    <EmptyState title="No incident." action={<ButtonLink href={`${base}?state=all`}>See history</ButtonLink>}>
      The last one ended <Ago atMs={endedAtMs} />.
    </EmptyState>
  );
}
