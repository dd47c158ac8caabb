import { markingSql } from "./rollup-marks.ts";
import type { Sql } from "./sql.ts";

const storeGaps = (gaps: string) =>
  `stored AS (
    INSERT INTO gaps (team_id, monitor_no, location_no, from_at, until_at, ticks, kind)
    SELECT team_id, monitor_no, location_no, to_timestamp(from_ms / 1000.0), to_timestamp((from_ms + ticks * interval_ms) / 1000.0), ticks, kind
    FROM (${gaps}) g ON CONFLICT DO NOTHING RETURNING monitor_no, from_at, until_at, ticks
  ), stale AS (${markingSql("SELECT monitor_no, from_at, until_at FROM stored")})
  SELECT coalesce(sum(ticks), 0)::int AS ticks FROM stored`;

/** What a database has to be told that holds what was true some time ago. Only for one that nobody else uses. */
export function restoredOn(sql: Sql) {
  return {
    /** Ends claims: their checks that are not stored are gaps, their second looks are not made. Returns how many checks were lost. */
    async loseClaims(): Promise<number> {
      const [row] = await sql<{ ticks: number }>(
        `WITH gone AS (DELETE FROM batches RETURNING location_no, monitor_nos, due_ms, is_extra), ${storeGaps(
          `SELECT s.team_id, s.monitor_no, s.location_no, c.due_ms AS from_ms, 1 AS ticks, s.interval_ms, 'lost' AS kind
           FROM gone b CROSS JOIN LATERAL unnest(b.monitor_nos, b.due_ms) AS c (monitor_no, due_ms)
           JOIN schedules s ON s.monitor_no = c.monitor_no AND s.location_no = b.location_no
           WHERE NOT b.is_extra AND NOT EXISTS (SELECT FROM results r
             WHERE r.monitor_no = c.monitor_no AND r.location_no = b.location_no AND r.due_at = to_timestamp(c.due_ms / 1000.0))`,
        )}`,
      );
      return row?.ticks ?? 0;
    },

    /** Moves schedules on to their newest tick, of which claims decide, and writes those before it down as not made. Returns how many. */
    async missTicks(): Promise<number> {
      const [row] = await sql<{ ticks: number }>(
        `WITH clock AS MATERIALIZED (SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms),
        overdue AS (
          SELECT s.monitor_no, s.location_no, s.next_due_ms, (now_ms - s.next_due_ms) / s.interval_ms AS ticks
          FROM schedules s, clock WHERE s.next_due_ms + s.interval_ms <= now_ms FOR UPDATE OF s
        ), moved AS (
          UPDATE schedules s SET next_due_ms = o.next_due_ms + o.ticks * s.interval_ms FROM overdue o
          WHERE s.monitor_no = o.monitor_no AND s.location_no = o.location_no
          RETURNING s.team_id, s.monitor_no, s.location_no, o.next_due_ms AS from_ms, o.ticks, s.interval_ms, 'missed' AS kind
        ), ${storeGaps("SELECT * FROM moved")}`,
      );
      return row?.ticks ?? 0;
    },

    /** From when an edge last took pings until now none could be heard. */
    async wasDeaf(): Promise<void> {
      await sql(
        `WITH last AS (SELECT max(renewed_at) AS at, clock_timestamp() AS now FROM edges),
        deaf AS (INSERT INTO deaf_spans (from_at, until_at) SELECT at, now FROM last WHERE at < now - interval '1 ms' ON CONFLICT DO NOTHING)
        UPDATE edges SET renewed_at = last.now FROM last WHERE renewed_at = last.at`,
      );
    },

    /** The monitors of which results are stored that waited for checks that are lost now, with the moment from which on they wait. */
    async unplayed(): Promise<{ monitorNo: number; locationNo: number; fromMs: number }[]> {
      return await sql(
        `SELECT s.monitor_no AS "monitorNo", l.no AS "locationNo", (extract(epoch FROM s.unplayed_from) * 1000)::bigint AS "fromMs"
         FROM monitor_states s JOIN monitors m ON m.compat_number = s.monitor_no CROSS JOIN LATERAL unnest(m.location_nos) AS l (no)
         WHERE s.unplayed_from IS NOT NULL`,
      );
    },

    /** Nobody waits any more for what was asked for. */
    async forgetErrands(): Promise<void> {
      await sql("DELETE FROM errands WHERE answered_at IS NULL");
    },

    /**
     * Draws versions of pages that are newer than any that were published since, wherever an edge has kept one: no page is published ten times
     * a second for long. All are published again.
     */
    async skipVersions(sinceMs: number): Promise<void> {
      await sql(
        `UPDATE pages SET dirty_at = clock_timestamp(), snapshot_version = snapshot_version + 1000
           + least(500000000, greatest(0, 10 * (extract(epoch FROM clock_timestamp()) - $1::bigint / 1000.0)))::int`,
        [sinceMs],
      );
    },

    /** Closes messages that wait to be sent without sending them. Returns how many. */
    async closeMessages(): Promise<number> {
      const rows = await sql<{ id: string }>(
        `UPDATE outbox SET settled_at = clock_timestamp(), outcome = 'restored', sealed = NULL, lease_until = NULL, fence = fence + 1
         WHERE settled_at IS NULL RETURNING id`,
      );
      return rows.length;
    },
  };
}
