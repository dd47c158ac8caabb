import type { OverviewRecord } from "@vedette/core/overview-record";
import type { Sql } from "./sql.ts";

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
const live = "m.team_id = $1 AND m.deleted_at IS NULL";

/** The figures of a team's front page. */
export function teamFiguresOn(sql: Sql) {
  return {
    async monitors(teamId: string): Promise<OverviewRecord["monitors"]> {
      const rows = await sql<{ state: keyof OverviewRecord["monitors"]; n: number }>(
        `SELECT CASE WHEN m.paused_at IS NOT NULL THEN 'paused' ELSE s.confirmed END AS state, count(*)::int AS n
         FROM monitors m JOIN monitor_states s ON s.monitor_no = m.compat_number WHERE ${live} GROUP BY 1`,
        [teamId],
      );
      const counts = { unknown: 0, up: 0, degraded: 0, down: 0, paused: 0, ...Object.fromEntries(rows.map((row) => [row.state, row.n])) };
      return { ...counts, total: rows.reduce((sum, row) => sum + row.n, 0) };
    },

    /** Certificates of running monitors that expire before a moment, soonest first. */
    async certificates(teamId: string, beforeMs: number): Promise<OverviewRecord["certificates"]> {
      const rows = await sql<{ id: string; name: string; target: string; at: number }>(
        `SELECT m.id, m.name, m.target, ${ms("s.certificate_expires_at")} AS at
         FROM monitors m JOIN monitor_states s ON s.monitor_no = m.compat_number
         WHERE ${live} AND m.paused_at IS NULL AND s.certificate_expires_at < to_timestamp($2::bigint / 1000.0) ORDER BY 4 LIMIT 20`,
        [teamId, beforeMs],
      );
      return rows.map(({ at, ...monitor }) => ({ monitor, expiresAtMs: at }));
    },

    /**
     * The slowest running monitors by p95 over the last 24 h, as it was last analysed; where it was not yet, over their newest 100 answered
     * checks. With the p95 of the week before the last.
     */
    async slowest(teamId: string): Promise<OverviewRecord["slowest"]> {
      const rows = await sql<{ id: string; name: string; target: string; n: number; p95: number; before: number | null }>(
        `SELECT m.id, m.name, m.target, s.n, s.p95, (f.data #>> '{before7d,p95Us}')::bigint AS before
         FROM monitors m LEFT JOIN findings f ON f.monitor_no = m.compat_number AND f.kind = 'trend'
         CROSS JOIN LATERAL (
           SELECT (f.data #>> '{last24h,n}')::int AS n, (f.data #>> '{last24h,p95Us}')::int AS p95 WHERE f.monitor_no IS NOT NULL
           UNION ALL SELECT count(*)::int, percentile_disc(0.95) WITHIN GROUP (ORDER BY r.total_us)
           FROM locations l CROSS JOIN LATERAL (
             SELECT total_us FROM results WHERE monitor_no = m.compat_number AND location_no = l.no
               AND due_at > now() - interval '24 hours' AND status IS NOT NULL ORDER BY due_at DESC LIMIT 100) r
           WHERE f.monitor_no IS NULL
         ) s
         WHERE ${live} AND m.paused_at IS NULL AND s.n > 0 ORDER BY s.p95 DESC LIMIT 5`,
        [teamId],
      );
      return rows.map(({ id, name, target, n, p95, before }) => ({ monitor: { id, name, target }, n, p95Us: p95, beforeUs: before }));
    },

    async channels(teamId: string): Promise<number> {
      const [row] = await sql<{ n: number }>(
        "SELECT count(*)::int AS n FROM channels WHERE team_id = $1 AND enabled AND deleted_at IS NULL",
        [teamId],
      );
      return row?.n ?? 0;
    },

    async pages(teamId: string): Promise<OverviewRecord["pages"]> {
      const [row] = await sql<OverviewRecord["pages"]>(
        "SELECT count(*) FILTER (WHERE published)::int AS published, count(*)::int AS total FROM pages WHERE team_id = $1 AND deleted_at IS NULL",
        [teamId],
      );
      return row ?? { published: 0, total: 0 };
    },
  };
}
