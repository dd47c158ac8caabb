import { AppError, notFound } from "@vedette/core/app-error";
import type { TeamSummary } from "@vedette/core/team-record";
import { type ConfigDeps, type Person, changeTeam, record } from "./config-deps.ts";
import { invitationName } from "./invite-member.ts";

/**
 * Makes the invited person a member. The invitation is good once, within its time, and for its own address alone, which must be
 * verified where the instance can send mail. A member who accepts again keeps the role they have.
 */
export async function acceptInvitation(deps: ConfigDeps, person: Person, input: { invitationId: string }): Promise<TeamSummary> {
  const invitation = await deps.db.config.invitations.byKey(input.invitationId);
  if (invitation === null || !invitation.isPending || invitation.expiresAtMs <= deps.now()) throw notFound("invitation");
  const user = await deps.db.config.users.find(person.userId);
  if (user === null || user.email !== invitation.email) {
    throw new AppError("forbidden", "This invitation was sent to another address. Sign in with that address to accept it.");
  }
  if (deps.sendsMail && !user.emailVerified)
    throw new AppError("forbidden", "Confirm your e-mail address first: open the link in the mail we sent you.");
  const { teamId, role, team } = invitation;
  return await changeTeam(deps, teamId, async (tx) => {
    if (!(await tx.invitations.settle({ teamId, id: invitation.id }, "accepted"))) throw notFound("invitation");
    const member = await tx.members.ofUser({ teamId, userId: person.userId });
    if (member === null) await tx.members.add({ id: deps.newId(), teamId, userId: person.userId, role }, deps.now());
    await record(
      tx,
      deps,
      { ...person, teamId },
      { action: "invitation.accepted", subjectId: invitationName(invitation.id), change: { role }, topics: ["members"] },
    );
    return { id: teamId, slug: team.slug, name: team.name, isSample: false, role: member?.role ?? role };
  });
}
