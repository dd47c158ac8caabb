import type { Severity } from "@vedette/core/health";
import type { MonitorRecord } from "@vedette/core/monitor-record";
import type { StateHistory } from "@vedette/core/time-in-state";
import type { Db } from "@vedette/db/db";
import type { GapSpan, IncidentSpan, Span } from "@vedette/db/publishing";

/** What happened to some monitors, whichever of them it was. */
export type StateFacts = {
  incidents: readonly IncidentSpan[];
  gaps: readonly GapSpan[];
  maintenances: readonly Span[];
  exclusions: readonly Span[];
};

/** Four queries, however many monitors. */
export async function stateFacts(
  db: Pick<Db, "publishing" | "uptime">,
  monitorNos: readonly number[],
  fromMs: number,
): Promise<StateFacts> {
  const [incidents, gaps, maintenances, exclusions] = await Promise.all([
    db.publishing.incidentsSince(monitorNos, fromMs),
    db.publishing.gapsSince(monitorNos, fromMs),
    db.publishing.maintenancesSince(monitorNos, fromMs),
    db.uptime.exclusionsSince(monitorNos, fromMs),
  ]);
  return { incidents, gaps, maintenances, exclusions };
}

type Life = { monitorNo: number; createdAtMs: number; pausedAtMs: number | null };

/** What is known of each monitor, by its number. */
export function historiesFrom(facts: StateFacts, monitors: readonly Life[]): Map<number, StateHistory> {
  const incidentsOf = Map.groupBy(facts.incidents, (incident) => incident.monitorNo);
  const gapsOf = Map.groupBy(facts.gaps, (gap) => gap.monitorNo);
  const maintenancesOf = Map.groupBy(facts.maintenances, (maintenance) => maintenance.monitorNo);
  const exclusionsOf = Map.groupBy(facts.exclusions, (exclusion) => exclusion.monitorNo);
  return new Map(
    monitors.map(({ monitorNo: no, createdAtMs, pausedAtMs }) => {
      // A pause that lasts is written down when it ends.
      const pause = pausedAtMs === null ? [] : [{ fromMs: pausedAtMs, untilMs: Infinity, kind: "paused" as const }];
      const history = {
        existsFromMs: createdAtMs,
        incidents: (incidentsOf.get(no) ?? []).map((incident) => ({ ...incident, severity: severityStepsOf(incident) })),
        gaps: [...(gapsOf.get(no) ?? []), ...pause],
        maintenances: maintenancesOf.get(no) ?? [],
        exclusions: exclusionsOf.get(no) ?? [],
      };
      return [no, history];
    }),
  );
}

/** What is known of each monitor since a moment, by monitor number: a fixed number of queries. */
export async function stateHistories(
  db: Pick<Db, "publishing" | "uptime">,
  monitors: readonly Pick<MonitorRecord, "compatNumber" | "createdAtMs" | "pausedAtMs">[],
  fromMs: number,
): Promise<Map<number, StateHistory>> {
  const lives = monitors.map(({ compatNumber, ...life }) => ({ ...life, monitorNo: compatNumber }));
  return historiesFrom(
    await stateFacts(
      db,
      lives.map((life) => life.monitorNo),
      fromMs,
    ),
    lives,
  );
}

export function severityStepsOf(incident: IncidentSpan): { severity: Severity; atMs: number }[] {
  const opened = { severity: incident.openedAs, atMs: incident.startedAtMs };
  return incident.raisedAtMs === null ? [opened] : [opened, { severity: "down", atMs: incident.raisedAtMs }];
}
