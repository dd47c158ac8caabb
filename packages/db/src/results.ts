import type { Evidence, PhasesUs } from "@vedette/core/probe-result";
import { reasonNumber, reasonOf, type ReasonCode } from "@vedette/core/probe-result";
import type { Finding } from "@vedette/core/summary-phrases";
import { verdictCodes, type VerdictKind } from "@vedette/core/verdict";
import { jsonText } from "./json-text.ts";
import { packedResultsOn } from "./packed-results.ts";
import type { Sql } from "./sql.ts";

/** One observed check. `lateMs`: how long after `dueMs` the probe started. */
export type CheckResult = {
  monitorNo: number;
  locationNo: number;
  dueMs: number;
  lateMs: number;
  verdict: VerdictKind;
  code: ReasonCode | null;
  reason: string;
  /** Null: it did not answer. 0: it answered, and its kind has no status. */
  status: number | null;
  /** Null: nothing was measured. */
  totalUs: number | null;
  phases: Partial<PhasesUs>;
  certificateExpiresAtMs: number | null;
  /** Kept only for checks that were not up. */
  evidence: Evidence | null;
  /** What a detailed look at a check that was up found; null for nearly all. */
  look: Evidence | null;
};

/** What of a result turns a monitor's state. */
export type TurningResult = Pick<CheckResult, "monitorNo" | "locationNo" | "dueMs" | "verdict" | "reason">;
type Place = { monitorNo: number; locationNo: number };

/** Postgres' array literal from numbers and nulls: for the hot path, where the driver's generic encoder is the larger cost. */
function array<T>(items: readonly T[], pick: (item: T) => number | null | undefined): string {
  let text = "{";
  for (let i = 0; i < items.length; i++) {
    if (i > 0) text += ",";
    text += pick(items[i] as T) ?? "NULL"; // safe because i < length
  }
  return `${text}}`;
}

const keyOf = (key: { monitorNo: number; locationNo: number; dueMs: number }) => `${key.monitorNo}@${key.locationNo}@${key.dueMs}`;

export function resultsOn(sql: Sql) {
  return {
    /**
     * Stores the results that are not stored yet and returns just those, in the order given. Unique on monitor, location and due
     * time, packed ones included: storing again changes nothing. Inside a transaction. The batch itself must not hold one check twice.
     */
    async insertMissing(batch: readonly CheckResult[]): Promise<readonly CheckResult[]> {
      const [row] = await sql<{ stored: number; is_old: boolean | null; keys: string[] | null }>(
        `WITH stored AS (
          INSERT INTO results (monitor_no, location_no, due_at, late_ms, verdict, reason, status, total_us, dns_us, connect_us, tls_us, first_byte_us, transfer_us)
          SELECT monitor_no, location_no, timestamptz 'epoch' + due_ms * interval '1 ms', late_ms, verdict, reason, status,
                 total_us, dns_us, connect_us, tls_us, first_byte_us, transfer_us
          FROM unnest($1::int[], $2::smallint[], $3::bigint[], $4::int[], $5::smallint[], $6::smallint[], $7::smallint[],
                      $8::int[], $9::int[], $10::int[], $11::int[], $12::int[], $13::int[])
               AS r (monitor_no, location_no, due_ms, late_ms, verdict, reason, status, total_us, dns_us, connect_us, tls_us, first_byte_us, transfer_us)
          ON CONFLICT DO NOTHING
          RETURNING monitor_no, location_no, due_at
        )
        SELECT count(*)::int AS stored, bool_or(due_at < clock_timestamp() - interval '1 day') AS is_old,
               CASE WHEN count(*) < $14 THEN array_agg(monitor_no || '@' || location_no || '@' || (extract(epoch FROM due_at) * 1000)::bigint) END AS keys
        FROM stored`,
        [
          array(batch, (r) => r.monitorNo),
          array(batch, (r) => r.locationNo),
          array(batch, (r) => r.dueMs),
          array(batch, (r) => r.lateMs),
          array(batch, (r) => verdictCodes[r.verdict]),
          array(batch, (r) => (r.code === null ? null : reasonNumber(r.code))),
          array(batch, (r) => r.status),
          array(batch, (r) => r.totalUs),
          array(batch, (r) => r.phases.dnsUs),
          array(batch, (r) => r.phases.connectUs),
          array(batch, (r) => r.phases.tlsUs),
          array(batch, (r) => r.phases.firstByteUs),
          array(batch, (r) => r.phases.transferUs),
          batch.length,
        ],
        "insert_results",
      );
      const stored = new Set(row?.keys ?? []);
      const fresh = row?.stored === batch.length ? batch : batch.filter((r) => stored.has(keyOf(r)));
      if (row?.is_old !== true) return fresh;
      const repeated = new Set((await packedResultsOn(sql).takeOutRepeated(fresh)).map(keyOf));
      return fresh.filter((r) => !repeated.has(keyOf(r)));
    },

    /** The stored results that say something of their target, due at `fromMs` or later, in the order in which they were due. */
    async conclusiveSince(of: readonly { monitorNo: number; locationNo: number; fromMs: number }[]): Promise<TurningResult[]> {
      return await sql<TurningResult>(
        `SELECT r.monitor_no AS "monitorNo", r.location_no AS "locationNo", (extract(epoch FROM r.due_at) * 1000)::bigint AS "dueMs", coalesce(e.reason, '') AS reason,
                (ARRAY['up', 'degraded', 'down'])[r.verdict + 1] AS verdict
         FROM (SELECT monitor_no, location_no, min(from_ms) AS from_ms
               FROM unnest($1::int[], $2::smallint[], $3::bigint[]) AS f (monitor_no, location_no, from_ms) GROUP BY 1, 2) f
         JOIN results r ON r.monitor_no = f.monitor_no AND r.location_no = f.location_no AND r.due_at >= to_timestamp(f.from_ms / 1000.0)
         LEFT JOIN evidence e ON e.monitor_no = r.monitor_no AND e.location_no = r.location_no AND e.due_at = r.due_at
         WHERE r.verdict < 3 ORDER BY r.due_at`,
        [of.map((each) => each.monitorNo), of.map((each) => each.locationNo), of.map((each) => each.fromMs)],
      );
    },

    /** The newest thing wrong that each of these places found, as far as it is kept, of the last day. */
    async newestFindings(places: readonly Place[]): Promise<(Place & Finding)[]> {
      const rows = await sql<Place & Omit<Finding, "code"> & { reasonNo: number | null }>(
        `SELECT p.monitor_no AS "monitorNo", p.location_no AS "locationNo", (extract(epoch FROM r.due_at) * 1000)::bigint AS "dueMs",
                r.reason AS "reasonNo", coalesce(e.reason, '') AS reason, e.data AS evidence
         FROM unnest($1::int[], $2::smallint[]) AS p (monitor_no, location_no)
         CROSS JOIN LATERAL (SELECT due_at, reason FROM results WHERE monitor_no = p.monitor_no AND location_no = p.location_no AND verdict IN (1, 2)
           AND due_at > clock_timestamp() - interval '1 day' ORDER BY due_at DESC LIMIT 1) r
         LEFT JOIN evidence e ON e.monitor_no = p.monitor_no AND e.location_no = p.location_no AND e.due_at = r.due_at
         ORDER BY p.monitor_no, p.location_no`,
        [places.map((place) => place.monitorNo), places.map((place) => place.locationNo)],
      );
      return rows.map(({ reasonNo, ...row }) => ({ ...row, code: reasonOf(reasonNo) }));
    },

    async insertEvidence(batch: readonly CheckResult[]): Promise<void> {
      const kept = batch.filter((result) => result.evidence !== null);
      if (kept.length === 0) return;
      await sql(
        `INSERT INTO evidence (monitor_no, location_no, due_at, reason, data)
         SELECT monitor_no, location_no, timestamptz 'epoch' + due_ms * interval '1 ms', reason, data::jsonb
         FROM unnest($1::int[], $2::smallint[], $3::bigint[], $4::text[], $5::text[]) AS e (monitor_no, location_no, due_ms, reason, data)
         ON CONFLICT DO NOTHING`,
        [
          array(kept, (r) => r.monitorNo),
          array(kept, (r) => r.locationNo),
          array(kept, (r) => r.dueMs),
          kept.map((r) => r.reason),
          kept.map((r) => jsonText(r.evidence)),
        ],
      );
    },

    /**
     * Daily partitions around today, so that no result has to wait in the default one. Repeating it changes nothing. Throws rather
     * than queue all results behind a long reader: it wants the table for itself, and later is early enough.
     */
    async ensurePartitions(daysAhead: number): Promise<void> {
      await sql(
        "SELECT set_config('lock_timeout', '3s', true), ensure_result_partitions((now() AT TIME ZONE 'UTC')::date - 1, (now() AT TIME ZONE 'UTC')::date + $1::int)",
        [daysAhead],
      );
    },

    /** Drops the daily partitions, those of packed results and pings included, whose last row is older than `keepDays`, and returns their names. Throws as `ensurePartitions` does. */
    async dropPartitionsOlderThan(keepDays: number): Promise<string[]> {
      const rows = await sql<{ part: string }>(
        `SELECT c.relname AS part FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
         WHERE i.inhparent IN ('results'::regclass, 'packed_results'::regclass, 'evidence'::regclass, 'pings'::regclass) AND c.relname ~ '_[0-9]{8}$'
           AND to_date(right(c.relname, 8), 'YYYYMMDD') < (now() AT TIME ZONE 'UTC')::date - $1::int`,
        [keepDays],
      );
      // Names come from the catalogue and match results_YYYYMMDD, so they are safe as identifiers.
      for (const { part } of rows) await sql(`DO $$ BEGIN SET LOCAL lock_timeout = '3s'; DROP TABLE IF EXISTS "${part}"; END $$`);
      return rows.map((row) => row.part);
    },
  };
}
