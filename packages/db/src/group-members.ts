import type { ConfigClient } from "./config-client.ts";

/** Which monitors a group follows, and the marks that make it be computed again. */
export function groupMembersOn(prisma: ConfigClient) {
  return {
    /** Replaces the members of a group by the monitors with these ids and marks it. All must be the team's. */
    async set(teamId: string, groupNo: number, memberIds: readonly string[]): Promise<void> {
      const members = await prisma.monitor.findMany({ where: { teamId, id: { in: [...memberIds] } }, select: { compatNumber: true } });
      await prisma.groupMember.deleteMany({ where: { teamId, groupNo } });
      await prisma.groupMember.createMany({ data: members.map(({ compatNumber }) => ({ teamId, groupNo, memberNo: compatNumber })) });
      await prisma.$executeRaw`INSERT INTO group_marks (group_no) VALUES (${groupNo})`;
    },

    /** Of the given monitors those that are, or follow at any depth, the group itself. */
    async leadBack(teamId: string, groupNo: number, memberIds: readonly string[]): Promise<string[]> {
      const rows = await prisma.$queryRaw<{ id: string }[]>`
        WITH RECURSIVE followed (id, no) AS (
          SELECT id, compat_number FROM monitors WHERE team_id = ${teamId}::uuid AND id = ANY(${[...memberIds]}::uuid[])
          UNION SELECT f.id, g.member_no FROM followed f JOIN group_members g ON g.group_no = f.no
        ) SELECT DISTINCT id FROM followed WHERE no = ${groupNo}`;
      return rows.map((row) => row.id);
    },

    /** Has the groups that follow any of the monitors, and those of them that are groups, computed again. */
    async mark(monitorNos: readonly number[]): Promise<void> {
      await prisma.$executeRaw`
        INSERT INTO group_marks (group_no) SELECT group_no FROM group_members WHERE member_no = ANY(${[...monitorNos]}::int[])
        UNION SELECT group_no FROM group_members WHERE group_no = ANY(${[...monitorNos]}::int[])`;
    },
  };
}
