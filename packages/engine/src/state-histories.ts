import type { MonitorRecord } from "@vedette/core/monitor-record";
import type { StateHistory } from "@vedette/core/time-in-state";
import type { Db } from "@vedette/db/db";
import { severityStepsOf } from "./snapshot-of.ts";

/** What is known of each monitor since a moment, by monitor number: three queries, however many monitors. */
export async function stateHistories(
  db: Pick<Db, "publishing">,
  monitors: readonly Pick<MonitorRecord, "compatNumber" | "createdAtMs" | "pausedAtMs">[],
  fromMs: number,
): Promise<Map<number, StateHistory>> {
  const nos = monitors.map((monitor) => monitor.compatNumber);
  const [incidents, gaps, maintenances] = await Promise.all([
    db.publishing.incidentsSince(nos, fromMs),
    db.publishing.gapsSince(nos, fromMs),
    db.publishing.maintenancesSince(nos, fromMs),
  ]);
  const incidentsOf = Map.groupBy(incidents, (incident) => incident.monitorNo);
  const gapsOf = Map.groupBy(gaps, (gap) => gap.monitorNo);
  const maintenancesOf = Map.groupBy(maintenances, (maintenance) => maintenance.monitorNo);
  return new Map(
    monitors.map(({ compatNumber: no, createdAtMs, pausedAtMs }) => {
      // A pause that lasts is written down when it ends.
      const pause = pausedAtMs === null ? [] : [{ fromMs: pausedAtMs, untilMs: Infinity, kind: "paused" as const }];
      const history = {
        existsFromMs: createdAtMs,
        incidents: (incidentsOf.get(no) ?? []).map((incident) => ({ ...incident, severity: severityStepsOf(incident) })),
        gaps: [...(gapsOf.get(no) ?? []), ...pause],
        maintenances: maintenancesOf.get(no) ?? [],
      };
      return [no, history];
    }),
  );
}
