import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";
import { requireRoom } from "./team-limits.ts";

/** Undoes `deleteSchedule`; restoring one that is there changes nothing. */
export async function restoreSchedule(deps: ConfigDeps, actor: Actor, input: { scheduleId: string }): Promise<void> {
  authorize(actor, "policy:write");
  const key = { teamId: actor.teamId, id: input.scheduleId };
  await changeTeam(deps, actor.teamId, async (tx) => {
    const wasDeleted = await tx.onCallSchedules.restore(key);
    if ((await tx.onCallSchedules.find(key)) === null) throw notFound("schedule");
    if (!wasDeleted) return;
    requireRoom("on-call schedules", (await tx.onCallSchedules.list(actor.teamId)).length - 1);
    await record(tx, deps, actor, { action: "schedule.restored", subjectId: key.id, topics: ["on-call"] });
  });
}
