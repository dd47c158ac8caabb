import type { Actor } from "@vedette/core/access";
import { AppError, notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { PostMortem } from "@vedette/core/post-mortem";
import type { ConfigDeps } from "./config-deps.ts";

/** All versions, the newest first, and how many checks failed, for a draft; null where that is not known any more. */
export type PostMortemRecord = { versions: PostMortem[]; failedChecks: number | null };

export async function readPostMortem(deps: Pick<ConfigDeps, "db">, actor: Actor, input: { incidentId: string }): Promise<PostMortemRecord> {
  authorize(actor, "incident:read");
  const key = { teamId: actor.teamId, id: input.incidentId };
  const [incident, versions, failedChecks] = await Promise.all([
    deps.db.incidentLog.find(key),
    deps.db.postMortems.versions(key),
    deps.db.incidentLog.failedChecks(key),
  ]);
  if (incident === null) throw notFound("incident");
  return { versions, failedChecks };
}

/** Saves what was made from `afterVersion` (0: from nothing) as the next version. Of two people who save at once the second gets a `conflict`. */
export async function savePostMortem(
  deps: Pick<ConfigDeps, "db" | "now">,
  actor: Actor,
  input: { incidentId: string; afterVersion: number; text: string },
): Promise<void> {
  authorize(actor, "incident:acknowledge");
  const { teamId, userId, ip } = actor;
  const { incidentId, afterVersion, text } = input;
  const key = { teamId, id: incidentId };
  await deps.db.transaction(async (tx) => {
    if ((await tx.incidentActions.find(key)) === null) throw notFound("incident");
    if (!(await tx.postMortems.append(key, afterVersion, text, userId, deps.now())))
      throw new AppError("conflict", "Somebody saved another version meanwhile. Yours is still here: read theirs, then save again.");
    const change = { version: afterVersion + 1 };
    await tx.roadAudit.append({
      teamId,
      actorId: userId,
      ip,
      action: "incident.post-mortem-saved",
      subjectKind: "incident",
      subjectId: incidentId,
      change,
    });
    await tx.incidentActions.announce(teamId);
  });
}
