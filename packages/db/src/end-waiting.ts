import { markingSql } from "./rollup-marks.ts";

/**
 * A statement that ends the waiting of monitors of which something was said, and writes the time down as a gap. `said`: a query of
 * monitor_no and the moment in milliseconds. Those that do not wait are left alone.
 *
 * `isfinite` stands for IS NOT NULL, as the planner believes no statistics of it: usually nobody waits, so it would expect one row and
 * compare each of ten thousand that were just resumed with each of them.
 */
export function endWaitingSql(said: string): string {
  return `WITH said AS (SELECT monitor_no, min(at_ms) AS at_ms FROM (${said}) s (monitor_no, at_ms) GROUP BY 1),
    waited AS (
      SELECT s.monitor_no, s.team_id, s.waiting_since_at AS from_at, timestamptz 'epoch' + n.at_ms * interval '1 ms' AS until_at
      FROM said n JOIN monitor_states s ON s.monitor_no = n.monitor_no WHERE isfinite(s.waiting_since_at) ORDER BY s.monitor_no FOR UPDATE OF s
    ), ended AS (
      UPDATE monitor_states s SET waiting_since_at = NULL FROM waited w WHERE s.monitor_no = w.monitor_no
    ), stored AS (
      INSERT INTO gaps (team_id, monitor_no, location_no, from_at, until_at, ticks, kind)
      SELECT team_id, monitor_no, 1, from_at, until_at, 0, 'missed' FROM waited WHERE until_at > from_at
      ON CONFLICT DO NOTHING RETURNING monitor_no, from_at, until_at
    ) ${markingSql("SELECT monitor_no, from_at, until_at FROM stored")}`;
}
