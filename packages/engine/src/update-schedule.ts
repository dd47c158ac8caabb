import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { ScheduleInput } from "@vedette/core/on-call";
import type { KeyedSchedule } from "@vedette/db/on-call-schedules";
import { type ConfigDeps, changeTeam, difference, record } from "./config-deps.ts";
import { changedMeanwhile, ensureContacts, peopleOf, requireMembers } from "./policy-parts.ts";

/** Replaces an on-call schedule; who stands in stays. An edit that was made from an older version is a `conflict` and changes nothing. */
export async function updateSchedule(
  deps: ConfigDeps,
  actor: Actor,
  input: { scheduleId: string; version: number; schedule: ScheduleInput },
): Promise<KeyedSchedule> {
  authorize(actor, "policy:write");
  const { teamId } = actor;
  const key = { teamId, id: input.scheduleId };
  return await changeTeam(deps, teamId, async (tx) => {
    const before = await tx.onCallSchedules.find(key);
    if (before === null) throw notFound("schedule");
    // Whoever left the team meanwhile may stay in the list: his turns are shown as nobody's.
    const known = new Set(peopleOf(before.layers));
    const people = peopleOf(input.schedule.layers);
    await requireMembers(
      tx,
      teamId,
      people.filter((id) => !known.has(id)),
    );
    await ensureContacts(tx, deps, teamId, people);
    if (!(await tx.onCallSchedules.update(key, input.version, input.schedule))) throw changedMeanwhile("schedule");
    const after = await tx.onCallSchedules.find(key);
    if (after === null) throw notFound("schedule");
    const { name, layers, note } = before;
    const change = difference({ name, layers, note }, input.schedule);
    await record(tx, deps, actor, { action: "schedule.updated", subjectId: key.id, change, topics: ["on-call", "channels"] });
    return after;
  });
}
