import type { Actor } from "@vedette/core/access";
import { authorize } from "@vedette/core/authorize";
import { type ActionDeps, actOn, personOf } from "./incident-action.ts";
import { incidentOfUpdate, noteUpdate } from "./post-update.ts";

/** Takes an update from the pages; the incident's timeline keeps what readers had seen. A second call is a `conflict`. See `actOn`. */
export async function deleteUpdate(deps: ActionDeps, actor: Actor, input: { updateId: string }): Promise<void> {
  authorize(actor, "page:write");
  await actOn(deps, personOf(actor), await incidentOfUpdate(deps, actor, input.updateId), {
    name: "update-deleted",
    refusal: "This update is deleted already.",
    tells: false,
    run: async (tx, incident, by) => {
      const update = await tx.pageUpdates.remove({ teamId: actor.teamId, id: input.updateId }, by.atMs);
      return update === null ? null : await noteUpdate(tx, incident, by, { did: "deleted", ...update });
    },
  });
}

/** Brings a deleted update back as it was. A second call is a `conflict`. See `actOn`. */
export async function restoreUpdate(deps: ActionDeps, actor: Actor, input: { updateId: string }): Promise<void> {
  authorize(actor, "page:write");
  await actOn(deps, personOf(actor), await incidentOfUpdate(deps, actor, input.updateId), {
    name: "update-restored",
    refusal: "This update is not deleted.",
    tells: false,
    run: async (tx, incident, by) => {
      const update = await tx.pageUpdates.restore({ teamId: actor.teamId, id: input.updateId });
      return update === null ? null : await noteUpdate(tx, incident, by, { did: "restored", ...update });
    },
  });
}
