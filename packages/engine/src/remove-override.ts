import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";

/** Ends that somebody stands in, also for the past. Adding the same again undoes it. */
export async function removeOverride(deps: ConfigDeps, actor: Actor, input: { overrideId: string }): Promise<void> {
  authorize(actor, "on-call:swap");
  const key = { teamId: actor.teamId, id: input.overrideId };
  await changeTeam(deps, actor.teamId, async (tx) => {
    const override = await tx.onCallSchedules.findOverride(key);
    if (override === null || !(await tx.onCallSchedules.removeOverride(key))) throw notFound("override");
    const { scheduleId, ...before } = override;
    await record(tx, deps, actor, { action: "schedule.override-removed", subjectId: scheduleId, change: { before }, topics: ["on-call"] });
  });
}
