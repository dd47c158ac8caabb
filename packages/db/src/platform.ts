import type { UnwellReason } from "@vedette/core/location-health";
import type { PlatformFigures, PlatformWorker } from "@vedette/core/platform";
import type { LocationClock, Stretch } from "@vedette/core/punctuality";
import { type Sketch, decode, encode, quantile } from "@vedette/core/quantile-sketch";
import type { WorkerReport } from "@vedette/core/worker-report";
import type { Sql } from "./sql.ts";

const ms = (column: string) => `(extract(epoch FROM ${column}) * 1000)::bigint`;
const ageMs = (column: string) => `greatest(0, coalesce(extract(epoch FROM clock_timestamp() - ${column}) * 1000, 0))::bigint`;
const nowMs = ms("clock_timestamp()");

/** A location's clock, and what only those who run the instance need to know of it. */
export type LocationFacts = Omit<LocationClock, "stretches"> & {
  schedules: number;
  waitingBatches: number;
  oldestClaimMs: number;
  unwell: { atMs: number; reason: UnwellReason } | null;
  selfTestMs: number | null;
};
export type Backlog = Pick<PlatformFigures, "outbox" | "rollUpLagMs" | "publishLagMs" | "edges"> & {
  database: Omit<PlatformFigures["database"], "latencyMs">;
};

/** How the platform itself does, of all teams and workers. */
export function platformOn(sql: Sql) {
  return {
    /** Writes down what a worker says of the time since its report before, and forgets what is older than an hour. */
    async report(report: WorkerReport): Promise<void> {
      const p99Us = quantile(report.lateness, 0.99) ?? 0;
      await sql(
        `WITH forgotten AS (DELETE FROM worker_reports WHERE at < clock_timestamp() - interval '1 hour')
         INSERT INTO worker_reports (at, worker_id, location_no, started, missed, lateness_p99_ms, in_flight, buffered, queue_answers, queue, host, version, lateness)
         VALUES (clock_timestamp(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`,
        [
          report.workerId,
          report.locationNo,
          report.lateness.count,
          report.missed,
          Math.round(p99Us / 1_000),
          report.inFlight,
          report.buffered,
          report.queueAnswers,
          report.queue,
          report.host,
          report.version,
          Buffer.from(encode(report.lateness)),
        ],
      );
    },

    /** The last hour by location, in stretches of ten seconds, oldest first; a stretch in which no worker reported is missing. */
    async stretches(): Promise<Map<number, Stretch[]>> {
      const rows = await sql<Stretch & { locationNo: number }>(
        `SELECT location_no AS "locationNo", ${ms("max(at)")} AS "atMs", sum(started)::int AS started, sum(missed)::int AS missed, max(lateness_p99_ms) AS "latenessP99Ms"
         FROM worker_reports WHERE at > clock_timestamp() - interval '1 hour'
         GROUP BY location_no, date_bin('10 seconds', at, timestamptz 'epoch') ORDER BY location_no, max(at)`,
      );
      return Map.groupBy(rows, (row) => row.locationNo);
    },

    /** Every location. One look at all schedules, whatever the number of locations. */
    async locations(): Promise<LocationFacts[]> {
      const rows = await sql<Omit<LocationFacts, "unwell"> & { unwellMs: number | null; reason: UnwellReason }>(
        `SELECT l.no, l.name, s.oldest AS "oldestDueMs", coalesce(s.n, 0) AS schedules, coalesce(b.waiting, 0) AS "waitingBatches",
                coalesce(greatest(0, ${nowMs} - b.oldest), 0) AS "oldestClaimMs", ${ms("l.unwell_at")} AS "unwellMs", l.unwell_reason AS reason,
                ${nowMs} - ${ms("l.self_tested_at")} AS "selfTestMs"
         FROM locations l
         LEFT JOIN (SELECT location_no, min(next_due_ms) AS oldest, count(*)::int AS n FROM schedules GROUP BY location_no) s ON s.location_no = l.no
         LEFT JOIN (SELECT location_no, min(due_ms[1]) FILTER (WHERE NOT is_extra) AS oldest, (count(*) FILTER (WHERE fence = 0))::int AS waiting
                    FROM batches GROUP BY location_no) b ON b.location_no = l.no
         ORDER BY l.no`,
      );
      return rows.map(({ unwellMs, reason, ...row }) => ({ ...row, unwell: unwellMs === null ? null : { atMs: unwellMs, reason } }));
    },

    /** What the workers of the last ten minutes said last; who spoke last comes first. */
    async workers(): Promise<(PlatformWorker & { locationNo: number })[]> {
      return await sql(
        `SELECT * FROM (SELECT DISTINCT ON (worker_id) worker_id AS id, location_no AS "locationNo", host, version, ${ms("at")} AS "seenMs",
                in_flight AS "inFlight", buffered, queue, queue_answers AS "queueAnswers"
         FROM worker_reports WHERE at > clock_timestamp() - interval '10 minutes' ORDER BY worker_id, at DESC) w ORDER BY "seenMs" DESC`,
      );
    },

    /** Of the last five minutes: how late each worker's checks began, and how many ticks were missed. */
    async lastMinutes(): Promise<{ lateness: Sketch[]; missed: number; seconds: number }> {
      const [row] = await sql<{ sketches: Uint8Array[]; missed: number; seconds: number }>(
        `SELECT coalesce(array_agg(lateness), '{}') AS sketches, coalesce(sum(missed), 0)::int AS missed,
                least(300, coalesce(extract(epoch FROM clock_timestamp() - min(at)), 0) + 10)::float8 AS seconds
         FROM worker_reports WHERE at > clock_timestamp() - interval '5 minutes'`,
      );
      return { lateness: (row?.sketches ?? []).map(decode), missed: row?.missed ?? 0, seconds: row?.seconds ?? 300 };
    },

    /** How long ago an edge was last heard of; null where none ever was. */
    async edgeAgeMs(): Promise<number | null> {
      const [row] = await sql<{ ageMs: number | null }>(
        `SELECT (extract(epoch FROM clock_timestamp() - max(renewed_at)) * 1000)::bigint AS "ageMs" FROM edges`,
      );
      return row?.ageMs ?? null;
    },

    /** What waits, and the state of the database itself. Other roles' transactions are seen only by a role that may read all statistics. */
    async backlog(): Promise<Backlog> {
      const [row] = await sql<Backlog["database"] & Backlog["outbox"] & Pick<Backlog, "rollUpLagMs" | "publishLagMs"> & Backlog["edges"]>(
        `SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS "sizeBytes",
                (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend') AS connections,
                current_setting('max_connections')::int AS "maxConnections",
                (SELECT ${ageMs("min(xact_start)")} FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()) AS "oldestTransactionMs",
                (SELECT count(*)::int FROM outbox WHERE settled_at IS NULL) AS waiting,
                (SELECT ${ageMs("min(next_attempt_at)")} FROM outbox WHERE settled_at IS NULL) AS "oldestMs",
                (SELECT count(*)::int FROM channels WHERE failing_since IS NOT NULL AND enabled AND deleted_at IS NULL) AS "failingChannels",
                (SELECT greatest(0, ${nowMs} - ${ms("done_until")} - 390000) FROM rollup_progress WHERE resolution_s = 300) AS "rollUpLagMs",
                (SELECT ${ageMs("min(dirty_at)")} FROM pages WHERE dirty_at IS NOT NULL AND published AND deleted_at IS NULL) AS "publishLagMs",
                (SELECT count(*)::int FROM edges WHERE renewed_at > clock_timestamp() - interval '1 minute') AS count,
                (SELECT ${ms("max(renewed_at)")} FROM edges) AS "seenMs"`,
      );
      if (row === undefined) throw new Error("PostgreSQL answered without a row");
      const { version, sizeBytes, connections, maxConnections, oldestTransactionMs } = row;
      const { waiting, oldestMs, failingChannels, rollUpLagMs, publishLagMs, count, seenMs } = row;
      return {
        database: { version, sizeBytes, connections, maxConnections, oldestTransactionMs },
        outbox: { waiting, oldestMs, failingChannels },
        rollUpLagMs,
        publishLagMs,
        edges: { count, seenMs },
      };
    },
  };
}
