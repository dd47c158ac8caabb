import type { CheckDetail, CheckPlace, CheckRow, ListedCheck } from "@vedette/core/monitor-record";
import { type Evidence, reasonOf } from "@vedette/core/probe-result";
import { type VerdictKind, verdictCodes, verdictOf } from "@vedette/core/verdict";
import { arrayOf } from "./array-literal.ts";
import { endlessMs } from "./endless.ts";
import { dayOf, storedColumns as stored, storedResults, unpackedFrom } from "./packed-results.ts";
import { keptFrom } from "./retention.ts";
import type { Sql } from "./sql.ts";

type Row = {
  monitor_no: number;
  due_ms: number;
  location_no: number;
  verdict: number;
  reason: number | null;
  status: number | null;
  total_us: number | null;
  late_ms: number;
  dns_us: number | null;
  connect_us: number | null;
  tls_us: number | null;
  first_byte_us: number | null;
  transfer_us: number | null;
};

const columns = `r.monitor_no, (extract(epoch FROM r.due_at) * 1000)::bigint AS due_ms, r.location_no, r.verdict, r.reason, r.status, r.total_us, r.late_ms,
  r.dns_us, r.connect_us, r.tls_us, r.first_byte_us, r.transfer_us`;
const at = (parameter: string) => `to_timestamp(${parameter}::bigint / 1000.0)`;

/** A subquery of stretches without data that have ended, with the columns of `results`. */
const gapsAsResults = `(SELECT from_at AS due_at, monitor_no, location_no, 0 AS late_ms, ${verdictCodes.no_data} AS verdict, NULL::int AS reason, NULL::int AS status,
  NULL::int AS total_us, NULL::int AS dns_us, NULL::int AS connect_us, NULL::int AS tls_us, NULL::int AS first_byte_us, NULL::int AS transfer_us, until_at, kind
  FROM gaps WHERE kind <> 'inconclusive' AND until_at < ${at(String(endlessMs))}) g`;

/** Reading check results. Monitors are named by number: they must have been found by their team before. */
export function checksOn(sql: Sql) {
  return {
    /** The newest check of a monitor since a moment. */
    async latest(monitorNo: number, sinceMs: number): Promise<CheckRow | null> {
      // One by location: the order of the index, which begins with it.
      const [row] = await sql<Row>(
        `SELECT ${columns} FROM locations l
         CROSS JOIN LATERAL (SELECT * FROM results WHERE monitor_no = $1 AND location_no = l.no AND due_at > ${at("$2")} ORDER BY due_at DESC LIMIT 1) r
         ORDER BY r.due_at DESC LIMIT 1`,
        [monitorNo, sinceMs],
      );
      return row === undefined ? null : checkOf(row);
    },

    /** When the newest check of each monitor between two moments was due: from the index alone, one probe per monitor, location and day. */
    async latestDue(monitorNos: readonly number[], sinceMs: number, untilMs: number): Promise<Map<number, number>> {
      const rows = await sql<{ no: number; due_ms: number }>(
        `SELECT m.no, (extract(epoch FROM max(r.due_at)) * 1000)::bigint AS due_ms
         FROM unnest($1::int[]) AS m (no) CROSS JOIN locations l
         CROSS JOIN LATERAL (SELECT due_at FROM results WHERE monitor_no = m.no AND location_no = l.no AND due_at > ${at("$2")} AND due_at < ${at("$3")}
                             ORDER BY due_at DESC LIMIT 1) r
         GROUP BY m.no`,
        [arrayOf(monitorNos), sinceMs, untilMs],
      );
      return new Map(rows.map((row) => [row.no, row.due_ms]));
    },

    /** Percentiles over the newest `limit` answered checks of each monitor since a moment; those without any are left out. */
    async latency(monitorNos: readonly number[], sinceMs: number, limit: number): Promise<Map<number, { p50Us: number; p95Us: number }>> {
      // An aggregate per monitor, not one over all: a million rows are never sorted together.
      const rows = await sql<{ no: number; p: [number, number] }>(
        `SELECT m.no, a.p FROM unnest($1::int[]) AS m (no) CROSS JOIN LATERAL (
           SELECT percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY r.total_us) AS p FROM locations l
           CROSS JOIN LATERAL (SELECT total_us FROM results WHERE monitor_no = m.no AND location_no = l.no AND due_at > ${at("$2")}
                               AND status IS NOT NULL ORDER BY due_at DESC LIMIT $3) r) a
         WHERE a.p IS NOT NULL`,
        [arrayOf(monitorNos), sinceMs, limit],
      );
      return new Map(rows.map(({ no, p: [p50Us, p95Us] }) => [no, { p50Us, p95Us }]));
    },

    /**
     * Newest first, after `place` when given. `verdicts` null means all of them; an empty list means none. Stretches that have ended and in
     * which nobody looked stand among them as `no_data`; what an inconclusive check leaves unknown is said by that check.
     */
    async page(
      monitorNo: number,
      place: CheckPlace | null,
      verdicts: readonly VerdictKind[] | null,
      limit: number,
    ): Promise<ListedCheck[]> {
      const wanted = (isGap: boolean) =>
        `monitor_no = $1 AND due_at >= ${keptFrom("keep_checks_days", "$1")} AND ($3::smallint[] IS NULL OR verdict = ANY($3))
         AND ($2::bigint IS NULL OR due_at <= ${at("$2")} AND (due_at < ${at("$2")} OR (location_no, ${isGap}) > ($5::int, $6::bool)))`;
      // Of the packed ones only as many days as fill the page are unpacked: they come sorted by day.
      const rows = await sql<Row & { until_ms: number | null; kind: "missed" | "lost" | "paused" | null }>(
        `SELECT ${columns}, (extract(epoch FROM r.until_at) * 1000)::bigint AS until_ms, r.kind FROM (
           SELECT ${stored}, NULL::timestamptz AS until_at, NULL AS kind FROM results WHERE ${wanted(false)}
           UNION ALL (SELECT ${stored}, NULL, NULL FROM ${unpackedFrom("packed_results")} WHERE ${wanted(false)}
             AND ($2::bigint IS NULL OR day <= ${dayOf(at("$2"))}) ORDER BY day DESC, due_at DESC, location_no LIMIT $4)
           UNION ALL SELECT ${stored}, until_at, kind FROM ${gapsAsResults} WHERE ${wanted(true)}) r
         ORDER BY r.due_at DESC, r.location_no, r.kind IS NOT NULL LIMIT $4`,
        [
          monitorNo,
          place?.dueAtMs ?? null,
          verdicts === null ? null : verdicts.map((kind) => verdictCodes[kind]),
          limit,
          place?.locationNo ?? null,
          place?.isGap ?? null,
        ],
      );
      return rows.map((row) => ({
        ...checkOf(row),
        gap: row.kind === null || row.until_ms === null ? null : { untilMs: row.until_ms, kind: row.kind },
      }));
    },

    async find(check: { monitorNo: number; locationNo: number; dueAtMs: number }): Promise<CheckDetail | null> {
      const [row] = await sql<Row & { sentence: string | null; data: Evidence | null }>(
        `SELECT ${columns}, e.reason AS sentence, e.data
         FROM ${storedResults({ monitor: "$1", from: at("$3"), until: `${at("$3")} + interval '1 ms'` })} r
         LEFT JOIN evidence e ON e.monitor_no = r.monitor_no AND e.location_no = r.location_no AND e.due_at = r.due_at
         WHERE r.location_no = $2 AND r.due_at >= ${keptFrom("keep_checks_days", "$1")}`,
        [check.monitorNo, check.locationNo, check.dueAtMs],
      );
      return row === undefined ? null : { ...checkOf(row), sentence: row.sentence ?? "", evidence: row.data };
    },
  };
}

function checkOf(row: Row): CheckRow {
  return {
    dueAtMs: row.due_ms,
    locationNo: row.location_no,
    verdict: verdictOf(row.verdict),
    reason: reasonOf(row.reason),
    status: row.status === 0 ? null : row.status,
    totalUs: row.total_us,
    lateMs: row.late_ms,
    phases: {
      dnsUs: row.dns_us,
      connectUs: row.connect_us,
      tlsUs: row.tls_us,
      firstByteUs: row.first_byte_us,
      transferUs: row.transfer_us,
    },
  };
}
