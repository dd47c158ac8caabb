import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { ScheduleInput } from "@vedette/core/on-call";
import type { KeyedSchedule } from "@vedette/db/on-call-schedules";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";
import { ensureContacts, peopleOf, requireMembers } from "./policy-parts.ts";
import { requireRoom } from "./team-limits.ts";

/** Adds an on-call schedule. Whoever takes turns in it and has no channel of their own gets one that mails. */
export async function createSchedule(deps: ConfigDeps, actor: Actor, input: { schedule: ScheduleInput }): Promise<KeyedSchedule> {
  authorize(actor, "policy:write");
  const { teamId } = actor;
  const key = { teamId, id: deps.newId() };
  return await changeTeam(deps, teamId, async (tx) => {
    requireRoom("on-call schedules", (await tx.onCallSchedules.list(teamId)).length);
    await requireMembers(tx, teamId, peopleOf(input.schedule.layers));
    await ensureContacts(tx, deps, teamId, peopleOf(input.schedule.layers));
    await tx.onCallSchedules.create(key, input.schedule, deps.newId(), deps.now());
    const created = await tx.onCallSchedules.find(key);
    if (created === null) throw notFound("schedule");
    const change = { after: input.schedule };
    await record(tx, deps, actor, { action: "schedule.created", subjectId: key.id, change, topics: ["on-call", "channels"] });
    return created;
  });
}
