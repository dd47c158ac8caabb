import type { Actor } from "@vedette/core/access";
import { authorize } from "@vedette/core/authorize";
import { type ActionDeps, type IncidentAction, actOn, personOf } from "./incident-action.ts";

export const acknowledging: IncidentAction = {
  name: "acknowledged",
  refusal: "This incident is already acknowledged or closed.",
  tells: true,
  run: async (tx, incident, by) => await tx.incidentActions.acknowledge(incident, by),
};

/** Marks an open incident as taken care of and tells the channels that were told it began. See `actOn`. */
export async function acknowledge(deps: ActionDeps, actor: Actor, input: { incidentId: string }): Promise<string[]> {
  authorize(actor, "incident:acknowledge");
  return await actOn(deps, personOf(actor), input.incidentId, acknowledging);
}

/** Gives an acknowledged incident back, and tells those who believe that somebody is looking at it. See `actOn`. */
export async function unacknowledge(deps: ActionDeps, actor: Actor, input: { incidentId: string }): Promise<string[]> {
  authorize(actor, "incident:acknowledge");
  return await actOn(deps, personOf(actor), input.incidentId, {
    name: "unacknowledged",
    refusal: "This incident is not acknowledged, or closed.",
    tells: true,
    run: async (tx, incident, by) => await tx.incidentActions.unacknowledge(incident, by),
  });
}
