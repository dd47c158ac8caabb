import type { Role } from "@vedette/core/access";
import type { MemberRecord } from "@vedette/core/team-record";
import type { ConfigClient } from "./config-client.ts";
import { roleOf } from "./teams.ts";

export function membersOn(prisma: ConfigClient) {
  const withPeople = async (members: { id: string; userId: string; role: string; createdAt: Date }[]): Promise<MemberRecord[]> => {
    const users = await prisma.user.findMany({ where: { id: { in: members.map((member) => member.userId) } } });
    const byId = new Map(users.map((user) => [user.id, user]));
    return members.map((member) => ({
      id: member.id,
      userId: member.userId,
      name: byId.get(member.userId)?.name ?? "",
      email: byId.get(member.userId)?.email ?? "",
      role: roleOf(member.role),
      joinedAtMs: member.createdAt.getTime(),
    }));
  };

  return {
    async list(teamId: string): Promise<MemberRecord[]> {
      return await withPeople(await prisma.member.findMany({ where: { teamId }, orderBy: { createdAt: "asc" } }));
    },

    async find(member: { teamId: string; id: string }): Promise<MemberRecord | null> {
      const [found] = await withPeople(await prisma.member.findMany({ where: member }));
      return found ?? null;
    },

    async ofUser(member: { teamId: string; userId: string }): Promise<MemberRecord | null> {
      const [found] = await withPeople(await prisma.member.findMany({ where: member }));
      return found ?? null;
    },

    async countOwners(teamId: string): Promise<number> {
      return await prisma.member.count({ where: { teamId, role: "owner" } });
    },

    /** How many teams a person owns. */
    async countOwned(userId: string): Promise<number> {
      return await prisma.member.count({ where: { userId, role: "owner" } });
    },

    async add(member: { id: string; teamId: string; userId: string; role: Role }, atMs: number): Promise<void> {
      await prisma.member.create({ data: { ...member, createdAt: new Date(atMs) } });
    },

    async setRole(member: { teamId: string; id: string }, role: Role): Promise<void> {
      await prisma.member.updateMany({ where: member, data: { role } });
    },

    async remove(member: { teamId: string; id: string }): Promise<void> {
      await prisma.member.deleteMany({ where: member });
    },
  };
}
