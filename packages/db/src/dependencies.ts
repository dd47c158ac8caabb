import { arrayOf } from "./array-literal.ts";
import type { Sql } from "./sql.ts";
import { storedInt } from "./stored-int.ts";

/** A check that could be made of what others depend on. */
export type ParentSchedule = {
  monitorNo: number;
  locationNo: number;
  nextDueMs: number;
  intervalMs: number;
  timeoutMs: number;
  nowMs: number;
};

/**
 * A condition on monitor_states p of a parent: it is down, or has begun to fail within the last minute. Doubt that lasts longer is no
 * reason for silence.
 */
export const inTrouble = `(p.confirmed = 'down' OR (p.run_healthy IS FALSE AND p.run_started_at > clock_timestamp() - interval '1 minute'))`;

/**
 * What a monitor d.child_no depends on and is watched, with its state, as p. OFFSET keeps the planner from beginning with all monitors,
 * once for each child, which it does while it knows nothing of how many are not deleted.
 */
export const watchedParents = `monitor_parents d CROSS JOIN LATERAL (
  SELECT n.name, s.confirmed, s.since_at, s.run_healthy, s.run_started_at FROM monitors n JOIN monitor_states s ON s.monitor_no = n.compat_number
  WHERE n.compat_number = d.parent_no AND n.deleted_at IS NULL AND n.paused_at IS NULL OFFSET 0) p`;

/** Monitors that others depend on, as the road needs them. */
export function dependenciesOn(sql: Sql) {
  return {
    /** The schedules of what these monitors depend on, as far as it seems well and nobody has asked for a look at it already. */
    async unsuspected(childNos: readonly number[]): Promise<ParentSchedule[]> {
      if (childNos.length === 0) return [];
      return await sql<ParentSchedule>(
        `SELECT DISTINCT s.monitor_no AS "monitorNo", s.location_no AS "locationNo", s.next_due_ms AS "nextDueMs", s.interval_ms AS "intervalMs",
                coalesce(${storedInt("m.spec", "timeoutMs")}, 0) AS "timeoutMs", (extract(epoch FROM statement_timestamp()) * 1000)::bigint AS "nowMs"
         FROM monitor_parents d JOIN schedules s ON s.monitor_no = d.parent_no JOIN monitors m ON m.compat_number = d.parent_no
         JOIN monitor_states p ON p.monitor_no = d.parent_no
         WHERE d.child_no = ANY($1::int[]) AND p.confirmed = 'up' AND p.run_healthy
           AND NOT EXISTS (SELECT FROM batches b WHERE b.is_extra AND b.location_no = s.location_no AND s.monitor_no = ANY(b.monitor_nos))`,
        [arrayOf(childNos)],
      );
    },
  };
}
