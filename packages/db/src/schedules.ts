import { markingSql } from "./rollup-marks.ts";
import type { Sql } from "./sql.ts";

/** A check that is due: `dueMs` is on the monitor's grid, in milliseconds since the epoch. */
export type DueCheck = { monitorNo: number; dueMs: number };
export type ClaimedBatch = { batchId: string; size: number };

/** Up to here a check is on time. What is later has lost its place among the others, which the phases spread evenly. */
const onTimeMs = 1_000;

/** By how much the newest tick of a schedule is late. */
const late = (nowMs: string) => `(${nowMs} - s.next_due_ms) % s.interval_ms`;
const isOnTime = (nowMs: string) => `(s.interval_ms <= ${2 * onTimeMs} OR ${late(nowMs)} <= ${onTimeMs})`;
/** So late that the next tick could come within half an interval of it. */
const isTooLate = (nowMs: string) => `(s.interval_ms > ${2 * onTimeMs} AND ${late(nowMs)} > s.interval_ms * 2 / 5)`;

const due = (nowMs: string) =>
  `s.ctid, s.monitor_no, s.team_id, s.version, s.interval_ms, s.next_due_ms, ${isTooLate(nowMs)} AS is_too_late,
   s.next_due_ms + (${nowMs} - s.next_due_ms) / s.interval_ms * s.interval_ms AS due_ms`;

/** So many that are too late are moved on at once: under overload they are most of what is due, and each look costs the same. */
const mostTooLate = 10_000;

/** Everything that is due: what is on time, what is too late to be run at all, and so many of the rest as $4 says. */
const dueOfAll = (limit: number) => {
  const now = "(SELECT now_ms FROM clock)";
  const found = (condition: string, most: number | string) => `
    SELECT ${due(now)} FROM schedules s WHERE location_no = $1 AND next_due_ms <= ${now} AND team_id <> ALL($5::uuid[]) AND ${condition}
    ORDER BY next_due_ms LIMIT ${most} FOR UPDATE SKIP LOCKED`;
  return `punctual AS (${found(isOnTime(now), limit)}),
    too_late AS (${found(isTooLate(now), mostTooLate)}),
    late AS (${found(`NOT ${isOnTime(now)} AND NOT ${isTooLate(now)}`, "$4::int")}),
    due AS (SELECT * FROM punctual UNION ALL SELECT * FROM too_late UNION ALL SELECT * FROM late)`;
};

/**
 * Due times lie on grids of phase + n × interval, so what came due since $4 is found by phase, in an index that no claim has to change:
 * per interval one range of phases, or two where the grid begins anew in between. An update of a due time, which no index holds, stays
 * on its page (a HOT update).
 */
const dueSince = (limit: number) => `intervals (interval_ms) AS (
  SELECT min(interval_ms) FROM schedules WHERE location_no = $1
  UNION ALL
  SELECT (SELECT min(n.interval_ms) FROM schedules n WHERE n.location_no = $1 AND n.interval_ms > i.interval_ms)
  FROM intervals i WHERE i.interval_ms IS NOT NULL
), ranges AS MATERIALIZED (
  SELECT interval_ms, now_ms, part.after_ms, part.to_ms
  FROM intervals, clock, LATERAL (SELECT $4::bigint % interval_ms AS first, now_ms % interval_ms AS last) AS edge,
  LATERAL (
    SELECT -1 AS after_ms, interval_ms::bigint AS to_ms WHERE now_ms - $4::bigint >= interval_ms
    UNION ALL SELECT first, CASE WHEN first < last THEN last ELSE interval_ms END WHERE now_ms - $4::bigint < interval_ms
    UNION ALL SELECT -1, last WHERE now_ms - $4::bigint < interval_ms AND first >= last
  ) AS part
  WHERE interval_ms IS NOT NULL
), due AS (
  SELECT found.* FROM ranges CROSS JOIN LATERAL (
    SELECT ${due("ranges.now_ms")} FROM schedules s
    WHERE s.location_no = $1 AND s.interval_ms = ranges.interval_ms AND s.phase_ms > ranges.after_ms AND s.phase_ms <= ranges.to_ms
      AND s.next_due_ms <= ranges.now_ms AND ${isOnTime("ranges.now_ms")} AND s.team_id <> ALL($5::uuid[])
    ORDER BY s.phase_ms LIMIT ${limit} FOR UPDATE SKIP LOCKED
  ) AS found
  ORDER BY next_due_ms LIMIT ${limit}
)`;

export function schedulesOn(sql: Sql) {
  return {
    /**
     * Claims up to `limit` due checks of a location in one statement: moves their schedules on by whole intervals, records
     * ticks that nobody claimed in time as gaps (roll-ups have taken them for such; of the claimed one on they are redone), and keeps the claimed checks as a batch until they are observed. Two callers
     * at once claim different checks. With `sinceMs` only what came due since then is looked for, which costs what it finds;
     * without it everything, which costs a look at every schedule, and `lateLimit` more of those that are no longer on time. One that is
     * later than two fifths of its interval waits for its next tick, and is a gap until then. `batch` null: nothing is to be run; `isFull`: there
     * may be more; `missed`: ticks that nobody claimed in time. Null when `maxUntaken` batches wait already for somebody to take them:
     * ticks that nobody has time for are better missed as a whole than claimed and lost one by one. Teams in `without` are passed over.
     */
    async claimDue(
      locationNo: number,
      by: { sinceMs: number | null; limit: number; lateLimit: number; leaseMs: number; maxUntaken: number; without: readonly string[] },
    ): Promise<{ nowMs: number; batch: ClaimedBatch | null; missed: number; isFull: boolean } | null> {
      const { sinceMs, limit, lateLimit, leaseMs, maxUntaken, without } = by;
      const isAll = sinceMs === null;
      const [row] = await sql<{ now_ms: number; found: number; missed: number; batch_id: number | null; size: number | null }>(
        `WITH RECURSIVE clock AS MATERIALIZED (
          SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms
          WHERE (SELECT count(*) FROM batches WHERE location_no = $1 AND fence = 0) < $3
        ), ${isAll ? dueOfAll(limit) : dueSince(limit)}, moved AS (
          UPDATE schedules s SET next_due_ms = due.due_ms + due.interval_ms
          FROM due WHERE s.ctid = due.ctid
          RETURNING due.*
        ), missed AS (
          INSERT INTO gaps (team_id, monitor_no, location_no, from_at, until_at, ticks, kind)
          SELECT team_id, monitor_no, $1, to_timestamp(next_due_ms / 1000.0), to_timestamp(until_ms / 1000.0),
                 (until_ms - next_due_ms) / interval_ms, 'missed'
          FROM moved, LATERAL (SELECT due_ms + CASE WHEN is_too_late THEN interval_ms ELSE 0 END AS until_ms) AS gap
          WHERE until_ms > next_due_ms
          ON CONFLICT DO NOTHING
        ), stale AS (
          ${markingSql("SELECT monitor_no, to_timestamp(due_ms / 1000.0), NULL::timestamptz FROM moved")}
        ), batch AS (
          INSERT INTO batches (location_no, monitor_nos, due_ms, versions, lease_until)
          SELECT $1, array_agg(monitor_no), array_agg(due_ms), array_agg(version), clock_timestamp() + $2 * interval '1 ms'
          FROM (SELECT * FROM moved WHERE NOT is_too_late ORDER BY monitor_no) AS ordered HAVING count(*) > 0
          RETURNING id, cardinality(monitor_nos) AS size
        )
        SELECT now_ms, (SELECT count(*)::int FROM moved) AS found, id AS batch_id, size,
               coalesce((SELECT sum((due_ms - next_due_ms) / interval_ms + is_too_late::int) FROM moved), 0)::int AS missed
        FROM clock LEFT JOIN batch ON true`,
        [locationNo, leaseMs, maxUntaken, isAll ? lateLimit : sinceMs, without],
        isAll ? "claim_all_due" : "claim_due",
      );
      if (row === undefined) return null;
      const { now_ms: nowMs, found, missed, batch_id: id, size } = row;
      return { nowMs, batch: id === null || size === null ? null : { batchId: String(id), size }, missed, isFull: found >= limit };
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
