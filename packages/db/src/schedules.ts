import { markingSql } from "./rollup-marks.ts";
import type { Sql } from "./sql.ts";

/** A check that is due: `dueMs` is on the monitor's grid, in milliseconds since the epoch. */
export type DueCheck = { monitorNo: number; dueMs: number };
export type ClaimedBatch = { batchId: string; size: number };

export function schedulesOn(sql: Sql) {
  return {
    /**
     * Claims up to `limit` due checks of a location in one statement: moves their schedules on by whole intervals, records
     * ticks that nobody claimed in time as gaps, and keeps the claimed checks as a batch until they are observed. Two callers
     * at once claim different checks. Null when nothing is due, or when `maxUntaken` batches wait already for somebody to take
     * them: ticks that nobody has time for are better missed as a whole than claimed and lost one by one.
     */
    async claimDue(locationNo: number, limit: number, leaseMs: number, maxUntaken: number): Promise<ClaimedBatch | null> {
      const [row] = await sql<{ batch_id: number | null; size: number }>(
        `WITH clock AS MATERIALIZED (
          SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms
          WHERE (SELECT count(*) FROM batches WHERE location_no = $1 AND fence = 0) < $4
        ),
        due AS (
          SELECT monitor_no, team_id, version, interval_ms, next_due_ms,
                 next_due_ms + ((SELECT now_ms FROM clock) - next_due_ms) / interval_ms * interval_ms AS due_ms
          FROM schedules
          WHERE location_no = $1 AND next_due_ms <= (SELECT now_ms FROM clock)
          ORDER BY next_due_ms LIMIT $2
          FOR UPDATE SKIP LOCKED
        ), moved AS (
          UPDATE schedules s SET next_due_ms = due.due_ms + due.interval_ms
          FROM due WHERE s.monitor_no = due.monitor_no AND s.location_no = $1
        ), missed AS (
          INSERT INTO gaps (team_id, monitor_no, location_no, from_at, until_at, ticks, kind)
          SELECT team_id, monitor_no, $1, to_timestamp(next_due_ms / 1000.0), to_timestamp(due_ms / 1000.0),
                 (due_ms - next_due_ms) / interval_ms, 'missed'
          FROM due WHERE due_ms > next_due_ms
          ON CONFLICT DO NOTHING RETURNING monitor_no, from_at, until_at
        ), stale AS (
          ${markingSql("SELECT monitor_no, from_at, until_at FROM missed")}
        ), batch AS (
          INSERT INTO batches (location_no, monitor_nos, due_ms, versions, lease_until)
          SELECT $1, array_agg(monitor_no), array_agg(due_ms), array_agg(version), clock_timestamp() + $3 * interval '1 ms'
          FROM (SELECT * FROM due ORDER BY monitor_no) AS ordered HAVING count(*) > 0
          RETURNING id, cardinality(monitor_nos) AS size
        )
        SELECT id AS batch_id, size FROM batch`,
        [locationNo, limit, leaseMs, maxUntaken],
        "claim_due",
      );
      return row === undefined || row.batch_id === null ? null : { batchId: String(row.batch_id), size: row.size };
    },

    /** Milliseconds by which the most overdue check of the location is late; 0 when none is. */
    async latenessMs(locationNo: number): Promise<number> {
      const [row] = await sql<{ late: number }>(
        `SELECT greatest(0, (extract(epoch FROM clock_timestamp()) * 1000)::bigint - min(next_due_ms)) AS late FROM schedules WHERE location_no = $1`,
        [locationNo],
      );
      return row?.late ?? 0;
    },
  };
}
