import { arrayOf } from "./array-literal.ts";
import type { Sql } from "./sql.ts";

const values = [
  "late_ms",
  "verdict",
  "reason",
  "status",
  "total_us",
  "dns_us",
  "connect_us",
  "tls_us",
  "first_byte_us",
  "transfer_us",
] as const;
const arrays = ["due_ms", ...values];
export const storedColumns = ["due_at", "monitor_no", "location_no", ...values].join(", ");
const unnested = `unnest(${arrays.map((column) => `p.${column}`).join(", ")}) AS c (${arrays.join(", ")})`;
export const dayOf = (moment: string) => `((${moment}) AT TIME ZONE 'UTC')::date`;

/** Days come from the database as ISO dates, so they are safe in names. */
const partOf = (table: string, day: string) => `${table}_${day.replaceAll("-", "")}`;

/**
 * A subquery of a monitor's results in [from, until), wherever they lie, with the columns of `results`. All three are SQL expressions. Only
 * for what reads back further than two days: newer ones are in `results` in any case.
 */
export function storedResults(of: { monitor: string; from: string; until: string }): string {
  return `(SELECT ${storedColumns} FROM results WHERE monitor_no = ${of.monitor} AND due_at >= ${of.from} AND due_at < ${of.until}
    UNION ALL SELECT ${storedColumns} FROM ${unpackedFrom("packed_results")}
    WHERE monitor_no = ${of.monitor} AND day >= ${dayOf(of.from)} AND day <= ${dayOf(of.until)} AND due_at >= ${of.from} AND due_at < ${of.until})`;
}

/** A subquery of the results in packed rows, with the columns of `results` and `day`. */
export function unpackedFrom(packed: string): string {
  return `(SELECT p.day, p.monitor_no, p.location_no, p.day::timestamp AT TIME ZONE 'UTC' + c.due_ms * interval '1 ms' AS due_at, ${values.map((column) => `c.${column}`).join(", ")}
    FROM ${packed} p CROSS JOIN LATERAL ${unnested}) unpacked`;
}

/** Monitors by number: above `after`, up to `until` where it has an end. */
export type MonitorRange = { after: number; until: number | null };

export function packedResultsOn(sql: Sql) {
  return {
    /**
     * Days (ISO) that may have results to pack, oldest first: they have been over for two days, and no check of theirs is still to be
     * stored or waits to be played.
     */
    async daysToPack(): Promise<string[]> {
      const rows = await sql<{ day: string }>(
        `SELECT day::text AS day FROM (
           SELECT to_date(right(c.relname, 8), 'YYYYMMDD') AS day FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
           WHERE i.inhparent = 'results'::regclass AND c.relname ~ '_[0-9]{8}$' AND pg_relation_size(c.oid) > 0
           UNION SELECT ${dayOf("due_at")} FROM results_default) d
         WHERE (day + 1)::timestamp AT TIME ZONE 'UTC' <= least(clock_timestamp() - interval '2 days',
           (SELECT to_timestamp(min(due) / 1000.0) FROM batches CROSS JOIN LATERAL unnest(due_ms) AS due),
           (SELECT min(unplayed_from) FROM monitor_states), (SELECT min(unplayed_from) FROM location_states)) ORDER BY 1`,
      );
      return rows.map((row) => row.day);
    },

    /** The partition for a day's packed rows. Repeating it changes nothing. Throws rather than queue all who read packed rows behind one. */
    async makeRoom(day: string): Promise<void> {
      await sql(
        `DO $$ BEGIN
           SET LOCAL lock_timeout = '3s';
           CREATE TABLE IF NOT EXISTS ${partOf("packed_results", day)} PARTITION OF packed_results FOR VALUES FROM ('${day}') TO ('${day}'::date + 1);
         END $$`,
      );
    },

    /** All monitors in ranges by number that make about so many checks a day each; the last one has no end. */
    async ranges(checks: number): Promise<MonitorRange[]> {
      const rows = await sql<{ no: number }>(
        `SELECT max(no) AS no FROM (
           SELECT compat_number AS no, floor(sum(86400000.0 / interval_ms * cardinality(location_nos)) OVER (ORDER BY compat_number) / $1) AS part FROM monitors) m
         GROUP BY part ORDER BY 1`,
        [checks],
      );
      const ends = rows.slice(0, -1).map((row) => row.no);
      return [0, ...ends].map((after, i) => ({ after, until: ends[i] ?? null }));
    },

    /**
     * Moves the results that some monitors had on a day into packed rows, beside what was packed before. Does nothing while another packs: false.
     * To be run in a transaction; how long that takes is the range's to bound.
     */
    async pack(day: string, { after, until }: MonitorRange): Promise<boolean> {
      // What two packed at once, each beside what it saw, would overwrite each other.
      const [lock] = await sql<{ is_mine: boolean }>("SELECT pg_try_advisory_xact_lock(hashtext('pack_results')) AS is_mine");
      if (lock?.is_mine !== true) return false;
      const packedOf = (column: string) => `CASE WHEN count(${column}) > 0 THEN array_agg(${column} ORDER BY due_ms) END`;
      await sql(
        `WITH moved AS (
           DELETE FROM results WHERE due_at >= $1::date::timestamp AT TIME ZONE 'UTC' AND due_at < ($1::date + 1)::timestamp AT TIME ZONE 'UTC'
             AND monitor_no > $2 AND ($3::int IS NULL OR monitor_no <= $3) RETURNING *),
         checks AS (
           SELECT monitor_no, location_no, ((extract(epoch FROM due_at) * 1000)::bigint % 86400000)::int AS due_ms, ${values.join(", ")} FROM moved
           UNION ALL SELECT p.monitor_no, p.location_no, ${arrays.map((column) => `c.${column}`).join(", ")}
           FROM packed_results p CROSS JOIN LATERAL ${unnested}
           WHERE p.day = $1::date AND (p.monitor_no, p.location_no) IN (SELECT monitor_no, location_no FROM moved))
         INSERT INTO packed_results (day, monitor_no, location_no, ${arrays.join(", ")})
         SELECT $1::date, monitor_no, location_no, ${arrays.map(packedOf).join(", ")} FROM checks GROUP BY monitor_no, location_no
         ON CONFLICT (monitor_no, day, location_no) DO UPDATE SET ${arrays.map((column) => `${column} = excluded.${column}`).join(", ")}`,
        [day, after, until],
        null,
        3 * 3_600_000,
      );
      return true;
    },

    /** Gives the disk back that a day's results took, once all of them are packed. Throws when somebody reads them for long. */
    async giveBack(day: string): Promise<void> {
      const part = partOf("results", day);
      await sql(
        `DO $$ BEGIN
           IF to_regclass('${part}') IS NULL THEN RETURN; END IF;
           IF EXISTS (SELECT FROM ${part}) THEN RETURN; END IF;
           SET LOCAL lock_timeout = '3s';
           LOCK TABLE ${part} IN ACCESS EXCLUSIVE MODE;
           IF NOT EXISTS (SELECT FROM ${part}) THEN TRUNCATE ${part}; END IF;
         END $$`,
      );
    },

    /**
     * Takes those of these results, just stored, out of `results` again that are packed already, and returns their keys. One that is being
     * packed was waited for when it was stored: it is the same key.
     */
    async takeOutRepeated(
      keys: readonly { monitorNo: number; locationNo: number; dueMs: number }[],
    ): Promise<{ monitorNo: number; locationNo: number; dueMs: number }[]> {
      return await sql(
        `DELETE FROM results r USING unnest($1::int[], $2::int[], $3::bigint[]) AS k (monitor_no, location_no, due_ms), packed_results p
         WHERE r.monitor_no = k.monitor_no AND r.location_no = k.location_no AND r.due_at = timestamptz 'epoch' + k.due_ms * interval '1 ms'
           AND p.monitor_no = k.monitor_no AND p.location_no = k.location_no AND p.day = ${dayOf("r.due_at")} AND (k.due_ms % 86400000)::int = ANY(p.due_ms)
         RETURNING k.monitor_no AS "monitorNo", k.location_no AS "locationNo", k.due_ms AS "dueMs"`,
        [arrayOf(keys.map((key) => key.monitorNo)), arrayOf(keys.map((key) => key.locationNo)), arrayOf(keys.map((key) => key.dueMs))],
      );
    },
  };
}
