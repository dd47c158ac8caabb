import { type Role, roles } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { InvitationInput, type InvitationRecord, type MemberRecord, type TeamSummary } from "@vedette/core/team-record";
import { acceptInvitation } from "@vedette/engine/accept-invitation";
import { changeRole } from "@vedette/engine/change-role";
import { invitationLink, inviteMember, revokeInvitation } from "@vedette/engine/invite-member";
import { leaveTeam, removeMember } from "@vedette/engine/remove-member";
import { z } from "zod";
import { anyone, can, router, signedIn } from "../trpc.ts";

/** What the page behind an invitation's link shows. The address itself is never shown: `emailHint` is `a…@example.com`. */
export type InvitationView = { team: string; role: Role; emailHint: string; expiresAtMs: number; state: "open" | "closed" | "expired" };

export const membersRouter = router({
  list: can("member:read", {}).query(async ({ ctx }): Promise<MemberRecord[]> => await ctx.deps.db.config.members.list(ctx.actor.teamId)),
  changeRole: can("member:write", { memberId: z.uuid(), role: z.enum(roles) }).mutation(
    async ({ ctx, input }): Promise<MemberRecord> => await changeRole(ctx.deps, ctx.actor, input),
  ),
  remove: can("member:write", { memberId: z.uuid() }).mutation(
    async ({ ctx, input }): Promise<void> => await removeMember(ctx.deps, ctx.actor, input),
  ),
  /** The last owner cannot leave. */
  leave: can("team:read", {}).mutation(async ({ ctx }): Promise<void> => await leaveTeam(ctx.deps, ctx.actor)),
  /** Open invitations with the link that may be copied and handed over. Those of owners are shown to owners alone: the link is a key. */
  invitations: can("member:write", {}).query(async ({ ctx }): Promise<(InvitationRecord & { link: string })[]> => {
    const pending = await ctx.deps.db.config.invitations.pending(ctx.actor.teamId);
    return pending
      .filter((invitation) => invitation.role !== "owner" || ctx.actor.role === "owner")
      .map((invitation) => ({ ...invitation, link: invitationLink(ctx.deps, invitation.id) }));
  }),
  /** `mailed`: false where the instance has no mail server; the link has to be handed over then. */
  invite: can("member:write", InvitationInput.shape).mutation(
    async ({ ctx, input }): Promise<InvitationRecord & { link: string; mailed: boolean }> => {
      await ctx.deps.limits.use("mail", ctx.person.userId);
      return await inviteMember(ctx.deps, ctx.actor, { email: input.email, role: input.role, teamName: ctx.team.name });
    },
  ),
  revokeInvitation: can("member:write", { invitationId: z.uuid() }).mutation(
    async ({ ctx, input }): Promise<void> => await revokeInvitation(ctx.deps, ctx.actor, input),
  ),
  /** For whoever holds the link. */
  invitation: anyone({ invitationId: z.uuid() }).query(async ({ ctx, input }): Promise<InvitationView> => {
    const invitation = await ctx.deps.db.config.invitations.byKey(input.invitationId);
    if (invitation === null) throw notFound("invitation");
    const { role, expiresAtMs, isPending, email, team } = invitation;
    const state = !isPending ? "closed" : expiresAtMs <= ctx.deps.now() ? "expired" : "open";
    return { team: team.name, role, expiresAtMs, emailHint: email.replace(/^(.).*@/, "$1…@"), state };
  }),
  accept: signedIn({ invitationId: z.uuid() }).mutation(
    async ({ ctx, input }): Promise<TeamSummary> => await acceptInvitation(ctx.deps, ctx.person, input),
  ),
});
