import type { ListLatency, MonitorRow } from "@vedette/core/monitor-record";
import type { MarkKey } from "../../ui/status-mark.tsx";
import { markOf } from "./monitor-state.ts";

export const stateFilters = ["all", "down", "degraded", "up", "paused", "no_data"] as const;
export type StateFilter = (typeof stateFilters)[number];

export const sortKeys = ["state", "name", "p95", "uptime"] as const;
export type SortKey = (typeof sortKeys)[number];

/** `kind` null: any. A monitor shows when it has all of the `tags`. */
export type Filters = { query: string; state: StateFilter; kind: string | null; tags: readonly string[] };
export type ListView = Filters & { sort: SortKey };

/** The view that an address describes; what it does not say, or says wrongly, is the default. */
export function viewOf(search: { get: (name: string) => string | null }): ListView {
  return {
    query: search.get("q") ?? "",
    state: stateFilters.find((each) => each === search.get("state")) ?? "all",
    kind: search.get("kind"),
    tags: tagsOf(search.get("tags") ?? ""),
    sort: sortKeys.find((each) => each === search.get("sort")) ?? "state",
  };
}

/** Tags as the address writes them, separated by commas. */
export function tagsOf(text: string): string[] {
  return text.split(",").filter((tag) => tag !== "");
}

/** A row with what filtering and sorting would otherwise work out again at every letter that is typed. */
export type ListEntry = { row: MonitorRow; mark: MarkKey; words: string };

// Made once: a collator costs more than a thousand comparisons.
const names = new Intl.Collator("en", { numeric: true });
const urgency = { down: 0, degraded: 1, no_data: 2, inconclusive: 2, up: 3, maintenance: 4, paused: 5 } as const;

/** All rows by name. */
export function entriesOf(rows: readonly MonitorRow[]): ListEntry[] {
  return rows
    .map((row) => ({ row, mark: markOf(row), words: `${row.name} ${row.target} ${row.tags.join(" ")}`.toLowerCase() }))
    .sort((a, b) => names.compare(a.row.name, b.row.name));
}

/** Entries by another key: by default what is broken first. Those that are equal keep their order. */
export function sortedBy(entries: readonly ListEntry[], sort: SortKey, latency: ListLatency): readonly ListEntry[] {
  const compare: Record<SortKey, (a: ListEntry, b: ListEntry) => number> = {
    state: (a, b) => urgency[a.mark] - urgency[b.mark],
    name: () => 0,
    p95: (a, b) => (latency[b.row.id]?.p95Us ?? -1) - (latency[a.row.id]?.p95Us ?? -1),
    uptime: (a, b) => uptimeRatio(a.row) - uptimeRatio(b.row),
  };
  return sort === "name" ? entries : entries.toSorted(compare[sort]);
}

export type Shown = {
  entries: ListEntry[];
  /** How many would show with another state, another kind or one more tag. */
  states: Record<StateFilter, number>;
  kinds: Map<string, number>;
  tags: Map<string, number>;
};

/** What fits, in the order in which it came. */
export function filterEntries(sorted: readonly ListEntry[], filters: Filters): Shown {
  const words = filters.query.toLowerCase().split(/\s+/).filter(Boolean);
  const shown: Shown = {
    entries: [],
    states: { all: 0, down: 0, degraded: 0, up: 0, paused: 0, no_data: 0 },
    kinds: new Map(),
    tags: new Map(),
  };
  for (const entry of sorted) {
    const { row, mark } = entry;
    if (!words.every((word) => entry.words.includes(word)) || !filters.tags.every((tag) => row.tags.includes(tag))) continue;
    const fitsState = filters.state === "all" || mark === filters.state;
    const fitsKind = filters.kind === null || row.kind === filters.kind;
    if (fitsState) count(shown.kinds, row.kind);
    if (fitsKind) {
      shown.states.all += 1;
      if (mark !== "maintenance" && mark !== "inconclusive") shown.states[mark] += 1;
    }
    if (!fitsState || !fitsKind) continue;
    shown.entries.push(entry);
    for (const tag of row.tags) count(shown.tags, tag);
  }
  return shown;
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function uptimeRatio({ uptime: { up, counted } }: MonitorRow): number {
  return counted === 0 ? 1 : up / counted;
}
