"use client";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useDeferredValue, useMemo, useState } from "react";
import { useTRPC } from "../../api/trpc.ts";
import { Button, ButtonLink } from "../../ui/button.tsx";
import { type Choice, ChoiceLinks } from "../../ui/choice-links.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { replaceSearch } from "../../ui/replace-search.ts";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { markWords } from "../../ui/status-mark.tsx";
import { useTeam } from "../shell/team-context.tsx";
import { FirstMonitor } from "./first-monitor.tsx";
import { shownMonitors, sortKeys, stateCounts, stateFilters, viewOf } from "./filter-monitors.ts";
import { MonitorTable } from "./monitor-table.tsx";

const sortNames = { state: "Broken first", name: "Name", p95: "Slowest first", uptime: "Least uptime first" } as const;

/** Changes of state arrive by the live stream; this only renews figures, and a long list weighs megabytes. */
const refreshMs = (rows: number): number => (rows <= 100 ? 10_000 : 60_000);

/** Every monitor of the team; words, state and order live in the address. */
export function MonitorsScreen() {
  const { slug, base, can } = useTeam();
  const trpc = useTRPC();
  const list = useQuery({
    ...trpc.monitors.list.queryOptions({ team: slug }),
    refetchInterval: ({ state }) => refreshMs(state.data?.length ?? 0),
  });
  const search = useSearchParams();
  const { state, sort, query: asked } = viewOf(search);
  // Typing goes ahead of the address, which follows in a transition.
  const [query, setQuery] = useState(asked);
  const filter = (words: string) => {
    setQuery(words);
    replaceSearch({ q: words });
  };
  const clear = () => {
    setQuery("");
    replaceSearch({ q: null, state: null });
  };
  // The field keeps up with typing; the table follows as soon as it can.
  const applied = useDeferredValue(query);
  const rows = useMemo(() => shownMonitors(list.data ?? [], { query: applied, state, sort }), [list.data, applied, state, sort]);
  const counts = useMemo(() => stateCounts(list.data ?? [], applied), [list.data, applied]);
  const choices: Choice[] = stateFilters
    .filter((each) => each === "all" || counts[each] > 0 || each === state)
    .map((each) => ({ value: each, text: each === "all" ? "All" : markWords[each], count: counts[each] }));
  return (
    <>
      <PageHeader
        title="Monitors"
        actions={
          can("monitor:write") && (
            <ButtonLink look="primary" href={`${base}/monitors/new`}>
              <Plus aria-hidden="true" className="size-4" /> New monitor
            </ButtonLink>
          )
        }
      />
      {list.isPending && <SkeletonRows rows={8} />}
      {list.isError && list.data === undefined && <RefusalNote error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && <FirstMonitor />}
      {list.data !== undefined && list.data.length > 0 && (
        <>
          <div className="mb-3 flex flex-wrap items-center gap-2">
            <ChoiceLinks label="State" param="state" choices={choices} />
            <div className="relative min-w-44 flex-1 sm:max-w-72">
              <TextField
                type="search"
                label="Filter by name or address"
                hideLabel
                placeholder="Filter"
                value={query}
                onChange={(event) => filter(event.target.value)}
              />
              <span className="absolute top-1.5 right-8">
                <Kbd>/</Kbd>
              </span>
            </div>
            <SelectField
              label="Order"
              hideLabel
              className="w-auto"
              value={sort}
              onChange={(event) => replaceSearch({ sort: event.target.value === "state" ? null : event.target.value })}
            >
              {sortKeys.map((key) => (
                <option key={key} value={key}>
                  {sortNames[key]}
                </option>
              ))}
            </SelectField>
          </div>
          <p role="status" className="sr-only">
            {rows.length} of {list.data.length} monitors shown
          </p>
          {rows.length === 0 ? (
            <EmptyState title="No monitor matches these filters." action={<Button onClick={clear}>Clear filters</Button>} />
          ) : (
            <MonitorTable rows={rows} />
          )}
        </>
      )}
    </>
  );
}
