import type { Actor } from "@vedette/core/access";
import { authorize } from "@vedette/core/authorize";
import type { Comment } from "@vedette/core/comment";
import { type ActionDeps, actOn, personOf } from "./incident-action.ts";

/** Writes a comment into an incident's timeline, open or closed; nobody is told. See `actOn`. */
export async function comment(deps: ActionDeps, actor: Actor, input: { incidentId: string; text: Comment }): Promise<string[]> {
  authorize(actor, "incident:acknowledge");
  return await actOn(deps, personOf(actor), input.incidentId, {
    name: "commented",
    refusal: "This incident takes no comment.",
    tells: false,
    run: async (tx, incident, by) => await tx.incidentActions.note(incident, by, input.text),
  });
}
