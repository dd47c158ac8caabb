import { InvitationInput } from "@vedette/core/team-record";
import type { InvitationRecord, MemberRecord, TeamSummary } from "@vedette/core/team-record";
import { roles } from "@vedette/core/access";
import type { Role } from "@vedette/core/access";
import { z } from "zod";
import { later } from "../later.ts";
import { anyone, can, router, signedIn } from "../trpc.ts";

/** What the page behind an invitation's link shows. The address itself is never shown: `emailHint` is `a…@example.com`. */
export type InvitationView = { team: string; role: Role; emailHint: string; expiresAtMs: number; state: "open" | "accepted" | "expired" };

export const membersRouter = router({
  list: can("member:read", {}).query((): Promise<MemberRecord[]> => later()),
  changeRole: can("member:write", { memberId: z.uuid(), role: z.enum(roles) }).mutation((): Promise<MemberRecord> => later()),
  remove: can("member:write", { memberId: z.uuid() }).mutation((): Promise<void> => later()),
  /** The last owner cannot leave. */
  leave: can("team:read", {}).mutation((): Promise<void> => later()),
  /** Open invitations with the link that may be copied and handed over. */
  invitations: can("member:write", {}).query((): Promise<(InvitationRecord & { link: string })[]> => later()),
  invite: can("member:write", InvitationInput.shape).mutation((): Promise<InvitationRecord & { link: string; mailed: boolean }> => later()),
  revokeInvitation: can("member:write", { invitationId: z.uuid() }).mutation((): Promise<void> => later()),
  invitation: anyone({ invitationId: z.uuid() }).query((): Promise<InvitationView> => later()),
  accept: signedIn({ invitationId: z.uuid() }).mutation((): Promise<TeamSummary> => later()),
});
