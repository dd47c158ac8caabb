import type { Actor } from "@vedette/core/access";
import { authorize } from "@vedette/core/authorize";
import type { TeamVoice } from "@vedette/core/team-record";
import { type ConfigDeps, changeTeam, difference, record } from "./config-deps.ts";

/** Decides in which language and time zone the team's alerts speak, from the next one on. */
export async function setVoice(deps: ConfigDeps, actor: Actor, input: TeamVoice): Promise<void> {
  authorize(actor, "team:write");
  await changeTeam(deps, actor.teamId, async (tx) => {
    const before = await tx.teams.voice(actor.teamId);
    await tx.teams.setVoice(actor.teamId, input);
    await record(tx, deps, actor, {
      action: "team.voice-set",
      subjectId: actor.teamId,
      change: difference(before, input),
      topics: ["team"],
    });
  });
}
