import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { IncidentDetail } from "@vedette/core/incident-record";
import type { ConfigDeps } from "./config-deps.ts";

/** An incident with its timeline, everything that was sent about it, and those that are dealt with in it. */
export async function readIncident(deps: Pick<ConfigDeps, "db">, actor: Actor, input: { incidentId: string }): Promise<IncidentDetail> {
  authorize(actor, "incident:read");
  const key = { teamId: actor.teamId, id: input.incidentId };
  const [incident, merged, deliveries] = await Promise.all([
    deps.db.incidentLog.find(key),
    deps.db.incidentLog.mergedInto(key),
    deps.db.deliveryLog.list(actor.teamId, { channelId: null, incidentId: input.incidentId, beforeMs: null, limit: 100 }),
  ]);
  if (incident === null) throw notFound("incident");
  const lines = await deps.db.incidentLog.events(actor.teamId, [incident.id, ...merged.map(({ id }) => id)]);
  const timelineOf = (id: string) => lines.filter(({ incidentId }) => incidentId === id);
  return {
    ...incident,
    events: timelineOf(incident.id),
    deliveries,
    merged: merged.map((each) => ({ ...each, events: timelineOf(each.id) })),
  };
}
