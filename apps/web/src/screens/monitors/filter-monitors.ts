import type { MonitorRow } from "@vedette/core/monitor-record";
import { markOf } from "./monitor-state.ts";

export const stateFilters = ["all", "down", "degraded", "up", "paused", "no_data"] as const;
export type StateFilter = (typeof stateFilters)[number];

export const sortKeys = ["state", "name", "p95", "uptime"] as const;
export type SortKey = (typeof sortKeys)[number];

export type ListView = { query: string; state: StateFilter; sort: SortKey };

/** The view that an address describes; what it does not say, or says wrongly, is the default. */
export function viewOf(search: { get: (name: string) => string | null }): ListView {
  return {
    query: search.get("q") ?? "",
    state: stateFilters.find((each) => each === search.get("state")) ?? "all",
    sort: sortKeys.find((each) => each === search.get("sort")) ?? "state",
  };
}

const urgency = { down: 0, degraded: 1, no_data: 2, inconclusive: 2, up: 3, maintenance: 4, paused: 5 } as const;

/** What the view shows, in its order: by default what is broken first, then by name. */
export function shownMonitors(rows: readonly MonitorRow[], view: ListView): MonitorRow[] {
  return matching(rows, view.query)
    .filter((row) => view.state === "all" || markOf(row) === view.state)
    .toSorted((a, b) => compare[view.sort](a, b) || a.name.localeCompare(b.name));
}

/** How many of those that fit the words are in each state. */
export function stateCounts(rows: readonly MonitorRow[], query: string): Record<StateFilter, number> {
  const counts = { all: 0, down: 0, degraded: 0, up: 0, paused: 0, no_data: 0 };
  for (const row of matching(rows, query)) {
    const mark = markOf(row);
    counts.all += 1;
    if (mark !== "maintenance" && mark !== "inconclusive") counts[mark] += 1;
  }
  return counts;
}

function matching(rows: readonly MonitorRow[], query: string): readonly MonitorRow[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => words.every((word) => `${row.name} ${row.target}`.toLowerCase().includes(word)));
}

const uptimeRatio = ({ uptime }: MonitorRow): number => {
  const upMs = uptime.upMs + uptime.degradedMs;
  return upMs + uptime.downMs === 0 ? 1 : upMs / (upMs + uptime.downMs);
};

const compare: Record<SortKey, (a: MonitorRow, b: MonitorRow) => number> = {
  state: (a, b) => urgency[markOf(a)] - urgency[markOf(b)],
  name: () => 0,
  p95: (a, b) => (b.latency.p95Us ?? -1) - (a.latency.p95Us ?? -1),
  uptime: (a, b) => uptimeRatio(a) - uptimeRatio(b),
};
