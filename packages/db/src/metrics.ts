import type { MetricWindow } from "@vedette/core/metric-window";
import { arrayOf } from "./array-literal.ts";
import type { Sql } from "./sql.ts";

/** A figure that a check learnt, under the name that a condition gave it. */
export type MetricValue = { monitorNo: number; name: string; dueMs: number; value: number };

/** Five minutes of a figure. */
export type MetricBucket = MetricWindow & { atMs: number };

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
const at = (param: string) => `(timestamptz 'epoch' + ${param} * interval '1 ms')`;
const inBucket = (moment: string) => `date_bin('5 minutes', ${moment}, timestamptz 'epoch')`;

/** Figures that conditions mention, in five-minute buckets. */
export function metricsOn(sql: Sql) {
  return {
    /** Adds figures to their buckets; each is to be handed over once. Rows are locked in order, so that two callers cannot deadlock. */
    async add(values: readonly MetricValue[]): Promise<void> {
      if (values.length === 0) return;
      const parameters = [
        arrayOf(values.map((each) => each.monitorNo)),
        values.map((each) => each.name),
        arrayOf(values.map((each) => each.dueMs)),
        arrayOf(values.map((each) => each.value)),
      ];
      const given = "unnest($1::int[], $2::text[], $3::bigint[], $4::float8[]) AS v (monitor_no, name, due_ms, value)";
      await sql(
        `INSERT INTO metrics (monitor_no, team_id, name)
         SELECT DISTINCT v.monitor_no, m.team_id, v.name FROM ${given} JOIN monitors m ON m.compat_number = v.monitor_no
         WHERE NOT EXISTS (SELECT FROM metrics k WHERE k.monitor_no = v.monitor_no AND k.name = v.name)
         ORDER BY 1, 3 ON CONFLICT DO NOTHING`,
        parameters,
        "name_metrics",
      );
      await sql(
        `INSERT INTO metric_buckets AS b (metric_no, bucket_at, n, sum, min, max, last, last_at)
         SELECT k.no, ${inBucket(at("v.due_ms"))}, count(*), sum(v.value), min(v.value), max(v.value),
                (array_agg(v.value ORDER BY v.due_ms DESC))[1], ${at("max(v.due_ms)")}
         FROM ${given} JOIN metrics k ON k.monitor_no = v.monitor_no AND k.name = v.name
         GROUP BY 1, 2 ORDER BY 1, 2
         ON CONFLICT (metric_no, bucket_at) DO UPDATE SET n = b.n + excluded.n, sum = b.sum + excluded.sum,
           min = least(b.min, excluded.min), max = greatest(b.max, excluded.max),
           last = CASE WHEN excluded.last_at >= b.last_at THEN excluded.last ELSE b.last END, last_at = greatest(b.last_at, excluded.last_at)`,
        parameters,
        "add_metrics",
      );
    },

    /** What figures were in [fromMs, untilMs), in the order given; null where nothing was learnt. */
    async windows(of: readonly { monitorNo: number; name: string; fromMs: number }[], untilMs: number): Promise<(MetricWindow | null)[]> {
      if (of.length === 0) return [];
      const rows = await sql<MetricWindow & { i: number }>(
        `SELECT w.i::int, c.* FROM unnest($1::int[], $2::text[], $3::bigint[]) WITH ORDINALITY AS w (monitor_no, name, from_ms, i)
         JOIN metrics k ON k.monitor_no = w.monitor_no AND k.name = w.name, LATERAL (
           SELECT sum(b.n)::int AS n, sum(b.sum) AS sum, min(b.min) AS min, max(b.max) AS max,
                  (array_agg(b.last ORDER BY b.bucket_at DESC))[1] AS last, ${ms("max(b.last_at)")} AS "lastMs"
           FROM metric_buckets b WHERE b.metric_no = k.no AND b.bucket_at >= ${at("w.from_ms")} AND b.bucket_at < ${at("$4::bigint")}) c
         WHERE c.n > 0`,
        [arrayOf(of.map((each) => each.monitorNo)), of.map((each) => each.name), arrayOf(of.map((each) => each.fromMs)), untilMs],
        "metric_windows",
      );
      const found = new Map(rows.map(({ i, ...window }) => [i - 1, window]));
      return of.map((_, i) => found.get(i) ?? null);
    },

    /** The buckets of one figure that begin in [fromMs, untilMs), oldest first. */
    async seriesOf(monitorNo: number, name: string, fromMs: number, untilMs: number): Promise<MetricBucket[]> {
      return await sql<MetricBucket>(
        `SELECT ${ms("b.bucket_at")} AS "atMs", b.n, b.sum, b.min, b.max, b.last, ${ms("b.last_at")} AS "lastMs"
         FROM metrics k JOIN metric_buckets b ON b.metric_no = k.no
         WHERE k.monitor_no = $1 AND k.name = $2 AND b.bucket_at >= ${at("$3::bigint")} AND b.bucket_at < ${at("$4::bigint")} ORDER BY 1`,
        [monitorNo, name, fromMs, untilMs],
      );
    },

    /** The newest value of a figure, and when it was so; monitors without one are missing. */
    async newest(monitorNos: readonly number[], name: string): Promise<{ monitorNo: number; value: number; atMs: number }[]> {
      return await sql(
        `SELECT k.monitor_no AS "monitorNo", b.last AS value, ${ms("b.last_at")} AS "atMs" FROM metrics k, LATERAL (
           SELECT last, last_at FROM metric_buckets WHERE metric_no = k.no ORDER BY bucket_at DESC LIMIT 1) b
         WHERE k.monitor_no = ANY($1::int[]) AND k.name = $2`,
        [arrayOf(monitorNos), name],
      );
    },

    /** The names of all figures that were ever seen of these monitors, sorted. */
    async names(monitorNos: readonly number[]): Promise<string[]> {
      const rows = await sql<{ name: string }>(
        "SELECT DISTINCT name FROM metrics WHERE monitor_no = ANY($1::int[]) ORDER BY name LIMIT 500",
        [arrayOf(monitorNos)],
      );
      return rows.map((row) => row.name);
    },

    /** Deletes up to `limit` buckets that are older than `beforeMs`, and says how many. */
    async prune(beforeMs: number, limit: number): Promise<number> {
      const [row] = await sql<{ n: number }>(
        `WITH gone AS (DELETE FROM metric_buckets WHERE ctid = ANY(ARRAY(
           SELECT ctid FROM metric_buckets WHERE bucket_at < ${at("$1::bigint")} LIMIT $2)) RETURNING 1) SELECT count(*)::int AS n FROM gone`,
        [beforeMs, limit],
      );
      return row?.n ?? 0;
    },
  };
}
