import type { GapTicks, VerdictCounts } from "@vedette/core/rollup";
import { arrayOf } from "./array-literal.ts";
import type { BucketKey } from "./rollups.ts";
import { dayOf, storedResults, unpackedFrom } from "./packed-results.ts";
import { endlessMs } from "./endless.ts";
import { type ByLocation, gapColumns, unseenByAll } from "./unseen-by-all.ts";
import type { Sql } from "./sql.ts";

/** When a monitor's time counts. `firstCheckMs`: only asked of young monitors; Infinity when none has had a verdict yet. */
export type Life = {
  monitorNo: number;
  createdAtMs: number;
  deletedAtMs: number | null;
  pausedAtMs: number | null;
  firstCheckMs: number | null;
};

/** The checks of one bucket, total times only of those that got an answer. */
export type RawBucket = BucketKey & { counts: VerdictCounts; totalsUs: number[] };

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
const at = (param: string) => `(timestamptz 'epoch' + ${param} * interval '1 ms')`;

/** A check that says something about latency: it got an answer, be it a wrong one. */
export const answered = "(r.total_us IS NOT NULL AND (r.verdict < 2 OR (r.verdict = 2 AND r.status IS NOT NULL)))";

/** The packed rows of the first day on which a monitor's checks said something, one a location. Only old monitors have any. */
const firstDay = `(SELECT * FROM packed_results WHERE monitor_no = m.compat_number AND m.created_at < clock_timestamp() - interval '2 days'
  AND day >= ${dayOf("m.created_at")} AND verdict && '{0,1,2}'::smallint[] ORDER BY day FETCH FIRST ROW WITH TIES)`;

/** What 5-minute rows are made from. */
export function rollupSourcesOn(sql: Sql) {
  return {
    /**
     * Monitors that existed at some time of the span, by number: these, or the next `limit` after a number. Those of sample teams are
     * never rolled up: nothing watches them.
     */
    async livesIn(span: { fromMs: number; untilMs: number }, which: readonly number[] | { after: number; limit: number }): Promise<Life[]> {
      const [nos, after, limit] = "limit" in which ? [null, which.after, which.limit] : [arrayOf(which), 0, null];
      // A monitor's first check comes within a day of its creation; before it nobody had looked yet.
      return await sql<Life>(
        `SELECT m.compat_number AS "monitorNo", ${ms("m.created_at")} AS "createdAtMs", ${ms("m.deleted_at")} AS "deletedAtMs", ${ms("m.paused_at")} AS "pausedAtMs",
                CASE WHEN m.created_at > ${at("$1::bigint")} - interval '2 days' THEN coalesce(least(
                  (SELECT ${ms("min(f.due_at)")} FROM locations l, LATERAL (SELECT r.due_at FROM results r WHERE r.monitor_no = m.compat_number
                     AND r.location_no = l.no AND r.due_at >= m.created_at AND r.verdict < 3 ORDER BY r.due_at LIMIT 1) f),
                  (SELECT ${ms("min(due_at)")} FROM ${unpackedFrom(firstDay)} WHERE verdict < 3)), 'Infinity'::float8) END AS "firstCheckMs"
         FROM monitors m JOIN teams t ON t.id = m.team_id AND NOT t.is_sample
         WHERE m.created_at < ${at("$2::bigint")} AND (m.deleted_at IS NULL OR m.deleted_at > ${at("$1::bigint")})
           AND ($3::int[] IS NULL OR m.compat_number = ANY($3)) AND m.compat_number > $4
         ORDER BY m.compat_number LIMIT $5`,
        [span.fromMs, span.untilMs, nos, after, limit],
      );
    },

    /**
     * Stretches in which nobody looked. A tick that is still nobody's when its bucket is closed counts as missed, with all that follow it:
     * however long everything stood still, the bucket is right before the first claim. Whoever claims it later marks what was wrong. Time in
     * which no edge could hear pings counts the same before it is written down.
     */
    async gapsIn(monitorNos: readonly number[], span: { fromMs: number; untilMs: number }): Promise<(GapTicks & { monitorNo: number })[]> {
      const rows = await sql<GapTicks & ByLocation & { monitorNo: number }>(
        `SELECT ${gapColumns}, g.kind, g.ticks FROM (
           SELECT monitor_no, location_no, from_at, until_at, kind, ticks FROM gaps
           WHERE monitor_no = ANY($1::int[]) AND from_at < ${at("$3::bigint")} AND until_at > ${at("$2::bigint")}
           UNION ALL SELECT monitor_no, location_no, ${at("next_due_ms")}, ${at("(next_due_ms + n::bigint * interval_ms)")}, 'missed', n
           FROM schedules, LATERAL (SELECT (($3::bigint - next_due_ms - 1) / interval_ms + 1)::int AS n) AS ticks
           WHERE monitor_no = ANY($1::int[]) AND next_due_ms < $3::bigint
           UNION ALL SELECT h.monitor_no, 1, d.from_at, d.until_at, 'missed', 0
           FROM heartbeats h JOIN monitor_states s ON s.monitor_no = h.monitor_no AND s.waiting_since_at IS NULL
           CROSS JOIN (SELECT from_at, until_at FROM deaf_spans WHERE NOT is_told
             UNION ALL SELECT max(renewed_at), ${at(`${endlessMs}::bigint`)} FROM edges) d
           WHERE h.monitor_no = ANY($1::int[]) AND d.from_at < ${at("$3::bigint")} AND d.until_at > ${at("$2::bigint")}
         ) g JOIN monitors m ON m.compat_number = g.monitor_no
         UNION ALL SELECT monitor_no, ${ms("waiting_since_at")}, ${endlessMs}, NULL, NULL, 'missed', 0 FROM monitor_states
         WHERE monitor_no = ANY($1::int[]) AND waiting_since_at < ${at("$3::bigint")}`,
        [arrayOf(monitorNos), span.fromMs, span.untilMs],
      );
      return unseenByAll(rows);
    },

    /** Raw checks of 5-minute buckets, one row per bucket that has any. */
    async rawOf(keys: readonly BucketKey[]): Promise<RawBucket[]> {
      if (keys.length === 0) return [];
      const [fromMs, untilMs] = [Math.min(...keys.map((key) => key.atMs)), Math.max(...keys.map((key) => key.atMs)) + 300_000];
      // The outer bounds let the planner drop partitions; the inner ones make each look-up one short range of the primary key.
      const rows = await sql<{
        monitor_no: number;
        at_ms: number;
        up_n: number;
        degraded_n: number;
        down_n: number;
        inconclusive_n: number;
        totals: number[];
      }>(
        `SELECT k.monitor_no, k.at_ms, c.*
         FROM unnest($1::int[], $2::bigint[]) AS k (monitor_no, at_ms), LATERAL (
           SELECT count(*)::int AS n, count(*) FILTER (WHERE r.verdict = 0)::int AS up_n, count(*) FILTER (WHERE r.verdict = 1)::int AS degraded_n,
                  count(*) FILTER (WHERE r.verdict = 2)::int AS down_n, count(*) FILTER (WHERE r.verdict = 3)::int AS inconclusive_n,
                  coalesce(array_agg(r.total_us) FILTER (WHERE ${answered}), '{}') AS totals
           FROM ${storedResults({ monitor: "k.monitor_no", from: at("$3::bigint"), until: at("$4::bigint") })} r
           WHERE r.due_at >= ${at("k.at_ms")} AND r.due_at < ${at("k.at_ms")} + interval '5 minutes') c
         WHERE c.n > 0`,
        [arrayOf(keys.map((key) => key.monitorNo)), arrayOf(keys.map((key) => key.atMs)), fromMs, untilMs],
      );
      return rows.map((row) => ({
        monitorNo: row.monitor_no,
        atMs: row.at_ms,
        counts: { upN: row.up_n, degradedN: row.degraded_n, downN: row.down_n, inconclusiveN: row.inconclusive_n, noDataN: 0 },
        totalsUs: row.totals,
      }));
    },
  };
}
