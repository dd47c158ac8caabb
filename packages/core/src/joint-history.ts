import { commonSpans } from "./common-spans.ts";
import { type Span, type StateHistory, unionOf } from "./time-in-state.ts";

type Incident = StateHistory["incidents"][number];

/**
 * What is known of several monitors together, such as of a component: an outage or a maintenance of one is one of all, but a gap only
 * where none of them looked. What was excluded of one, and the time before it was made, leaves it to the others. Of one monitor it
 * is that monitor's own history.
 */
export function jointHistory(histories: readonly StateHistory[]): StateHistory {
  // Each layer holds the ones before it: of what all lack together, time in states takes the first that applies.
  const paused = histories.map((history) =>
    unionOf([before(history.existsFromMs), ...history.gaps.filter((gap) => gap.kind === "paused")]),
  );
  const excluded = histories.map((history, i) => unionOf([...(paused[i] ?? []), ...history.exclusions]));
  const unseen = histories.map((history, i) => unionOf([...(excluded[i] ?? []), ...history.gaps]));
  return {
    existsFromMs: Math.min(...histories.map((history) => history.existsFromMs)),
    incidents: histories.flatMap((history) => history.incidents.flatMap((incident) => incidentsOutside(incident, silent(history)))),
    gaps: [...gapsOf(paused, "paused"), ...gapsOf(unseen, "missed")],
    maintenances: histories.flatMap((history) => history.maintenances.flatMap((span) => outside(span, silent(history)))),
    exclusions: commonSpans(excluded),
  };
}

/** When a monitor has no say, whatever happened to it. */
const silent = (history: StateHistory): Span[] => [before(history.existsFromMs), ...history.exclusions];
const before = (atMs: number): Span => ({ fromMs: -Infinity, untilMs: atMs });
const gapsOf = (layers: readonly (readonly Span[])[], kind: "paused" | "missed") => commonSpans(layers).map((span) => ({ ...span, kind }));

/** An incident's parts outside of some spans. Each keeps all steps of severity: those from before it began count from its start. */
function incidentsOutside(incident: Incident, spans: readonly Span[]): Incident[] {
  const whole = { fromMs: incident.startedAtMs, untilMs: incident.endedAtMs ?? Infinity };
  return outside(whole, spans).map(({ fromMs, untilMs }) => ({
    severity: incident.severity,
    startedAtMs: fromMs,
    endedAtMs: untilMs === Infinity ? null : untilMs,
  }));
}

/** The parts of a span that none of the others covers. */
function outside(span: Span, others: readonly Span[]): Span[] {
  let left = [span];
  for (const other of others) {
    left = left
      .flatMap((part) => [
        { fromMs: part.fromMs, untilMs: Math.min(part.untilMs, other.fromMs) },
        { fromMs: Math.max(part.fromMs, other.untilMs), untilMs: part.untilMs },
      ])
      .filter((part) => part.fromMs < part.untilMs);
  }
  return left;
}
