import type { Actor } from "@vedette/core/access";
import { AppError } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { Retention } from "@vedette/core/retention";
import { type ConfigDeps, changeTeam, difference, record } from "./config-deps.ts";

/** Decides for how long a team keeps what it saw; `longestChecksDays` is what the instance keeps. What is older goes within the hour, for good. */
export async function setRetention(deps: ConfigDeps, actor: Actor, input: Retention, longestChecksDays: number): Promise<void> {
  authorize(actor, "team:write");
  if (input.checksDays !== null && input.checksDays > longestChecksDays) {
    throw new AppError(
      "bad_request",
      `This instance keeps single checks for ${longestChecksDays} days. Type ${longestChecksDays} or fewer, or ask whoever runs it to raise KEEP_CHECKS_DAYS.`,
      "checksDays",
    );
  }
  await changeTeam(deps, actor.teamId, async (tx) => {
    const before = await tx.teams.retention(actor.teamId);
    await tx.teams.setRetention(actor.teamId, input);
    await record(tx, deps, actor, {
      action: "team.retention-set",
      subjectId: actor.teamId,
      change: difference(before, input),
      topics: ["team"],
    });
  });
}
