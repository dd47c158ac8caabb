import type { ConfigClient } from "./config-client.ts";

/** What a monitor depends on: while one of these is down, nobody is told that it is down as well. */
export function parentsOn(prisma: ConfigClient) {
  return {
    /** Replaces what a monitor depends on by the monitors with these ids. All must be the team's. */
    async set(teamId: string, childNo: number, parentIds: readonly string[]): Promise<void> {
      const parents = await prisma.monitor.findMany({ where: { teamId, id: { in: [...parentIds] } }, select: { compatNumber: true } });
      await prisma.monitorParent.deleteMany({ where: { teamId, childNo } });
      await prisma.monitorParent.createMany({ data: parents.map(({ compatNumber }) => ({ teamId, childNo, parentNo: compatNumber })) });
    },

    /** Ids of what each of the monitors depends on, by number; deleted ones left out. */
    async of(monitorNos: readonly number[]): Promise<Map<number, string[]>> {
      const rows = await prisma.$queryRaw<{ no: number; ids: string[] }[]>`
        SELECT p.child_no AS no, array_agg(m.id ORDER BY m.name, m.id) AS ids FROM monitor_parents p JOIN monitors m ON m.compat_number = p.parent_no
        WHERE p.child_no = ANY(${[...monitorNos]}::int[]) AND m.deleted_at IS NULL GROUP BY 1`;
      return new Map(rows.map((row) => [row.no, row.ids]));
    },

    /** Whether one of the given monitors is, or depends at any depth on, the monitor itself. */
    async leadBack(teamId: string, childNo: number, parentIds: readonly string[]): Promise<boolean> {
      const rows = await prisma.$queryRaw<{ no: number }[]>`
        WITH RECURSIVE above (no) AS (
          SELECT compat_number FROM monitors WHERE team_id = ${teamId}::uuid AND id = ANY(${[...parentIds]}::uuid[])
          UNION SELECT p.parent_no FROM above a JOIN monitor_parents p ON p.child_no = a.no
        ) SELECT no FROM above WHERE no = ${childNo}`;
      return rows.length > 0;
    },
  };
}
