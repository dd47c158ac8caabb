import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";

/** Takes an on-call schedule out of sight and use: steps that name it reach nobody by it. `restoreSchedule` undoes it. */
export async function deleteSchedule(deps: ConfigDeps, actor: Actor, input: { scheduleId: string }): Promise<void> {
  authorize(actor, "policy:write");
  const key = { teamId: actor.teamId, id: input.scheduleId };
  await changeTeam(deps, actor.teamId, async (tx) => {
    const schedule = await tx.onCallSchedules.find(key);
    if (schedule === null || !(await tx.onCallSchedules.remove(key, deps.now()))) throw notFound("schedule");
    await record(tx, deps, actor, { action: "schedule.deleted", subjectId: key.id, change: { name: schedule.name }, topics: ["on-call"] });
  });
}
