import type { Actor } from "@vedette/core/access";
import { authorize } from "@vedette/core/authorize";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";

/** Changes the name that people read. The slug in addresses stays, so links keep working. */
export async function renameTeam(deps: ConfigDeps, actor: Actor, input: { name: string }): Promise<void> {
  authorize(actor, "team:write");
  await changeTeam(deps, actor.teamId, async (tx) => {
    await tx.teams.rename(actor.teamId, input.name);
    await record(tx, deps, actor, { action: "team.renamed", subjectId: actor.teamId, change: { after: input.name }, topics: ["team"] });
  });
}
