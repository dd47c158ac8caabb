import type { Actor } from "@vedette/core/access";
import { AppError, notFound } from "@vedette/core/app-error";
import type { Tx } from "@vedette/db/db";
import { type By, type IncidentKey, type Via, viaData } from "@vedette/db/incident-actions";
import type { EventRow } from "@vedette/db/incidents";
import type { RoadDeps } from "./deps.ts";
import { tell } from "./tell.ts";

export type ActionDeps = Pick<RoadDeps, "db" | "newId" | "publicUrl"> & { now: () => number };
/** Who acts on an incident of a team: one of its people, or whoever holds what a message to one of its channels carried. */
export type IncidentActor = { teamId: string; userId: string | null; ip: string | null; via: Via | null };

export type IncidentAction = {
  /** In the past, as the audit log says it. */
  name: string;
  /** What whoever comes too late is told. */
  refusal: string;
  /** Whether those who were told of the incident are told of this. */
  tells: boolean;
  change?: Record<string, unknown>;
  /** Null: it cannot be done. `done`: an earlier press has, so nothing changes. */
  run: (tx: Tx, incident: IncidentKey, by: By) => Promise<EventRow | "done" | null>;
};

/**
 * One thing that somebody does with an incident: the change, its line in the timeline, its row in the audit log and the alerts, all or
 * nothing. Of two at once one wins, the other gets a `conflict`; a foreign or unknown incident is `not_found`. Returns the outbox rows to
 * announce. Whoever calls has authorized it.
 */
export async function actOn(deps: ActionDeps, actor: IncidentActor, incidentId: string, action: IncidentAction): Promise<string[]> {
  const { teamId, userId, ip, via } = actor;
  const incident = { id: incidentId, teamId };
  return await deps.db.transaction(async (tx) => {
    const event = await action.run(tx, incident, { userId, via, atMs: deps.now() });
    if (event === null) {
      if ((await tx.incidentActions.find(incident)) === null) throw notFound("incident");
      throw new AppError("conflict", action.refusal);
    }
    if (event === "done") return [];
    const change = { ...action.change, ...viaData(via) };
    await tx.roadAudit.append({
      teamId,
      actorId: userId,
      ip,
      action: `incident.${action.name}`,
      subjectKind: "incident",
      subjectId: incidentId,
      change,
    });
    if (action.tells) {
      const { outboxIds, monitorIds } = await tell(tx, deps, [event]);
      await tx.incidents.announceMonitors(monitorIds, ["incidents"]);
      return outboxIds;
    }
    await tx.incidentActions.announce(teamId);
    return [];
  });
}

export function personOf({ teamId, userId, ip }: Actor): IncidentActor {
  return { teamId, userId, ip, via: null };
}
