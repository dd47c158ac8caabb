import type { Actor } from "@vedette/core/access";
import { AppError } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";

/** Deletes a team with everything in it, for good. Its name must be typed. Its checks stop with the schedules, at once. */
export async function deleteTeam(deps: ConfigDeps, actor: Actor, input: { name: string; typedName: string }): Promise<void> {
  authorize(actor, "team:delete");
  if (input.typedName !== input.name) throw new AppError("bad_request", `Type ${input.name} to delete this team.`, "typedName");
  await changeTeam(deps, actor.teamId, async (tx) => {
    const pages = await tx.teams.remove(actor.teamId);
    await record(tx, deps, actor, {
      action: "team.deleted",
      subjectId: actor.teamId,
      // By these edge knows that the pages are gone for good, not merely missing.
      change: { name: input.name, pages },
      topics: ["team", "members"],
    });
  });
}
