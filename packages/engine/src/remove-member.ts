import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { MemberRecord } from "@vedette/core/team-record";
import { requireAnotherOwner, requireOwner } from "./change-role.ts";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";
import type { ConfigNouns } from "@vedette/db/config";

/** Takes a member out of the team, who loses everything of it at once: open invitations of theirs end too. Only an owner removes owners, and the last one stays. */
export async function removeMember(deps: ConfigDeps, actor: Actor, input: { memberId: string }): Promise<void> {
  authorize(actor, "member:write");
  await changeTeam(deps, actor.teamId, async (tx) => {
    const member = await tx.members.find({ teamId: actor.teamId, id: input.memberId });
    if (member === null) throw notFound("member");
    if (member.role === "owner") requireOwner(actor);
    await remove(tx, deps, actor, member, "member.removed");
  });
}

/** Leaves the team by oneself. The last owner cannot: the team would belong to nobody. */
export async function leaveTeam(deps: ConfigDeps, actor: Actor): Promise<void> {
  authorize(actor, "team:read");
  await changeTeam(deps, actor.teamId, async (tx) => {
    const member = await tx.members.ofUser({ teamId: actor.teamId, userId: actor.userId });
    if (member === null) throw notFound("member");
    await remove(tx, deps, actor, member, "member.left");
  });
}

async function remove(
  tx: ConfigNouns,
  deps: ConfigDeps,
  actor: Actor,
  member: MemberRecord,
  action: "member.removed" | "member.left",
): Promise<void> {
  if (member.role === "owner") await requireAnotherOwner(tx, actor.teamId);
  await tx.invitations.revokeOf(actor.teamId, member.userId);
  await tx.channelPreferences.removeOf(actor.teamId, member.userId, deps.now());
  await tx.members.remove({ teamId: actor.teamId, id: member.id });
  await record(tx, deps, actor, {
    action,
    subjectId: member.id,
    change: { userId: member.userId, role: member.role },
    topics: ["members", "team"],
  });
}
