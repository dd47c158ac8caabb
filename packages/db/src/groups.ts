import type { GroupMember } from "@vedette/core/group-verdict";
import type { ConfirmedHealth } from "@vedette/core/health";
import type { GroupSpec } from "@vedette/core/kinds/group";
import { MonitorSpec } from "@vedette/core/monitor-spec";
import { arrayOf } from "./array-literal.ts";
import type { Sql } from "./sql.ts";

/** `spec` null: this version cannot read it. */
export type HeldGroup = {
  groupNo: number;
  spec: GroupSpec | null;
  confirmed: ConfirmedHealth;
  isWaiting: boolean;
  lastDueMs: number;
  members: GroupMember[];
};

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;

/** Groups: monitors whose state is computed from others. */
export function groupsOn(sql: Sql) {
  return {
    /** Has the groups that follow these monitors computed again. Inserts only, so nobody waits. */
    async mark(memberNos: readonly number[]): Promise<void> {
      if (memberNos.length === 0) return;
      await sql("INSERT INTO group_marks (group_no) SELECT DISTINCT group_no FROM group_members WHERE member_no = ANY($1::int[])", [
        arrayOf(memberNos),
      ]);
    },

    /** Takes marks, and the groups that they name. */
    async takeMarks(limit: number): Promise<number[]> {
      const rows = await sql<{ no: number }>(
        `WITH taken AS (DELETE FROM group_marks WHERE id IN (SELECT id FROM group_marks ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING group_no)
         SELECT DISTINCT group_no AS no FROM taken`,
        [limit],
      );
      return rows.map((row) => row.no);
    },

    /** Locks the states of these groups, then reads how their members stand. Paused and deleted ones, groups and members, are left out. */
    async hold(groupNos: readonly number[]): Promise<HeldGroup[]> {
      await sql("SELECT FROM monitor_states WHERE monitor_no = ANY($1::int[]) ORDER BY monitor_no FOR UPDATE", [arrayOf(groupNos)]);
      // Read only now: who held a group before has left his result behind.
      const rows = await sql<{
        no: number;
        spec: unknown;
        confirmed: ConfirmedHealth;
        is_waiting: boolean;
        last_ms: number | null;
        members: GroupMember[];
      }>(
        `SELECT m.compat_number AS no, m.spec, s.confirmed, s.waiting_since_at IS NOT NULL AS is_waiting,
                (SELECT ${ms("max(r.due_at)")} FROM results r WHERE r.monitor_no = m.compat_number AND r.location_no = 1) AS last_ms,
                coalesce((SELECT json_agg(json_build_object('name', n.name, 'confirmed', ns.confirmed, 'sinceMs', ${ms("ns.since_at")}) ORDER BY n.name)
                  FROM group_members g JOIN monitors n ON n.compat_number = g.member_no AND n.deleted_at IS NULL AND n.paused_at IS NULL
                  JOIN monitor_states ns ON ns.monitor_no = g.member_no WHERE g.group_no = m.compat_number), '[]') AS members
         FROM monitors m JOIN monitor_states s ON s.monitor_no = m.compat_number
         WHERE m.compat_number = ANY($1::int[]) AND m.deleted_at IS NULL AND m.paused_at IS NULL`,
        [arrayOf(groupNos)],
      );
      return rows.map((row) => {
        const parsed = MonitorSpec.safeParse(row.spec).data;
        const spec = parsed?.kind === "group" ? parsed : null;
        return {
          groupNo: row.no,
          spec,
          confirmed: row.confirmed,
          isWaiting: row.is_waiting,
          lastDueMs: row.last_ms ?? 0,
          members: row.members,
        };
      });
    },
  };
}
