import type { SeriesPoint } from "@vedette/core/series";
import { storedResults } from "./packed-results.ts";
import { keptFrom } from "./retention.ts";
import type { Sql } from "./sql.ts";

export type Resolution = 3_600 | 86_400;
export type LatencyRollup = { atMs: number; minUs: number | null; maxUs: number | null; downN: number; sketch: Buffer | null };
export type RawCheck = { atMs: number; totalUs: number | null; isDown: boolean };

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
const at = (parameter: string) => `to_timestamp(${parameter}::bigint / 1000.0)`;

/** Reading latency over time. Monitors are named by number: they must have been found by their team before. */
export function seriesOn(sql: Sql) {
  return {
    /** Exact percentiles of the stored results, per bucket from `fromMs` on; buckets without a check are missing. */
    async exact(monitorNo: number, fromMs: number, untilMs: number, bucketMs: number): Promise<SeriesPoint[]> {
      const rows = await sql<{
        at_ms: number;
        n: number;
        down_n: number;
        p: [number, number, number] | null;
        min_us: number | null;
        max_us: number | null;
      }>(
        `SELECT ${ms(`date_bin($4 * interval '1 ms', due_at, ${at("$2")})`)} AS at_ms, count(*) FILTER (WHERE status IS NOT NULL)::int AS n,
                count(*) FILTER (WHERE verdict = 2)::int AS down_n,
                percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY total_us) FILTER (WHERE status IS NOT NULL) AS p,
                min(total_us) FILTER (WHERE status IS NOT NULL) AS min_us, max(total_us) FILTER (WHERE status IS NOT NULL) AS max_us
         FROM ${storedResults({ monitor: "$1", from: at("$2"), until: at("$3") })} r GROUP BY 1 ORDER BY 1`,
        [monitorNo, fromMs, untilMs, bucketMs],
      );
      return rows.map((row) => {
        const [p50Us, p95Us, p99Us] = row.p ?? [null, null, null];
        return { atMs: row.at_ms, n: row.n, downN: row.down_n, p50Us, p95Us, p99Us, minUs: row.min_us, maxUs: row.max_us };
      });
    },

    async rollups(monitorNo: number, resolutionS: Resolution, fromMs: number, untilMs: number): Promise<LatencyRollup[]> {
      return await sql<LatencyRollup>(
        `SELECT ${ms("bucket_at")} AS "atMs", latency_min_us AS "minUs", latency_max_us AS "maxUs", down_n AS "downN", sketch
         FROM rollups WHERE monitor_no = $1 AND resolution_s = $2 AND bucket_at >= ${at("$3")} AND bucket_at < ${at("$4")}
           AND bucket_at >= ${keptFrom("keep_history_days", "$1")} ORDER BY bucket_at`,
        [monitorNo, resolutionS, fromMs, untilMs],
      );
    },

    /** Single checks, for the stretch that is not rolled up yet. */
    async raw(monitorNo: number, fromMs: number, untilMs: number): Promise<RawCheck[]> {
      return await sql<RawCheck>(
        `SELECT ${ms("due_at")} AS "atMs", CASE WHEN status IS NOT NULL THEN total_us END AS "totalUs", verdict = 2 AS "isDown"
         FROM results WHERE monitor_no = $1 AND due_at >= ${at("$2")} AND due_at < ${at("$3")}`,
        [monitorNo, fromMs, untilMs],
      );
    },
  };
}
