import { tellOf } from "@vedette/core/hold";
import type { RoadDeps } from "./deps.ts";
import { tell } from "./tell.ts";

const atOnce = 200;

/**
 * Tells people of incidents that were held, once the reason is gone and they are still open. Returns the ids of the outbox rows to
 * announce. Of two callers one tells; doing it again changes nothing.
 */
export async function tellHeld(deps: Pick<RoadDeps, "db" | "newId" | "publicUrl" | "step">): Promise<string[]> {
  return await deps.db.transaction(async (tx) => {
    const due = (await tx.incidents.held(atOnce)).flatMap((incident) => {
      const why = tellOf(incident, incident.nowMs);
      return why === null ? [] : [{ id: incident.id, why }];
    });
    if (due.length === 0) return [];
    const released = await tx.incidents.release(due);
    await deps.step("incidents-changed");
    const { outboxIds, monitorIds } = await tell(tx, deps, released);
    await tx.incidents.announceMonitors(monitorIds, ["incidents"]);
    return outboxIds;
  });
}
