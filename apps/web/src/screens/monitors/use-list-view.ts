"use client";
import type { ListLatency, MonitorRow } from "@vedette/core/monitor-record";
import { useSearchParams } from "next/navigation";
import { useDeferredValue, useMemo, useState } from "react";
import { replaceSearch } from "../../ui/replace-search.ts";
import { type ListView, type Shown, entriesOf, filterEntries, sortedBy, tagsOf, viewOf } from "./filter-monitors.ts";

const noLatency: ListLatency = {};

/** What the address and the filter field ask for, and what that shows of the rows. Each step is worked out only when its own input changes. */
export function useListView(rows: readonly MonitorRow[], latency: ListLatency) {
  const search = useSearchParams();
  const asked = viewOf(search);
  // Typing goes ahead of the address, which follows in a transition.
  const [query, setQuery] = useState(asked.query);
  // The field keeps up with typing; the table follows as soon as it can.
  const applied = useDeferredValue(query);
  const { sort, state, kind } = asked;
  const tags = asked.tags.join(",");
  const orderedBy = sort === "p95" ? latency : noLatency;
  const entries = useMemo(() => entriesOf(rows), [rows]);
  const sorted = useMemo(() => sortedBy(entries, sort, orderedBy), [entries, sort, orderedBy]);
  // By its parts: the address follows the words that are typed, and what they show is known already.
  const shown: Shown = useMemo(
    () => filterEntries(sorted, { query: applied, state, kind, tags: tagsOf(tags) }),
    [sorted, applied, state, kind, tags],
  );
  const view: ListView = { ...asked, query };
  return {
    view,
    shown,
    filter: (words: string) => {
      setQuery(words);
      replaceSearch({ q: words });
    },
    clear: () => {
      setQuery("");
      replaceSearch({ q: null, state: null, kind: null, tags: null });
    },
  };
}
