import { openDb } from "@vedette/db/db";
import { packResults } from "@vedette/engine/pack-results";
import { insertManyMonitors, insertTeam } from "@vedette/testkit/fixtures";
import type pg from "pg";
import { startDurableDatabase } from "./lib/durable-database.ts";
import { printTable, round } from "./lib/figures.ts";

const keepDays = 30;

/**
 * Bytes per check on disk, indexes and TOAST included: a day of checks of all kinds, stored in the order in which they were due, as rows
 * and then packed by the product itself; what packing costs; and the mean over the default retention.
 */
export async function benchStorage({ quick }: { quick: boolean }): Promise<Record<string, number>> {
  await using database = await startDurableDatabase();
  const { pool } = database;
  const db = openDb({ connectionString: database.url });
  try {
    await insertManyMonitors(pool, await insertTeam(pool), quick ? 200 : 1_000);
    await pool.query("SELECT ensure_result_partitions((now() AT TIME ZONE 'UTC')::date - 3, (now() AT TIME ZONE 'UTC')::date)");
    const checks = await insertDay(pool);
    await pool.query("VACUUM ANALYZE");
    const raw = await sizesOf(pool, "results");
    const startedMs = performance.now();
    await packResults({ db });
    const packMs = performance.now() - startedMs;
    const packed = await sizesOf(pool, "packed_results");
    const each = (bytes: number) => round(bytes / checks);
    // Two days that are over and, on the mean, half of today are rows; the rest is packed.
    const mean = (2.5 * raw.total + (keepDays - 2) * packed.total) / (keepDays + 0.5);
    printTable([
      ["bytes per check", "table", "indexes", "TOAST and its index", "all"],
      ["as a row", each(raw.heap), each(raw.indexes), each(raw.toast), each(raw.total)],
      ["packed", each(packed.heap), each(packed.indexes), each(packed.toast), each(packed.total)],
      [`mean over ${keepDays} days`, "", "", "", each(mean)],
    ]);
    return {
      checks,
      raw_bytes: each(raw.total),
      raw_heap_bytes: each(raw.heap),
      raw_index_bytes: each(raw.indexes),
      packed_bytes: each(packed.total),
      mean_bytes_over_30_days: each(mean),
      pack_us_per_check: round((packMs * 1_000) / checks),
    };
  } finally {
    await db.close();
  }
}

/**
 * The checks of a day three days ago. Of ten monitors one is due every 30 s, six every minute, two every 5 minutes and one every 10; three
 * are looked at from two locations and one from three; seven have all phases, one no TLS, one only a connection and one only a total. Times
 * are lognormal, 1.5 % are not up.
 */
async function insertDay(pool: pg.Pool): Promise<number> {
  const { rowCount } = await pool.query(
    `WITH looked AS (
       SELECT m.compat_number AS no, l AS location_no, m.compat_number % 10 AS mix, 40000 + m.compat_number * 6151 % 300000 AS base,
              (ARRAY[30,60,60,60,60,60,60,300,300,600])[1 + m.compat_number % 10] * 1000 AS interval_ms, (m.compat_number * 7919 + l * 104729) % 600000 AS phase
       FROM monitors m, generate_series(1, 3) l WHERE l = 1 OR l = 2 AND m.compat_number % 10 < 3 OR l = 3 AND m.compat_number % 10 = 0),
     checks AS (
       SELECT ((now() AT TIME ZONE 'UTC')::date - 3)::timestamp AT TIME ZONE 'UTC' + at * interval '1 ms' AS due_at, no, location_no, mix,
              exp(ln(base) + 0.3 * random_normal())::int AS total, random() AS luck
       FROM looked, generate_series(phase % interval_ms, 86399999, interval_ms) at)
     INSERT INTO results (monitor_no, location_no, due_at, late_ms, verdict, reason, status, total_us, dns_us, connect_us, tls_us, first_byte_us, transfer_us)
     SELECT no, location_no, due_at, (random() * 8 + CASE WHEN luck < 0.01 THEN 300 ELSE 0 END)::int,
            CASE WHEN luck < 0.985 THEN 0 WHEN luck < 0.99 THEN 1 WHEN luck < 0.998 THEN 2 ELSE 3 END, CASE WHEN luck >= 0.985 THEN 12 END,
            CASE WHEN mix = 9 THEN 0 ELSE 200 END, total, CASE WHEN mix < 8 THEN (total * 0.1 * random())::int END,
            CASE WHEN mix < 9 THEN (total * 0.2 * random())::int END, CASE WHEN mix < 7 THEN (total * 0.2 * random())::int END,
            CASE WHEN mix < 8 THEN (total * 0.4 * random())::int END, CASE WHEN mix < 8 THEN (total * 0.1 * random())::int END
     FROM checks ORDER BY due_at`,
  );
  return rowCount ?? 0;
}

type Sizes = { heap: number; indexes: number; toast: number; total: number };

async function sizesOf(pool: pg.Pool, parent: string): Promise<Sizes> {
  const { rows } = await pool.query<Sizes>(
    `SELECT sum(pg_relation_size(c.oid))::float8 AS heap, sum(pg_indexes_size(c.oid))::float8 AS indexes,
            sum(pg_total_relation_size(nullif(c.reltoastrelid, 0)))::float8 AS toast, sum(pg_total_relation_size(c.oid))::float8 AS total
     FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::regclass`,
    [parent],
  );
  return rows[0] ?? { heap: 0, indexes: 0, toast: 0, total: 0 };
}
