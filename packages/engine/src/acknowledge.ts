import type { Actor } from "@vedette/core/access";
import { AppError, notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { RoadDeps } from "./deps.ts";
import { tell } from "./tell.ts";

/**
 * Marks an open incident as taken care of and tells the channels that were told it began. Of two people who press at once one
 * wins; the other gets a `conflict`. A foreign or unknown incident is `not_found`. Returns the outbox rows to announce.
 */
export async function acknowledge(
  deps: Pick<RoadDeps, "db" | "newId" | "publicUrl"> & { now: () => number },
  actor: Actor,
  input: { incidentId: string },
): Promise<string[]> {
  authorize(actor, "incident:acknowledge");
  const incident = { id: input.incidentId, teamId: actor.teamId };
  return await deps.db.transaction(async (tx) => {
    const event = await tx.incidents.acknowledge(incident, actor.userId, deps.now());
    if (event === null) {
      if (await tx.incidents.exists(incident)) throw new AppError("conflict", "This incident is already acknowledged or closed.");
      throw notFound("incident");
    }
    const { outboxIds, monitorIds } = await tell(tx, deps, [event]);
    await tx.incidents.announceMonitors(monitorIds, ["incidents"]);
    return outboxIds;
  });
}
