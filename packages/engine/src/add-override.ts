import type { Actor } from "@vedette/core/access";
import { AppError, notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { OverrideInput } from "@vedette/core/on-call";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";
import { ensureContacts, requireMembers } from "./policy-parts.ts";

/** Of one schedule, those that are over included. */
const mostOverrides = 500;

/** Lets a member stand in for a time, whatever the layers say; the newest counts. Returns its id. */
export async function addOverride(deps: ConfigDeps, actor: Actor, input: { scheduleId: string; override: OverrideInput }): Promise<string> {
  authorize(actor, "on-call:swap");
  const { teamId } = actor;
  const { scheduleId } = input;
  const id = deps.newId();
  await changeTeam(deps, teamId, async (tx) => {
    const schedule = await tx.onCallSchedules.find({ teamId, id: scheduleId });
    if (schedule === null) throw notFound("schedule");
    if (schedule.overrides.length >= mostOverrides)
      throw new AppError("conflict", `A schedule has at most ${mostOverrides} times at which somebody stands in. Remove old ones.`);
    await requireMembers(tx, teamId, [input.override.userId]);
    await ensureContacts(tx, deps, teamId, [input.override.userId]);
    await tx.onCallSchedules.addOverride(teamId, scheduleId, { id, ...input.override }, actor.userId, deps.now());
    const change = { after: { overrideId: id, ...input.override } };
    await record(tx, deps, actor, { action: "schedule.override-added", subjectId: scheduleId, change, topics: ["on-call", "channels"] });
  });
  return id;
}
