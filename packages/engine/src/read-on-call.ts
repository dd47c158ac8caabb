import type { Actor } from "@vedette/core/access";
import { authorize } from "@vedette/core/authorize";
import type { KeyedSchedule } from "@vedette/db/on-call-schedules";
import type { ConfigDeps } from "./config-deps.ts";

/** The schedules of a team and its people. `ownToken`: the key of one's own calendar; null: it was never asked for. */
export type OnCall = { schedules: KeyedSchedule[]; people: { userId: string; name: string }[]; ownToken: string | null };

export async function readOnCall(deps: Pick<ConfigDeps, "db">, actor: Actor): Promise<OnCall> {
  authorize(actor, "policy:read");
  const { members, onCallSchedules } = deps.db.config;
  const [schedules, people, ownToken] = await Promise.all([
    onCallSchedules.list(actor.teamId),
    members.list(actor.teamId),
    onCallSchedules.personalToken({ teamId: actor.teamId, userId: actor.userId }),
  ]);
  return { schedules, people: people.map(({ userId, name, email }) => ({ userId, name: name === "" ? email : name })), ownToken };
}
