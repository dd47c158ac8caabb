import { flapLimit, flapWindowMs } from "./hold.ts";

/** An incident as the noise report sees it. `failures`: bad checks in a row of the worst location, as far as they matter; null: not known. */
export type HeardIncident = {
  monitor: { id: string; name: string; failuresToOpen: number; intervalMs: number };
  ruleId: string | null;
  startedAtMs: number;
  endedAtMs: number | null;
  isAcknowledged: boolean;
  failures: number | null;
};
/** One monitor, or one rule of it: how often it told people, how often that was worth it, and what would have told them less. */
export type NoiseRow = {
  monitor: { id: string; name: string };
  ruleId: string | null;
  incidents: number;
  /** Acknowledged, or longer than 5 minutes. */
  signals: number;
  /** Opened after at least three others within an hour. */
  flaps: number;
  suggestion: Suggestion | null;
};
/** Waiting for `to` failures instead of `from` would have avoided so many incidents, none of them a signal, and delayed the others by `delayMs`. */
export type Suggestion = { from: number; to: number; avoids: number; delayMs: number };

const signalMs = 300_000;
/** More is not patience but blindness. */
const mostSteps = 3;
/** Of fewer, nothing can be said. */
const fewest = 3;

/** How much of what was told was worth telling, by monitor and rule; the noisiest first. */
export function noiseOf(incidents: readonly HeardIncident[], nowMs: number): NoiseRow[] {
  const groups = Map.groupBy(incidents, ({ monitor, ruleId }) => `${monitor.id} ${ruleId ?? ""}`);
  const rows = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const starts = group.map(({ startedAtMs }) => startedAtMs).toSorted((a, b) => a - b);
    const row: NoiseRow = {
      monitor: { id: first.monitor.id, name: first.monitor.name },
      ruleId: first.ruleId,
      incidents: group.length,
      signals: group.filter((incident) => isSignal(incident, nowMs)).length,
      flaps: starts.filter((atMs, i) => atMs - (starts[i - flapLimit] ?? -Infinity) <= flapWindowMs).length,
      suggestion: suggestionOf(group, nowMs),
    };
    return [row];
  });
  const noise = (row: NoiseRow) => row.incidents - row.signals;
  return rows.toSorted((a, b) => noise(b) - noise(a) || b.incidents - a.incidents || (a.monitor.name < b.monitor.name ? -1 : 1));
}

function isSignal({ isAcknowledged, startedAtMs, endedAtMs }: HeardIncident, nowMs: number): boolean {
  return isAcknowledged || (endedAtMs ?? nowMs) - startedAtMs > signalMs;
}

/** The smallest change that would have avoided at least half of the noise and nothing else; null: there is none. */
function suggestionOf(group: readonly HeardIncident[], nowMs: number): Suggestion | null {
  const [first] = group;
  const noise = group.filter((incident) => !isSignal(incident, nowMs)).length;
  if (first === undefined || first.ruleId !== null || group.length < fewest || noise === 0) return null;
  const { failuresToOpen: from, intervalMs } = first.monitor;
  for (let to = from + 1; to <= from + mostSteps; to++) {
    const avoided = group.filter(({ failures }) => failures !== null && failures < to);
    if (avoided.some((incident) => isSignal(incident, nowMs))) return null;
    if (avoided.length * 2 >= noise) return { from, to, avoids: avoided.length, delayMs: (to - from) * intervalMs };
  }
  return null;
}
