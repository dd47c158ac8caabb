import { randomUUID } from "node:crypto";
import { add, emptySketch, encode } from "@vedette/core/quantile-sketch";
import { type TestTeam, insertManyMonitors, insertTeam } from "@vedette/testkit/fixtures";
import { seededRandom } from "@vedette/testkit/seeded-random";
import type pg from "pg";

export type ChartScale = { monitors: number; teamSize: number; hourlyDays: number; fineHours: number };
export type ChartData = { teams: TestTeam[]; counts: Record<string, number> };

const keptDays = 90;
const shapes = 400;

/**
 * A system that has been running for 90 days with a check a minute of every monitor: daily rollups of all monitors and days; hourly ones of
 * all monitors for the last `hourlyDays` days, and before that of one monitor in fifty; 5-minute ones of all for the last `fineHours`
 * hours; single checks of the first team for 24 hours and of all for 15 minutes; an outage of each monitor every 30 days, and a gap of every
 * tenth. Rows lie on disk in the order of time, as the product writes them.
 */
export async function insertChartData(pool: pg.Pool, scale: ChartScale, log: (line: string) => void): Promise<ChartData> {
  const teams: TestTeam[] = [];
  for (let made = 0; made < scale.monitors; made += scale.teamSize) {
    const team = await insertTeam(pool, `Team ${teams.length}`);
    await insertManyMonitors(pool, team, scale.teamSize);
    teams.push(team);
  }
  await pool.query(`UPDATE monitors SET created_at = now() - interval '${keptDays + 1} days'`);
  await pool.query("SELECT ensure_result_partitions((now() AT TIME ZONE 'UTC')::date - 2, (now() AT TIME ZONE 'UTC')::date + 1)");
  await insertShapes(pool);

  const counts: Record<string, number> = { monitors: scale.monitors };
  const fill = async (name: string, sql: string, values: unknown[] = []) => {
    const startedMs = performance.now();
    const { rowCount } = await pool.query(sql, values);
    counts[name] = (counts[name] ?? 0) + (rowCount ?? 0);
    log(`${name}: ${rowCount} rows in ${Math.round((performance.now() - startedMs) / 1_000)} s`);
  };
  // Filled without indexes and indexed afterwards: the same rows in the same order, in a tenth of the time.
  const indexes = await dropIndexes(pool);
  for (let day = keptDays; day >= 1; day -= 15) await fill("rollups_1d", rollups("1 day", 1_440), [`${day} days`, `${day - 15} days`, 1]);
  await fill("rollups_1h", rollups("1 hour", 60), [`${keptDays} days`, `${scale.hourlyDays} days`, 50]);
  for (let day = scale.hourlyDays; day >= 1; day--) await fill("rollups_1h", rollups("1 hour", 60), [`${day} days`, `${day - 1} days`, 1]);
  for (let hour = scale.fineHours; hour >= 1; hour--)
    await fill("rollups_5min", rollups("5 minutes", 5), [`${hour} hours`, `${hour - 1} hours`, 1]);
  for (const index of indexes) await fill("indexes", index);
  await pool.query(
    `INSERT INTO rollup_progress (resolution_s, done_until) SELECT s, date_bin(s * interval '1 second', now(), 'epoch') FROM unnest(ARRAY[300, 3600, 86400]) AS s`,
  );
  await fill("checks", checksOf("m.team_id = $1", "24 hours", "15 minutes"), [teams[0]?.id]);
  await fill("checks", checksOf("true", "15 minutes", "0 minutes"));
  await fill(
    "incidents",
    `WITH made AS (
       INSERT INTO incidents (id, team_id, number, monitor_id, severity, summary, started_at, confirmed_at, ended_at, closed_at, last_seq)
       SELECT gen_random_uuid(), team_id, 1000000 + compat_number * 3 + n, id, 'down', 'Answered with status 500; expected 2xx.', at, at, at + interval '7 minutes', at + interval '7 minutes', 2
       FROM monitors, generate_series(0, 2) n, LATERAL (SELECT now() - interval '10 minutes' - (compat_number * 7919 % 43200 + n * 43200) * interval '1 minute' AS at) t
       RETURNING id, team_id, started_at)
     INSERT INTO incident_events (team_id, incident_id, seq, kind, at, data)
     SELECT team_id, id, seq, CASE seq WHEN 1 THEN 'opened' ELSE 'resolved' END, started_at, '{"severity":"down"}' FROM made, generate_series(1, 2) seq`,
  );
  await fill(
    "gaps",
    `INSERT INTO gaps (team_id, from_at, until_at, monitor_no, ticks, location_no, kind)
     SELECT team_id, at, at + interval '3 minutes', compat_number, 3, 1, 'missed'
     FROM monitors, LATERAL (SELECT now() - (compat_number::bigint * 104729 % 129600 + 5) * interval '1 minute' AS at) t WHERE compat_number % 10 = 0`,
  );
  await fill(
    "findings",
    `INSERT INTO findings (monitor_no, kind, team_id, computed_at, data) SELECT compat_number, 'trend', team_id, now(), jsonb_build_object('last24h', p, 'last7d', p, 'before7d', p, 'change', NULL)
     FROM monitors, LATERAL (SELECT jsonb_build_object('n', 1440, 'p50Us', 90000, 'p95Us', 100000 + compat_number * 31 % 400000, 'p99Us', 600000) AS p) f`,
  );
  await pool.query("VACUUM ANALYZE");
  return { teams, counts };
}

/** Sketches of lognormal answers, as many as a bucket of each width has at a check a minute. */
async function insertShapes(pool: pg.Pool): Promise<void> {
  await pool.query(
    "CREATE UNLOGGED TABLE bench_shapes (id int, n int, sum_us bigint, min_us int, max_us int, sketch bytea, PRIMARY KEY (n, id))",
  );
  const random = seededRandom(11);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  for (const n of [5, 60, 1_440]) {
    const rows = Array.from({ length: shapes }, () => {
      const middle = 10 + 2.5 * random();
      const totals = Array.from({ length: n }, () => Math.round(Math.exp(middle + 0.3 * normal())));
      return {
        sumUs: totals.reduce((a, b) => a + b, 0),
        minUs: Math.min(...totals),
        maxUs: Math.max(...totals),
        sketch: add(emptySketch, totals),
      };
    });
    await pool.query(
      "INSERT INTO bench_shapes SELECT ordinality - 1, $1, s, l, h, k FROM unnest($2::bigint[], $3::int[], $4::int[], $5::bytea[]) WITH ORDINALITY AS u (s, l, h, k)",
      [
        n,
        rows.map((row) => row.sumUs),
        rows.map((row) => row.minUs),
        rows.map((row) => row.maxUs),
        rows.map((row) => Buffer.from(encode(row.sketch))),
      ],
    );
  }
}

/** Buckets that begin in [now - $1, now - $2), of one monitor in $3. */
function rollups(width: string, checks: number): string {
  const ms = `(extract(epoch FROM interval '${width}') * 1000)::int`;
  return `INSERT INTO rollups (resolution_s, monitor_no, bucket_at, up_n, degraded_n, down_n, inconclusive_n, no_data_n, up_ms, degraded_ms, down_ms, maintenance_ms,
      no_data_ms, paused_ms, latency_sum_us, latency_n, latency_min_us, latency_max_us, sketch)
    SELECT extract(epoch FROM interval '${width}')::int, m.compat_number, b, ${checks}, 0, 0, 0, 0, ${ms}, 0, 0, 0, 0, 0, s.sum_us, ${checks}, s.min_us, s.max_us, s.sketch
    FROM generate_series(date_bin('${width}', now() - $1::interval, 'epoch'), date_bin('${width}', now() - $2::interval, 'epoch') - interval '${width}', interval '${width}') WITH ORDINALITY AS t (b, nth)
    CROSS JOIN (SELECT compat_number FROM monitors WHERE compat_number % $3::int = 0 ORDER BY compat_number) m
    JOIN bench_shapes s ON s.n = ${checks} AND s.id = (m.compat_number * 31 + t.nth * 7) % ${shapes}`;
}

function checksOf(which: string, from: string, until: string): string {
  return `INSERT INTO results (monitor_no, location_no, due_at, late_ms, verdict, status, total_us, dns_us, connect_us, tls_us, first_byte_us, transfer_us)
    SELECT m.compat_number, 1, at + m.compat_number % 60000 * interval '1 ms', 3, 0, 200, 40000 + (m.compat_number * 7919 + nth * 104729) % 400000, 1000, 9000, 12000, 20000, 1000
    FROM generate_series(date_trunc('minute', now()) - interval '${from}', date_trunc('minute', now()) - interval '${until}' - interval '1 minute', interval '1 minute') WITH ORDINALITY AS t (at, nth)
    CROSS JOIN monitors m WHERE ${which}`;
}

async function dropIndexes(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string; constraint: string | null; definition: string }>(
    `SELECT i.indexrelid::regclass::text AS name, c.conname AS constraint, CASE WHEN c.oid IS NULL THEN pg_get_indexdef(i.indexrelid) ELSE 'ALTER TABLE rollups ADD ' || pg_get_constraintdef(c.oid) END AS definition
     FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid WHERE i.indrelid = 'rollups'::regclass`,
  );
  for (const { name, constraint } of rows)
    await pool.query(constraint === null ? `DROP INDEX ${name}` : `ALTER TABLE rollups DROP CONSTRAINT ${constraint}`);
  return rows.map((row) => row.definition);
}

/** A reader of everything in a team. */
export const ownerOf = (team: TestTeam) => ({ userId: randomUUID(), teamId: team.id, role: "owner", ip: null }) as const;
