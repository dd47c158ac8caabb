import { type Sketch, decode, encode, merge } from "@vedette/core/quantile-sketch";
import { type GapTicks, type ResolutionS, type Rollup, type VerdictCounts, noLatency, resolutions } from "@vedette/core/rollup";
import { arrayOf, bytesOf } from "./array-literal.ts";
import type { Sql } from "./sql.ts";

/** One bucket of one monitor, named by its beginning. */
export type BucketKey = { monitorNo: number; atMs: number };
/** `untilMs` null: until now. */
export type MonitorSpan = { monitorNo: number; fromMs: number; untilMs: number | null };
export type Progress = Record<ResolutionS, number>;

/** When a monitor's time counts. `firstCheckMs`: only asked of young monitors; Infinity when none has had a verdict yet. */
export type Life = { monitorNo: number; createdAtMs: number; deletedAtMs: number | null; pausedAtMs: number | null; firstCheckMs: number | null };

/** What an hour's answers took. */
export type HourSketch = { atMs: number; sketch: Sketch };

/** The checks of one bucket, total times only of those that got an answer. */
export type RawBucket = BucketKey & { counts: VerdictCounts; totalsUs: number[] };

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
const at = (param: string) => `(timestamptz 'epoch' + ${param} * interval '1 ms')`;

/** A check that says something about latency: it got an answer, be it a wrong one. */
export const answered = "(r.total_us IS NOT NULL AND (r.verdict < 2 OR (r.verdict = 2 AND r.status IS NOT NULL)))";

const counters = ["up_n", "degraded_n", "down_n", "inconclusive_n", "no_data_n", "up_ms", "degraded_ms", "down_ms", "maintenance_ms", "no_data_ms", "paused_ms"] as const;
type RollupRow = { monitor_no: number; at_ms: number } & Record<(typeof counters)[number], number> & {
    latency_sum_us: number;
    latency_min_us: number | null;
    latency_max_us: number | null;
    sketches: Uint8Array[] | null;
  };
const sums = `${counters.map((column) => `sum(r.${column})::int AS ${column}`).join(", ")}, sum(r.latency_sum_us)::bigint AS latency_sum_us,
  min(r.latency_min_us) AS latency_min_us, max(r.latency_max_us) AS latency_max_us, array_agg(r.sketch) FILTER (WHERE r.sketch IS NOT NULL) AS sketches`;

/**
 * A statement that marks 5-minute buckets for being rolled up again, for whoever stores a fact about a time that may be rolled up
 * already: a late result, a gap, the start or end of an incident. To be run in the transaction that stores it, which has to commit
 * within the 90 s for which a bucket stays open. `spans`: a query of monitor_no, from_at, until_at; until_at null means until now.
 */
export function markingSql(spans: string): string {
  // An hour more than is done, because a roll-up that runs right now may be ahead of what this statement sees. Facts older than a
  // week are left: the 5-minute rows around them may be gone, and with them what their hour was made from.
  return `INSERT INTO rollup_dirty (monitor_no, bucket_at)
    SELECT DISTINCT s.monitor_no, b FROM rollup_progress p, (${spans}) AS s (monitor_no, from_at, until_at),
      generate_series(greatest(date_bin('5 minutes', s.from_at, timestamptz 'epoch'), p.done_until - interval '7 days'),
                      least(s.until_at, p.done_until + interval '1 hour', clock_timestamp() - interval '5 minutes'), interval '5 minutes') AS b
    WHERE p.resolution_s = 300 ORDER BY 1, 2 ON CONFLICT DO NOTHING`;
}

export function rollupsOn(sql: Sql) {
  return {
    /**
     * Up to where each resolution is done, locked until the transaction ends, so that only one roll-up runs at a time. The first
     * call begins at the oldest monitor. Null while there is none.
     */
    async lockProgress(): Promise<Progress | null> {
      const locked = () =>
        sql<{ resolution_s: ResolutionS; done_ms: number }>(`SELECT resolution_s, ${ms("done_until")} AS done_ms FROM rollup_progress ORDER BY resolution_s FOR UPDATE`);
      let rows = await locked();
      if (rows.length < resolutions.length) {
        await sql(
          `INSERT INTO rollup_progress (resolution_s, done_until)
           SELECT s, date_bin(s * interval '1 second', first, timestamptz 'epoch')
           FROM unnest($1::int[]) AS s, (SELECT min(m.created_at) AS first FROM monitors m JOIN teams t ON t.id = m.team_id AND NOT t.is_sample) f
           WHERE first IS NOT NULL ON CONFLICT DO NOTHING`,
          [resolutions],
        );
        rows = await locked();
      }
      const done = (resolutionS: ResolutionS) => rows.find((row) => row.resolution_s === resolutionS)?.done_ms ?? 0;
      return rows.length < resolutions.length ? null : { 300: done(300), 3_600: done(3_600), 86_400: done(86_400) };
    },

    async setProgress(resolutionS: ResolutionS, doneUntilMs: number): Promise<void> {
      await sql(`UPDATE rollup_progress SET done_until = ${at("$2::bigint")} WHERE resolution_s = $1`, [resolutionS, doneUntilMs]);
    },

    /** Monitors, all or these, that existed at some time of the span, in order. Those of sample teams are never rolled up: nothing watches them. */
    async livesIn(span: { fromMs: number; untilMs: number }, monitorNos: readonly number[] | null = null): Promise<Life[]> {
      // A monitor's first check comes within a day of its creation; before it nobody had looked yet.
      return await sql<Life>(
        `SELECT m.compat_number AS "monitorNo", ${ms("m.created_at")} AS "createdAtMs", ${ms("m.deleted_at")} AS "deletedAtMs", ${ms("m.paused_at")} AS "pausedAtMs",
                CASE WHEN m.created_at > ${at("$1::bigint")} - interval '2 days' THEN coalesce(
                  (SELECT ${ms("min(f.due_at)")} FROM schedules s, LATERAL (SELECT r.due_at FROM results r WHERE r.monitor_no = m.compat_number
                     AND r.location_no = s.location_no AND r.due_at >= m.created_at AND r.verdict < 3 ORDER BY r.due_at LIMIT 1) f
                   WHERE s.monitor_no = m.compat_number), 'Infinity'::float8) END AS "firstCheckMs"
         FROM monitors m JOIN teams t ON t.id = m.team_id AND NOT t.is_sample
         WHERE m.created_at < ${at("$2::bigint")} AND (m.deleted_at IS NULL OR m.deleted_at > ${at("$1::bigint")})
           AND ($3::int[] IS NULL OR m.compat_number = ANY($3))
         ORDER BY m.compat_number`,
        [span.fromMs, span.untilMs, monitorNos === null ? null : arrayOf(monitorNos)],
      );
    },

    async gapsIn(monitorNos: readonly number[], span: { fromMs: number; untilMs: number }): Promise<(GapTicks & { monitorNo: number })[]> {
      return await sql(
        `SELECT monitor_no AS "monitorNo", ${ms("from_at")} AS "fromMs", ${ms("until_at")} AS "untilMs", ticks, kind FROM gaps
         WHERE monitor_no = ANY($1::int[]) AND from_at < ${at("$3::bigint")} AND until_at > ${at("$2::bigint")}`,
        [arrayOf(monitorNos), span.fromMs, span.untilMs],
      );
    },

    /** Raw checks of 5-minute buckets, one row per bucket that has any. */
    async rawOf(keys: readonly BucketKey[]): Promise<RawBucket[]> {
      if (keys.length === 0) return [];
      const [fromMs, untilMs] = [Math.min(...keys.map((key) => key.atMs)), Math.max(...keys.map((key) => key.atMs)) + 300_000];
      // The outer bounds let the planner drop partitions; the inner ones make each look-up one short range of the primary key.
      const rows = await sql<{ monitor_no: number; at_ms: number; up_n: number; degraded_n: number; down_n: number; inconclusive_n: number; totals: number[] }>(
        `SELECT k.monitor_no, k.at_ms, c.*
         FROM unnest($1::int[], $2::bigint[]) AS k (monitor_no, at_ms), LATERAL (
           SELECT count(*)::int AS n, count(*) FILTER (WHERE r.verdict = 0)::int AS up_n, count(*) FILTER (WHERE r.verdict = 1)::int AS degraded_n,
                  count(*) FILTER (WHERE r.verdict = 2)::int AS down_n, count(*) FILTER (WHERE r.verdict = 3)::int AS inconclusive_n,
                  coalesce(array_agg(r.total_us) FILTER (WHERE ${answered}), '{}') AS totals
           FROM results r
           WHERE r.monitor_no = k.monitor_no AND r.due_at >= ${at("$3::bigint")} AND r.due_at < ${at("$4::bigint")}
             AND r.due_at >= ${at("k.at_ms")} AND r.due_at < ${at("k.at_ms")} + interval '5 minutes') c
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

    /** Stored rows of one resolution, folded into buckets of `widthS`; one row per bucket that has any. */
    async sumsOf(resolutionS: ResolutionS, keys: readonly BucketKey[], widthS: ResolutionS): Promise<Rollup[]> {
      const rows = await sql<RollupRow>(
        `SELECT k.monitor_no, k.at_ms, c.* FROM unnest($1::int[], $2::bigint[]) AS k (monitor_no, at_ms), LATERAL (
           SELECT count(*) AS n, ${sums} FROM rollups r
           WHERE r.monitor_no = k.monitor_no AND r.resolution_s = $3
             AND r.bucket_at >= ${at("k.at_ms")} AND r.bucket_at < ${at("k.at_ms")} + $4::int * interval '1 second') c
         WHERE c.n > 0`,
        [arrayOf(keys.map((key) => key.monitorNo)), arrayOf(keys.map((key) => key.atMs)), resolutionS, widthS],
      );
      return rows.map(rollupOf);
    },

    /** Writes rows over whatever stood there. */
    async save(resolutionS: ResolutionS, rows: readonly Rollup[]): Promise<void> {
      if (rows.length === 0) return;
      const columns = [...counters, "latency_sum_us", "latency_n", "latency_min_us", "latency_max_us", "sketch"];
      await sql(
        `INSERT INTO rollups (resolution_s, monitor_no, bucket_at, ${columns.join(", ")})
         SELECT $1, monitor_no, ${at("at_ms")}, ${columns.join(", ")}
         FROM unnest($2::int[], $3::bigint[], ${counters.map((_, i) => `$${i + 4}::int[]`).join(", ")}, $15::bigint[], $16::int[], $17::int[], $18::int[], $19::bytea[])
              AS n (monitor_no, at_ms, ${columns.join(", ")})
         ON CONFLICT (monitor_no, resolution_s, bucket_at) DO UPDATE SET ${columns.map((column) => `${column} = excluded.${column}`).join(", ")}`,
        [
          resolutionS,
          arrayOf(rows.map((row) => row.monitorNo)),
          arrayOf(rows.map((row) => row.atMs)),
          ...countersOf(rows).map(arrayOf),
          arrayOf(rows.map((row) => row.latency.sumUs)),
          arrayOf(rows.map((row) => row.latency.sketch.count)),
          arrayOf(rows.map((row) => row.latency.minUs)),
          arrayOf(rows.map((row) => row.latency.maxUs)),
          bytesOf(rows.map((row) => (row.latency.sketch.count === 0 ? null : encode(row.latency.sketch)))),
        ],
      );
    },

    /** Marks the 5-minute buckets that these spans touch for being rolled up again. See `markingSql`. */
    async markDirty(spans: readonly MonitorSpan[]): Promise<void> {
      if (spans.length === 0) return;
      await sql(
        markingSql(`SELECT monitor_no, ${at("from_ms")}, ${at("until_ms")} FROM unnest($1::int[], $2::bigint[], $3::bigint[]) AS s (monitor_no, from_ms, until_ms)`),
        [arrayOf(spans.map((span) => span.monitorNo)), arrayOf(spans.map((span) => span.fromMs)), arrayOf(spans.map((span) => span.untilMs))],
      );
    },

    /** Takes marks of buckets before `beforeMs`, oldest first; a mark made meanwhile waits for this transaction and stays. */
    async takeDirty(beforeMs: number, limit: number): Promise<BucketKey[]> {
      return await sql<BucketKey>(
        `DELETE FROM rollup_dirty WHERE (monitor_no, bucket_at) IN (
           SELECT monitor_no, bucket_at FROM rollup_dirty WHERE bucket_at < ${at("$1::bigint")} ORDER BY bucket_at, monitor_no LIMIT $2 FOR UPDATE)
         RETURNING monitor_no AS "monitorNo", ${ms("bucket_at")} AS "atMs"`,
        [beforeMs, limit],
      );
    },

    /** Forgets the marks of buckets that are about to be rolled up for the first time. */
    async clearDirty(fromMs: number, untilMs: number): Promise<void> {
      await sql(`DELETE FROM rollup_dirty WHERE bucket_at >= ${at("$1::bigint")} AND bucket_at < ${at("$2::bigint")}`, [fromMs, untilMs]);
    },

    /** A monitor's rows of [fromMs, untilMs), oldest first; buckets that are not rolled up yet are missing. */
    async seriesOf(monitorNo: number, resolutionS: ResolutionS, fromMs: number, untilMs: number): Promise<Rollup[]> {
      const rows = await sql<RollupRow>(
        `SELECT r.monitor_no, ${ms("r.bucket_at")} AS at_ms, ${sums} FROM rollups r
         WHERE r.monitor_no = $1 AND r.resolution_s = $2 AND r.bucket_at >= ${at("$3::bigint")} AND r.bucket_at < ${at("$4::bigint")}
         GROUP BY r.monitor_no, r.bucket_at ORDER BY r.bucket_at`,
        [monitorNo, resolutionS, fromMs, untilMs],
      );
      return rows.map(rollupOf);
    },

    /** Latency of hours with an answer, oldest first, by monitor. */
    async hoursOf(monitorNos: readonly number[], fromMs: number, untilMs: number): Promise<Map<number, HourSketch[]>> {
      const rows = await sql<{ monitor_no: number; starts: string[]; sketches: Uint8Array[] }>(
        `SELECT monitor_no, array_agg(${ms("bucket_at")} ORDER BY bucket_at) AS starts, array_agg(sketch ORDER BY bucket_at) AS sketches
         FROM rollups WHERE monitor_no = ANY($1::int[]) AND resolution_s = 3600 AND sketch IS NOT NULL
           AND bucket_at >= ${at("$2::bigint")} AND bucket_at < ${at("$3::bigint")} GROUP BY monitor_no`,
        [arrayOf(monitorNos), fromMs, untilMs],
      );
      return new Map(rows.map((row) => [row.monitor_no, row.sketches.map((bytes, i) => ({ atMs: Number(row.starts[i]), sketch: decode(bytes) }))]));
    },

    /** Deletes up to `limit` rows of a resolution that are older than `beforeMs`, and says how many. */
    async prune(resolutionS: ResolutionS, beforeMs: number, limit: number): Promise<number> {
      const [row] = await sql<{ n: number }>(
        `WITH gone AS (DELETE FROM rollups WHERE ctid = ANY(ARRAY(
           SELECT ctid FROM rollups WHERE resolution_s = $1 AND bucket_at < ${at("$2::bigint")} LIMIT $3)) RETURNING 1)
         SELECT count(*)::int AS n FROM gone`,
        [resolutionS, beforeMs, limit],
      );
      return row?.n ?? 0;
    },
  };
}

function countersOf(rows: readonly Rollup[]): number[][] {
  return [
    rows.map((row) => row.counts.upN),
    rows.map((row) => row.counts.degradedN),
    rows.map((row) => row.counts.downN),
    rows.map((row) => row.counts.inconclusiveN),
    rows.map((row) => row.counts.noDataN),
    rows.map((row) => row.states.upMs),
    rows.map((row) => row.states.degradedMs),
    rows.map((row) => row.states.downMs),
    rows.map((row) => row.states.maintenanceMs),
    rows.map((row) => row.states.noDataMs),
    rows.map((row) => row.states.pausedMs),
  ];
}

function rollupOf(row: RollupRow): Rollup {
  return {
    monitorNo: row.monitor_no,
    atMs: row.at_ms,
    counts: { upN: row.up_n, degradedN: row.degraded_n, downN: row.down_n, inconclusiveN: row.inconclusive_n, noDataN: row.no_data_n },
    states: {
      upMs: row.up_ms,
      degradedMs: row.degraded_ms,
      downMs: row.down_ms,
      maintenanceMs: row.maintenance_ms,
      noDataMs: row.no_data_ms,
      pausedMs: row.paused_ms,
    },
    latency:
      row.sketches === null
        ? noLatency
        : { sumUs: row.latency_sum_us, minUs: row.latency_min_us, maxUs: row.latency_max_us, sketch: merge(row.sketches.map(decode)) },
  };
}
