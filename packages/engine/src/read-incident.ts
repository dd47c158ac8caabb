import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { IncidentDetail } from "@vedette/core/incident-record";
import type { ConfigDeps } from "./config-deps.ts";

/** An incident with its timeline and everything that was sent about it. */
export async function readIncident(deps: Pick<ConfigDeps, "db">, actor: Actor, input: { incidentId: string }): Promise<IncidentDetail> {
  authorize(actor, "incident:read");
  const key = { teamId: actor.teamId, id: input.incidentId };
  const [incident, events, deliveries] = await Promise.all([
    deps.db.incidentLog.find(key),
    deps.db.incidentLog.events(key),
    deps.db.deliveryLog.list(actor.teamId, { channelId: null, incidentId: input.incidentId, beforeMs: null, limit: 100 }),
  ]);
  if (incident === null) throw notFound("incident");
  return { ...incident, events, deliveries };
}
