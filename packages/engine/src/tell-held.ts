import { tellOf } from "@vedette/core/hold";
import { alertsOf } from "./alerts.ts";
import type { RoadDeps } from "./deps.ts";

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
    const contexts = await tx.incidents.contexts(await tx.incidents.release(due));
    await deps.step("incidents-changed");
    const appended = await tx.outbox.append(contexts.flatMap((context) => alertsOf(context, deps.publicUrl, deps.newId)));
    await tx.incidents.announceMonitors([...new Set(contexts.map((context) => context.monitor.id))], ["incidents"]);
    return appended;
  });
}
