import type { Actor } from "@vedette/core/access";
import { AppError, notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { InvitationInput, InvitationRecord } from "@vedette/core/team-record";
import { requireOwner } from "./change-role.ts";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";
import { queueSystemMail } from "./queue-system-mail.ts";
import { requireRoom } from "./team-limits.ts";
import { createHash } from "node:crypto";

const validMs = 7 * 86_400_000;

/**
 * Invites an address to the team for 7 days; an older invitation of the same address ends. The link is mailed where the
 * instance has a mail server, and answered so that it can be handed over. Only an owner invites owners.
 */
export async function inviteMember(
  deps: ConfigDeps,
  actor: Actor,
  input: InvitationInput & { teamName: string },
): Promise<InvitationRecord & { link: string; mailed: boolean }> {
  authorize(actor, "member:write");
  if (input.role === "owner") requireOwner(actor);
  const { teamId } = actor;
  const nowMs = deps.now();
  const invitation = { id: deps.newId(), email: input.email, role: input.role, expiresAtMs: nowMs + validMs };
  const inviter = await deps.db.config.users.find(actor.userId);
  await changeTeam(deps, teamId, async (tx) => {
    const members = await tx.members.list(teamId);
    if (members.some((member) => member.email === input.email))
      throw new AppError("conflict", "This person is a member of the team already.", "email");
    requireRoom("open invitations", await tx.invitations.countPending(teamId));
    await tx.invitations.supersede(teamId, input.email);
    await tx.invitations.add({ ...invitation, teamId, inviterId: actor.userId }, nowMs);
    const change = { email: input.email, role: input.role };
    await record(tx, deps, actor, { action: "invitation.created", subjectId: invitationName(invitation.id), change, topics: ["members"] });
  });
  const link = invitationLink(deps, invitation.id);
  if (deps.sendsMail) await queueSystemMail(deps, mailOf(input, inviter?.name ?? "Somebody", link));
  return { ...invitation, createdAtMs: nowMs, inviter: inviter?.name ?? null, link, mailed: deps.sendsMail };
}

export function invitationLink(deps: Pick<ConfigDeps, "publicUrl">, id: string): string {
  return `${deps.publicUrl}/invite/${id}`;
}

/** What an audit row calls an invitation: its id is the key in its link, and rows are read by people who may not use every key. */
export function invitationName(id: string): string {
  return createHash("sha256").update(`invitation ${id}`).digest("hex").slice(0, 16);
}

/** Ends an invitation that nobody has accepted yet. */
export async function revokeInvitation(deps: ConfigDeps, actor: Actor, input: { invitationId: string }): Promise<void> {
  authorize(actor, "member:write");
  await changeTeam(deps, actor.teamId, async (tx) => {
    if (!(await tx.invitations.settle({ teamId: actor.teamId, id: input.invitationId }, "revoked"))) throw notFound("invitation");
    await record(tx, deps, actor, { action: "invitation.revoked", subjectId: invitationName(input.invitationId), topics: ["members"] });
  });
}

function mailOf(input: InvitationInput & { teamName: string }, inviter: string, link: string) {
  return {
    to: input.email,
    subject: `Join ${input.teamName} on Vedette`,
    text: `${inviter} invites you to the team ${input.teamName} as ${input.role}.\n\nOpen this link within 7 days to join:\n${link}\n\nIf you did not expect this, ignore it: nothing happens.\n`,
  };
}
