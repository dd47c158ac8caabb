import { randomBytes, randomUUID } from "node:crypto";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { phaseOf } from "@vedette/core/schedule";
import { migrate } from "@vedette/db/migrate";
import { startPostgres } from "@vedette/postgres/start-postgres";
import { freePort } from "@vedette/testkit/free-port";
import pg from "pg";
import { printTable, round } from "./lib/figures.ts";
import { cpuUs, rssMb, start } from "./lib/process.ts";

const here = import.meta.dirname;
const intervalMs = 1_000;

type Level = { offered: number; checksPerS: number; cpuUsPerCheck: number; latenessP99Ms: number; rssMb: number; sustained: boolean };

/**
 * The whole road, from due to stored, on one machine: target, PostgreSQL with fsync on, and one worker process as it is shipped. Monitors
 * are due every second; their number grows until the worker no longer keeps up. The highest level that was kept up is the figure.
 */
export async function benchPipeline({ quick }: { quick: boolean }): Promise<Record<string, number>> {
  const levels = quick ? [3_000, 5_000, 7_000] : [5_000, 7_000, 9_000, 10_000, 11_000, 12_000, 14_000, 16_000];
  const seconds = quick ? 8 : 30;
  const folder = mkdtempSync(join(tmpdir(), "vedette-bench-"));
  chmodSync(folder, 0o711);
  const server = await startPostgres({
    dataDir: join(folder, "data"),
    logFile: join(folder, "postgres.log"),
    port: await freePort(),
    password: randomBytes(16).toString("hex"),
    maxConnections: 50,
    durable: true,
  });
  try {
    const databaseUrl = server.url("postgres");
    await migrate(databaseUrl);
    await using target = start(process.execPath, [join(here, "lib/target.ts")]);
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    await insertMonitors(pool, Math.max(...levels), `http://127.0.0.1:${(await target.line(/port (\d+)/))[1]}/`);
    await using worker = startWorker(databaseUrl, await freePort());
    await worker.line(/worker started/);

    const measured: Level[] = [];
    for (const offered of levels) {
      await schedule(pool, offered);
      measured.push(await measure(pool, { offered, seconds, workerPid: worker.pid, postgresPid: server.pid }));
      if (measured.at(-1)?.sustained === false) break;
    }
    await pool.end();
    print(measured);
    const best = measured.findLast((level) => level.sustained) ?? measured[0];
    if (best === undefined) throw new Error("nothing was measured");
    return {
      checks_per_s: round(best.checksPerS, 0),
      cpu_us_per_check: best.cpuUsPerCheck,
      start_lateness_p99_ms: best.latenessP99Ms,
      worker_rss_mb: best.rssMb,
    };
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function startWorker(databaseUrl: string, port: number) {
  mkdirSync(join(here, "../data"), { recursive: true });
  return start(process.execPath, ["--disable-warning=ExperimentalWarning", join(here, "../apps/worker/src/main.ts")], {
    env: {
      DATABASE_URL: databaseUrl,
      MASTER_KEY: randomBytes(32).toString("base64"),
      PUBLIC_URL: "http://localhost:3000",
      EDGE_URL: "http://localhost:3001",
      WORKER_PORT: String(port),
      NODE_ENV: "production",
    },
  });
}

async function insertMonitors(pool: pg.Pool, count: number, url: string): Promise<void> {
  const teamId = randomUUID();
  await pool.query("INSERT INTO teams (id, name, slug, ping_key) VALUES ($1, 'Bench', 'bench', $2)", [teamId, randomUUID()]);
  const spec = JSON.stringify({ kind: "http", url, method: "GET", timeoutMs: 1_000, expectedStatus: "2xx", maxRedirects: 5 });
  await pool.query(
    `INSERT INTO monitors (id, team_id, name, slug, kind, spec, interval_ms, failures_to_open, successes_to_close)
     SELECT gen_random_uuid(), $1, 'Monitor ' || i, 'monitor-' || i, 'http', $2, $3, 2, 1 FROM generate_series(1, $4) AS i`,
    [teamId, spec, intervalMs, count],
  );
  await pool.query("INSERT INTO monitor_states (monitor_no, team_id) SELECT compat_number, team_id FROM monitors");
  await pool.query("ANALYZE");
}

/** Schedules the first `count` monitors, each on its own phase, from the next second on. */
async function schedule(pool: pg.Pool, count: number): Promise<void> {
  const { rows } = await pool.query<{ no: number; team_id: string }>(
    `SELECT compat_number AS no, m.team_id FROM monitors m LEFT JOIN schedules s ON s.monitor_no = compat_number
     WHERE s.monitor_no IS NULL ORDER BY compat_number LIMIT $1 - (SELECT count(*)::int FROM schedules)`,
    [count],
  );
  const phases = rows.map((row) => phaseOf(row.no, 1, intervalMs));
  await pool.query(
    `INSERT INTO schedules (monitor_no, location_no, team_id, version, interval_ms, phase_ms, next_due_ms)
     SELECT no, 1, $2, 1, $3, phase, ((extract(epoch FROM clock_timestamp())::bigint + 1) * 1000) + phase
     FROM unnest($1::int[], $4::int[]) AS n (no, phase)`,
    [rows.map((row) => row.no), rows[0]?.team_id, intervalMs, phases],
  );
}

async function measure(pool: pg.Pool, run: { offered: number; seconds: number; workerPid: number; postgresPid: number }): Promise<Level> {
  const settle = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  await settle(3_000);
  const from = Date.now();
  const before = cpuUs(run.workerPid) + postgresCpuUs(run.postgresPid);
  await settle(run.seconds * 1_000);
  const used = cpuUs(run.workerPid) + postgresCpuUs(run.postgresPid) - before;
  const until = Date.now();
  await settle(2_000);
  const { rows } = await pool.query<{ n: number; late: number | null; up: number }>(
    `SELECT count(*)::int AS n, count(*) FILTER (WHERE verdict = 0)::int AS up, percentile_disc(0.99) WITHIN GROUP (ORDER BY late_ms) AS late
     FROM results WHERE due_at >= to_timestamp($1 / 1000.0) AND due_at < to_timestamp($2 / 1000.0)`,
    [from, until],
  );
  const { n = 0, late = null, up = 0 } = rows[0] ?? {};
  const expected = (run.offered * (until - from)) / intervalMs;
  return {
    offered: run.offered,
    checksPerS: up / ((until - from) / 1_000),
    cpuUsPerCheck: round(used / Math.max(1, n)),
    latenessP99Ms: late ?? Number.NaN,
    rssMb: round(rssMb(run.workerPid), 0),
    sustained: up >= expected * 0.995 && (late ?? Number.POSITIVE_INFINITY) < 500,
  };
}

/** The server and all its backends. */
function postgresCpuUs(pid: number): number {
  const children = execFileSync("sh", ["-c", `cat /proc/${pid}/task/*/children`], { encoding: "utf8" })
    .trim()
    .split(/\s+/)
    .map(Number);
  let sum = 0;
  for (const process of [pid, ...children]) {
    try {
      sum += cpuUs(process);
    } catch {
      // it ended between the two looks
    }
  }
  return sum;
}

function print(levels: readonly Level[]): void {
  printTable([
    ["checks due /s", "stored up /s", "CPU µs/check (worker + Postgres)", "start lateness p99, ms", "worker RSS, MB", "kept up"],
    ...levels.map((level) => [
      level.offered,
      round(level.checksPerS, 0),
      level.cpuUsPerCheck,
      level.latenessP99Ms,
      level.rssMb,
      level.sustained ? "yes" : "no",
    ]),
  ]);
}
