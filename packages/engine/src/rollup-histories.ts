import type { GapTicks } from "@vedette/core/rollup";
import type { StateHistory } from "@vedette/core/time-in-state";
import type { Tx } from "@vedette/db/db";
import type { Life } from "@vedette/db/rollup-sources";
import { severityStepsOf } from "./state-histories.ts";

export type RollupHistory = Omit<StateHistory, "gaps" | "exclusions"> & { gaps: readonly GapTicks[]; existsUntilMs: number | null };
type Range = { fromMs: number; untilMs: number };

/** What is known of these monitors in the range. Most have no incident, gap or maintenance, so four queries serve them all. */
export async function historiesOf(tx: Tx, lives: readonly Life[], range: Range): Promise<Map<number, RollupHistory>> {
  const nos = lives.map((life) => life.monitorNo);
  const incidents = Map.groupBy(await tx.publishing.incidentsSince(nos, range.fromMs), (incident) => incident.monitorNo);
  const gaps = Map.groupBy(await tx.rollupSources.gapsIn(nos, range), (gap) => gap.monitorNo);
  const maintenances = Map.groupBy(await tx.publishing.maintenancesSince(nos, range.fromMs), (span) => span.monitorNo);
  const historyOf = (life: Life): RollupHistory => ({
    existsFromMs: life.createdAtMs,
    existsUntilMs: life.deletedAtMs,
    incidents: (incidents.get(life.monitorNo) ?? []).map((incident) => ({
      startedAtMs: incident.startedAtMs,
      endedAtMs: incident.endedAtMs,
      severity: severityStepsOf(incident),
    })),
    gaps: [...(gaps.get(life.monitorNo) ?? []), ...openGapsOf(life)],
    maintenances: maintenances.get(life.monitorNo) ?? [],
  });
  return new Map(lives.map((life) => [life.monitorNo, historyOf(life)]));
}

/** Two stretches that no row records: a pause that lasts, and the time before anyone had looked for the first time. */
function openGapsOf(life: Life): GapTicks[] {
  const gaps: GapTicks[] = [];
  if (life.pausedAtMs !== null) gaps.push({ kind: "paused", fromMs: life.pausedAtMs, untilMs: Infinity, ticks: 0 });
  if (life.firstCheckMs !== null) gaps.push({ kind: "missed", fromMs: life.createdAtMs, untilMs: life.firstCheckMs, ticks: 0 });
  return gaps;
}
