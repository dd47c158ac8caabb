import type { ConfigClient } from "./config-client.ts";

export type UserRecord = { id: string; name: string; email: string; emailVerified: boolean; isInstanceOwner: boolean };
export type SessionRecord = {
  id: string;
  ip: string | null;
  userAgent: string | null;
  createdAtMs: number;
  usedAtMs: number;
  expiresAtMs: number;
};

export function usersOn(prisma: ConfigClient) {
  return {
    async find(id: string): Promise<UserRecord | null> {
      const row = await prisma.user.findUnique({ where: { id } });
      return row === null
        ? null
        : { id: row.id, name: row.name, email: row.email, emailVerified: row.emailVerified, isInstanceOwner: row.isInstanceOwner };
    },

    async exists(): Promise<boolean> {
      return (await prisma.user.findFirst({ select: { id: true } })) !== null;
    },

    async rename(id: string, name: string): Promise<void> {
      await prisma.user.update({ where: { id }, data: { name } });
    },

    /** Newest use first. */
    async sessions(userId: string, atMs: number): Promise<SessionRecord[]> {
      const rows = await prisma.session.findMany({ where: { userId, expiresAt: { gt: new Date(atMs) } }, orderBy: { updatedAt: "desc" } });
      return rows.map((row) => ({
        id: row.id,
        ip: row.ipAddress,
        userAgent: row.userAgent,
        createdAtMs: row.createdAt.getTime(),
        usedAtMs: row.updatedAt.getTime(),
        expiresAtMs: row.expiresAt.getTime(),
      }));
    },

    /** False when the user has no such session. */
    async endSession(session: { userId: string; id: string }): Promise<boolean> {
      return (await prisma.session.deleteMany({ where: session })).count === 1;
    },

    async endOtherSessions(session: { userId: string; id: string }): Promise<void> {
      await prisma.session.deleteMany({ where: { userId: session.userId, id: { not: session.id } } });
    },
  };
}
