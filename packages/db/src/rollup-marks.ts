import { arrayOf } from "./array-literal.ts";
import type { BucketKey } from "./rollups.ts";
import type { Sql } from "./sql.ts";

/** `untilMs` null: until now. */
export type MonitorSpan = { monitorNo: number; fromMs: number; untilMs: number | null };

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
const at = (param: string) => `(timestamptz 'epoch' + ${param} * interval '1 ms')`;

/**
 * A statement that marks 5-minute buckets for being rolled up again, for whoever stores a fact about a time that may be rolled up
 * already: a late result, a gap, the start or end of an incident. To be run in the transaction that stores it, which has to commit
 * within the 90 s for which a bucket stays open. `spans`: a query of monitor_no, from_at, until_at; until_at null means until now.
 */
export function markingSql(spans: string): string {
  // Facts that reach back lock the progress: a roll-up that runs now is waited for, and the next one waits and then sees them.
  // Facts older than a week are left: the 5-minute rows around them may be gone, and with them what their hour was made from.
  return `INSERT INTO rollup_dirty (monitor_no, bucket_at)
    WITH spans (monitor_no, from_at, until_at) AS (SELECT * FROM (${spans}) s (monitor_no, from_at, until_at) WHERE from_at < clock_timestamp() - interval '5 minutes'),
    progress AS MATERIALIZED (SELECT done_until FROM rollup_progress WHERE resolution_s = 300 AND EXISTS (SELECT FROM spans) FOR SHARE)
    SELECT DISTINCT monitor_no, b FROM progress, spans,
      generate_series(greatest(date_bin('5 minutes', from_at, timestamptz 'epoch'), done_until - interval '7 days'),
                      least(until_at, done_until - interval '5 minutes'), interval '5 minutes') AS b
    ORDER BY 1, 2 ON CONFLICT DO NOTHING`;
}

/** Buckets of 5 minutes that changed after they had been rolled up. */
export function rollupMarksOn(sql: Sql) {
  return {
    /** Marks the 5-minute buckets that these spans touch for being rolled up again. See `markingSql`. */
    async mark(spans: readonly MonitorSpan[]): Promise<void> {
      if (spans.length === 0) return;
      await sql(
        markingSql(
          `SELECT monitor_no, ${at("from_ms")}, ${at("until_ms")} FROM unnest($1::int[], $2::bigint[], $3::bigint[]) AS s (monitor_no, from_ms, until_ms)`,
        ),
        [
          arrayOf(spans.map((span) => span.monitorNo)),
          arrayOf(spans.map((span) => span.fromMs)),
          arrayOf(spans.map((span) => span.untilMs)),
        ],
      );
    },

    /** Takes marks, oldest first. */
    async take(limit: number): Promise<BucketKey[]> {
      return await sql<BucketKey>(
        `DELETE FROM rollup_dirty WHERE (monitor_no, bucket_at) IN (
           SELECT monitor_no, bucket_at FROM rollup_dirty ORDER BY bucket_at, monitor_no LIMIT $1)
         RETURNING monitor_no AS "monitorNo", ${ms("bucket_at")} AS "atMs"`,
        [limit],
      );
    },
  };
}
