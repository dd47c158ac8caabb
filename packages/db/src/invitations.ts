import type { Role } from "@vedette/core/access";
import type { InvitationRecord } from "@vedette/core/team-record";
import type { ConfigClient } from "./config-client.ts";
import { roleOf } from "./teams.ts";

export type Invitation = {
  id: string;
  teamId: string;
  team: { slug: string; name: string };
  email: string;
  role: Role;
  isPending: boolean;
  expiresAtMs: number;
};
export type NewInvitation = { id: string; teamId: string; email: string; role: Role; inviterId: string; expiresAtMs: number };

export function invitationsOn(prisma: ConfigClient) {
  return {
    /** Those that wait for an answer, expired ones included, newest first. */
    async pending(teamId: string): Promise<InvitationRecord[]> {
      const rows = await prisma.invitation.findMany({ where: { teamId, status: "pending" }, orderBy: { createdAt: "desc" } });
      const inviters = await prisma.user.findMany({
        where: { id: { in: rows.map((row) => row.inviterId) } },
        select: { id: true, name: true },
      });
      const names = new Map(inviters.map((inviter) => [inviter.id, inviter.name]));
      return rows.map((row) => ({
        id: row.id,
        email: row.email,
        role: roleOf(row.role),
        expiresAtMs: row.expiresAt.getTime(),
        createdAtMs: row.createdAt.getTime(),
        inviter: names.get(row.inviterId) ?? null,
      }));
    },

    /** Not scoped to a team: the id is the key that the invited person holds. */
    async byKey(id: string): Promise<Invitation | null> {
      const row = await prisma.invitation.findUnique({ where: { id } });
      const team = row === null ? null : await prisma.team.findUnique({ where: { id: row.teamId } });
      if (row === null || team === null) return null;
      return {
        id: row.id,
        teamId: row.teamId,
        team: { slug: team.slug, name: team.name },
        email: row.email,
        role: roleOf(row.role),
        isPending: row.status === "pending",
        expiresAtMs: row.expiresAt.getTime(),
      };
    },

    async add(invitation: NewInvitation, atMs: number): Promise<void> {
      const { expiresAtMs, ...rest } = invitation;
      await prisma.invitation.create({ data: { ...rest, status: "pending", expiresAt: new Date(expiresAtMs), createdAt: new Date(atMs) } });
    },

    /** Ends every pending invitation of the address to the team: a new one replaces it. */
    async supersede(teamId: string, email: string): Promise<void> {
      await prisma.invitation.updateMany({ where: { teamId, email, status: "pending" }, data: { status: "revoked" } });
    },

    async countPending(teamId: string): Promise<number> {
      return await prisma.invitation.count({ where: { teamId, status: "pending" } });
    },

    /** Ends what a person has promised to others in the name of the team. */
    async revokeOf(teamId: string, inviterId: string): Promise<void> {
      await prisma.invitation.updateMany({ where: { teamId, inviterId, status: "pending" }, data: { status: "revoked" } });
    },

    /** The condition is in the UPDATE, so an invitation is used or revoked once. False: it was not pending any more, or not there. */
    async settle(invitation: { teamId: string; id: string }, status: "accepted" | "revoked"): Promise<boolean> {
      const { count } = await prisma.invitation.updateMany({ where: { ...invitation, status: "pending" }, data: { status } });
      return count === 1;
    },
  };
}
