import type { Actor } from "@vedette/core/access";
import { AppError, notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { type IncidentUpdates, type PageUpdateInput, untrueStatus } from "@vedette/core/page-update";
import type { Tx } from "@vedette/db/db";
import type { By, IncidentKey, UpdateNote } from "@vedette/db/incident-actions";
import type { EventRow } from "@vedette/db/incidents";
import { type ActionDeps, actOn, personOf } from "./incident-action.ts";
import { requireRoom } from "./team-limits.ts";

export async function readUpdates(deps: Pick<ActionDeps, "db">, actor: Actor, input: { incidentId: string }): Promise<IncidentUpdates> {
  authorize(actor, "incident:read");
  const key = { teamId: actor.teamId, id: input.incidentId };
  const [incident, updates, pages] = await Promise.all([
    deps.db.incidentActions.find(key),
    deps.db.pageUpdates.list(key),
    deps.db.pageUpdates.pages(key),
  ]);
  if (incident === null) throw notFound("incident");
  return { updates, pages };
}

/**
 * Tells the readers of all pages that show an incident, open or over, or one merged into it, how it stands; their next publication carries
 * it. A `conflict` where no page shows it, and for `resolved` while it is open. `creationKey` is made by the form: the same words under the
 * same key are posted once, other words are refused. See `actOn`.
 */
export async function postUpdate(
  deps: ActionDeps,
  actor: Actor,
  input: { incidentId: string; creationKey: string; update: PageUpdateInput },
): Promise<void> {
  authorize(actor, "page:write");
  const { incidentId, creationKey, update } = input;
  await actOn(deps, personOf(actor), incidentId, {
    name: "update-posted",
    refusal: "This form has posted already, in other words. Correct what it posted.",
    tells: false,
    change: { status: update.status },
    run: async (tx, incident, by) => {
      await requireTrue(tx, incident, update);
      const standing = await tx.pageUpdates.standing(incident);
      if (!(await tx.pageUpdates.post(incident, { ...update, id: deps.newId(), creationKey }, by))) {
        const posted = await tx.pageUpdates.postedBy(incident, creationKey);
        return isSame(posted, update) ? "done" : null;
      }
      requireRoom("updates of this incident", standing);
      if ((await tx.pageUpdates.pages(incident)).length === 0)
        throw new AppError(
          "conflict",
          "No page shows this incident. Put its monitor on one; pages show an incident until 14 days after its end.",
        );
      return await noteUpdate(tx, incident, by, { did: "posted", ...update });
    },
  });
}

/**
 * Replaces what an update says; it keeps the time at which it was posted, and pages say that it was edited. Saying the same again changes
 * nothing; a correction of an older `version` is a `conflict`. See `postUpdate`.
 */
export async function correctUpdate(
  deps: ActionDeps,
  actor: Actor,
  input: { updateId: string; version: number; update: PageUpdateInput },
): Promise<void> {
  authorize(actor, "page:write");
  const { updateId, version, update } = input;
  await actOn(deps, personOf(actor), await incidentOfUpdate(deps, actor, updateId), {
    name: "update-corrected",
    refusal: "Somebody corrected or deleted this update meanwhile. Read it, then correct it again.",
    tells: false,
    change: { status: update.status },
    run: async (tx, incident, by) => {
      await requireTrue(tx, incident, update);
      const key = { teamId: actor.teamId, id: updateId };
      if (isSame(await tx.pageUpdates.words(key), update)) return "done";
      const corrected = await tx.pageUpdates.correct(key, version, update, by);
      return corrected ? await noteUpdate(tx, incident, by, { did: "corrected", ...update }) : null;
    },
  });
}

export async function incidentOfUpdate(deps: Pick<ActionDeps, "db">, actor: Actor, updateId: string): Promise<string> {
  const incidentId = await deps.db.pageUpdates.incidentOf({ teamId: actor.teamId, id: updateId });
  if (incidentId === null) throw notFound("update");
  return incidentId;
}

/** Says in the timeline what was done with an update, and marks the pages that show it for publication. */
export async function noteUpdate(
  tx: Tx,
  incident: IncidentKey,
  by: By,
  { did, status, body }: PageUpdateInput & Pick<UpdateNote, "did">,
): Promise<EventRow | null> {
  const pages = await tx.pageUpdates.pages(incident);
  const names = pages.filter(({ published }) => published).map(({ name }) => name);
  const event = await tx.incidentActions.noteUpdate(incident, by, { did, status, text: body, pages: names });
  await tx.incidents.announceMonitors(await tx.pageUpdates.monitorIds(incident), []);
  return event;
}

function isSame(said: PageUpdateInput | null, { status, body }: PageUpdateInput): boolean {
  return said?.status === status && said.body === body;
}

async function requireTrue(tx: Tx, incident: IncidentKey, { status }: PageUpdateInput): Promise<void> {
  const found = await tx.incidentActions.find(incident);
  if (found === null) throw notFound("incident");
  const problem = untrueStatus(status, found.isOpen);
  if (problem !== null) throw new AppError("conflict", problem, "update.status");
}
