import type { Snapshot } from "@vedette/core/snapshot";
import type { Db } from "@vedette/db/db";
import type { PageSource } from "@vedette/db/publishing";
import { historyDays, isShown, snapshotOf } from "./snapshot-of.ts";
import { stateFacts } from "./state-histories.ts";

const dayMs = 86_400_000;

/** A page with everything that visitors may see of it at a moment. Reads alone. */
export async function readSnapshot(
  deps: { db: Pick<Db, "publishing" | "uptime" | "pageUpdates">; edgeUrl: string },
  page: PageSource,
  nowMs: number,
): Promise<Snapshot> {
  const window = { fromMs: nowMs - (historyDays + 1) * dayMs, toMs: nowMs };
  const nos = [...new Set(page.components.flatMap((component) => component.monitors.map((monitor) => monitor.monitorNo)))];
  const [facts, checks] = await Promise.all([
    stateFacts(deps.db, nos, window.fromMs),
    page.uptime.weighting === "checks" ? deps.db.uptime.checksOf(nos, 3_600, window) : new Map(),
  ]);
  const shown = facts.incidents.filter((incident) => isShown(incident, nowMs)).map(({ id }) => id);
  const updates = Map.groupBy(await deps.db.pageUpdates.publicOf(shown), ({ incidentId }) => incidentId);
  return snapshotOf({ page, facts, checks, updates, nowMs, url: `${deps.edgeUrl}/s/${page.slug}` });
}
