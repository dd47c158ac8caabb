import type { Actor } from "@vedette/core/access";
import { authorize } from "@vedette/core/authorize";
import type { Comment } from "@vedette/core/comment";
import { type ActionDeps, type IncidentAction, actOn, personOf } from "./incident-action.ts";

export function commenting(text: Comment): IncidentAction {
  return {
    name: "commented",
    refusal: "This incident takes no comment.",
    tells: false,
    run: async (tx, incident, by) => await tx.incidentActions.note(incident, by, text),
  };
}

/** Writes a comment into an incident's timeline, open or closed; nobody is told. See `actOn`. */
export async function comment(deps: ActionDeps, actor: Actor, input: { incidentId: string; text: Comment }): Promise<string[]> {
  authorize(actor, "incident:acknowledge");
  return await actOn(deps, personOf(actor), input.incidentId, commenting(input.text));
}
