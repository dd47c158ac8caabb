import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";

/** Gives the calendar of a schedule another address; whoever has the old one sees nothing from then on. Returns the new key. */
export async function renewScheduleFeed(deps: ConfigDeps, actor: Actor, input: { scheduleId: string }): Promise<string> {
  authorize(actor, "policy:write");
  const key = { teamId: actor.teamId, id: input.scheduleId };
  const token = deps.newId();
  await changeTeam(deps, actor.teamId, async (tx) => {
    if (!(await tx.onCallSchedules.setFeedToken(key, token))) throw notFound("schedule");
    await record(tx, deps, actor, { action: "schedule.feed-renewed", subjectId: key.id, topics: ["on-call"] });
  });
  return token;
}

/** Gives one's own calendar of shifts its first address, or another one. Returns the key. */
export async function renewOwnFeed(deps: ConfigDeps, actor: Actor): Promise<string> {
  authorize(actor, "policy:read");
  const token = deps.newId();
  await changeTeam(deps, actor.teamId, async (tx) => {
    await tx.onCallSchedules.setPersonalToken(actor, token);
    await record(tx, deps, actor, { action: "member.feed-renewed", subjectId: actor.userId, topics: ["on-call"] });
  });
  return token;
}
