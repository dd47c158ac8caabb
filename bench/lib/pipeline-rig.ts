import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { phaseOf } from "@vedette/core/schedule";
import type pg from "pg";
import { startDurableDatabase } from "./durable-database.ts";
import { cpuUs, familyCpuUs, rssMb } from "./process.ts";
import { type Target, startTarget } from "./target.ts";
import { startWorker } from "./worker.ts";

/** CPU time used so far, in microseconds. */
export type Cpu = { worker: number; postgres: number; target: number };
/** What the checks of a stretch of time came to. `stored`: rows; `up`: of these; `latenessP99Ms`: between due and started. */
export type Stored = { stored: number; up: number; latenessP99Ms: number };

export type PipelineRig = AsyncDisposable & {
  target: Target;
  /** Replaces whatever was scheduled by the first `count` monitors, each on its own phase of `everyMs`, from the next second on. */
  schedule: (count: number, everyMs: number) => Promise<void>;
  cpu: () => Cpu;
  workerRssMb: () => number;
  storedBetween: (fromMs: number, untilMs: number) => Promise<Stored>;
  /** Kills the worker and starts another after so long. */
  awayFor: (ms: number) => Promise<void>;
};

/**
 * The whole road on this machine: a target, PostgreSQL with fsync on, set up as `npm start` does it, and one worker process as it is
 * shipped, with `monitors` monitors of which none is scheduled yet, three days old and each with a path of its own. What is due every
 * `intervalMs` is looked at in detail once an hour.
 */
export async function startPipeline(
  monitors: number,
  { intervalMs, ...options }: { intervalMs: number; logHits: boolean },
): Promise<PipelineRig> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await startDurableDatabase());
  const target = stack.use(await startTarget(database.folder, options));
  const { pool } = database;
  await insertMonitors(pool, monitors, intervalMs, target.url);
  let worker = await startWorker(database.url);
  stack.defer(() => worker[Symbol.asyncDispose]());
  const kept = stack.move();
  return {
    target,
    schedule: (count, everyMs) => schedule(pool, count, everyMs),
    cpu: () => ({ worker: cpuUs(worker.pid), postgres: familyCpuUs(database.pid), target: cpuUs(target.pid) }),
    workerRssMb: () => rssMb(worker.pid),
    storedBetween: (fromMs, untilMs) => storedBetween(pool, fromMs, untilMs),
    awayFor: async (ms) => {
      await worker[Symbol.asyncDispose]();
      await delay(ms);
      worker = await startWorker(database.url);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function insertMonitors(pool: pg.Pool, count: number, intervalMs: number, url: string): Promise<void> {
  const teamId = randomUUID();
  await pool.query("INSERT INTO teams (id, name, slug, ping_key) VALUES ($1, 'Bench', 'bench', $2)", [teamId, randomUUID()]);
  const spec = { kind: "http", method: "GET", timeoutMs: 1_000, expectedStatus: "2xx", maxRedirects: 5 };
  await pool.query(
    `INSERT INTO monitors (id, team_id, name, slug, kind, spec, interval_ms, failures_to_open, successes_to_close, created_at)
     SELECT gen_random_uuid(), $1, 'Monitor ' || i, 'monitor-' || i, 'http', $2::jsonb || jsonb_build_object('url', $3::text || i), $5, 2, 1, now() - interval '3 days'
     FROM generate_series(1, $4) AS i`,
    [teamId, JSON.stringify(spec), url, count, intervalMs],
  );
  await pool.query("INSERT INTO monitor_states (monitor_no, team_id) SELECT compat_number, team_id FROM monitors");
  // Rolled up and analysed up to now, as a system is that has been running.
  await pool.query(
    "INSERT INTO rollup_progress (resolution_s, done_until) SELECT s, date_bin(s * interval '1 second', now(), 'epoch') FROM unnest(ARRAY[300, 3600, 86400]) AS s",
  );
  await pool.query("UPDATE analysis_progress SET until_at = date_trunc('hour', now())");
  await pool.query("VACUUM ANALYZE");
}

async function schedule(pool: pg.Pool, count: number, intervalMs: number): Promise<void> {
  const { rows } = await pool.query<{ no: number }>("SELECT compat_number AS no FROM monitors ORDER BY compat_number LIMIT $1", [count]);
  const nos = rows.map((row) => row.no);
  await pool.query("DELETE FROM schedules");
  await pool.query(
    `INSERT INTO schedules (monitor_no, location_no, team_id, version, interval_ms, phase_ms, next_due_ms)
     SELECT no, 1, team_id, 1, $2::int, phase, phase + (1 + ((extract(epoch FROM clock_timestamp()) + 1) * 1000 - phase)::bigint / $2::int) * $2::int
     FROM unnest($1::int[], $3::int[]) AS n (no, phase) JOIN monitors m ON m.compat_number = no`,
    [nos, intervalMs, nos.map((no) => phaseOf(no, 1, intervalMs))],
  );
  await pool.query("ANALYZE schedules");
}

async function storedBetween(pool: pg.Pool, fromMs: number, untilMs: number): Promise<Stored> {
  const { rows } = await pool.query<{ stored: number; up: number; late: number | null }>(
    `SELECT count(*)::int AS stored, count(*) FILTER (WHERE verdict = 0)::int AS up, percentile_disc(0.99) WITHIN GROUP (ORDER BY late_ms) AS late
     FROM results WHERE due_at >= to_timestamp($1 / 1000.0) AND due_at < to_timestamp($2 / 1000.0)`,
    [fromMs, untilMs],
  );
  const { stored = 0, up = 0, late = null } = rows[0] ?? {};
  return { stored, up, latenessP99Ms: late ?? Number.POSITIVE_INFINITY };
}
