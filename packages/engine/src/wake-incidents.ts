import { wakeOf } from "@vedette/core/quiet";
import type { RoadDeps } from "./deps.ts";
import { tell } from "./tell.ts";

const atOnce = 200;

/**
 * Tells people again of incidents that are still open when their snooze, or the incident that they were merged into, has ended. Returns
 * the ids of the outbox rows to announce. Of two callers one tells; doing it again changes nothing.
 */
export async function wakeIncidents(deps: Pick<RoadDeps, "db" | "newId" | "publicUrl" | "step">): Promise<string[]> {
  return await deps.db.transaction(async (tx) => {
    const due = (await tx.incidentActions.quiet(atOnce)).flatMap((incident) => {
      const wake = wakeOf(incident, incident.nowMs);
      return wake === null ? [] : [{ id: incident.id, ...wake }];
    });
    if (due.length === 0) return [];
    const events = await tx.incidentActions.wake(due);
    await deps.step("incidents-changed");
    const { outboxIds, monitorIds } = await tell(tx, deps, events);
    await tx.incidents.announceMonitors(monitorIds, ["incidents"]);
    return outboxIds;
  });
}
