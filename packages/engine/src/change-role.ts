import { type Actor, type Role, roles } from "@vedette/core/access";
import { AppError, notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { MemberRecord } from "@vedette/core/team-record";
import type { ConfigNouns } from "@vedette/db/config";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";

/** Gives a member another role. Only an owner makes or unmakes owners, and the last one stays. A lower role ends open invitations of theirs. */
export async function changeRole(deps: ConfigDeps, actor: Actor, input: { memberId: string; role: Role }): Promise<MemberRecord> {
  authorize(actor, "member:write");
  const key = { teamId: actor.teamId, id: input.memberId };
  return await changeTeam(deps, actor.teamId, async (tx) => {
    const member = await tx.members.find(key);
    if (member === null) throw notFound("member");
    if (member.role === "owner" || input.role === "owner") requireOwner(actor);
    if (member.role === "owner" && input.role !== "owner") await requireAnotherOwner(tx, actor.teamId);
    // Whoever may less must not keep a way back in the hands of others.
    if (roles.indexOf(input.role) < roles.indexOf(member.role)) await tx.invitations.revokeOf(actor.teamId, member.userId);
    await tx.members.setRole(key, input.role);
    const change = { userId: member.userId, before: member.role, after: input.role };
    await record(tx, deps, actor, { action: "member.role-changed", subjectId: key.id, change, topics: ["members", "team"] });
    return { ...member, role: input.role };
  });
}

export function requireOwner(actor: Actor): void {
  if (actor.role !== "owner") throw new AppError("forbidden", "Only an owner may do this. Ask an owner of the team.");
}

/** Stands inside the team's serialised change, so two owners who leave at once cannot both go. */
export async function requireAnotherOwner(tx: ConfigNouns, teamId: string): Promise<void> {
  if ((await tx.members.countOwners(teamId)) <= 1) {
    throw new AppError("conflict", "A team keeps at least one owner. Make somebody else an owner first.");
  }
}
