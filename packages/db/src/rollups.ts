import { type Sketch, decode, encode, merge } from "@vedette/core/quantile-sketch";
import { type ResolutionS, type Rollup, noLatency, resolutions } from "@vedette/core/rollup";
import { arrayOf, bytesOf } from "./array-literal.ts";
import type { Sql } from "./sql.ts";

/** One bucket of one monitor, named by its beginning. */
export type BucketKey = { monitorNo: number; atMs: number };
export type Progress = Record<ResolutionS, number>;

/** What an hour's answers took. */
export type HourSketch = { atMs: number; sketch: Sketch };

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
const at = (param: string) => `(timestamptz 'epoch' + ${param} * interval '1 ms')`;

const counters = [
  "up_n",
  "degraded_n",
  "down_n",
  "inconclusive_n",
  "no_data_n",
  "up_ms",
  "degraded_ms",
  "down_ms",
  "maintenance_ms",
  "no_data_ms",
  "paused_ms",
] as const;
type RollupRow = { monitor_no: number; at_ms: number } & Record<(typeof counters)[number], number> & {
    latency_sum_us: number;
    latency_min_us: number | null;
    latency_max_us: number | null;
    sketches: Uint8Array[] | null;
  };
const sums = `${counters.map((column) => `sum(r.${column})::int AS ${column}`).join(", ")}, sum(r.latency_sum_us)::bigint AS latency_sum_us,
  min(r.latency_min_us) AS latency_min_us, max(r.latency_max_us) AS latency_max_us, array_agg(r.sketch) FILTER (WHERE r.sketch IS NOT NULL) AS sketches`;

export function rollupsOn(sql: Sql) {
  return {
    /**
     * Up to where each resolution is done, locked until the transaction ends, so that only one roll-up runs at a time. The first
     * call begins at the oldest monitor. Null while there is none.
     */
    async lockProgress(): Promise<Progress | null> {
      const locked = () =>
        sql<{ resolution_s: ResolutionS; done_ms: number }>(
          `SELECT resolution_s, ${ms("done_until")} AS done_ms FROM rollup_progress ORDER BY resolution_s FOR UPDATE`,
        );
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
      return new Map(
        rows.map((row) => [row.monitor_no, row.sketches.map((bytes, i) => ({ atMs: Number(row.starts[i]), sketch: decode(bytes) }))]),
      );
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
