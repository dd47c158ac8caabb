import { Agent, request } from "node:http";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "@vedette/testkit/free-port";
import { insertTeam } from "@vedette/testkit/fixtures";
import type pg from "pg";
import { startDurableDatabase } from "./lib/durable-database.ts";
import { printTable, round } from "./lib/figures.ts";
import { cpuUs, familyCpuUs, start } from "./lib/process.ts";
import { startWorker } from "./lib/worker.ts";

const monitors = 5_000;
const connections = 64;
const goalMs = 50;

type Level = { offered: number; acknowledged: number; refused: number; p50Ms: number; p99Ms: number; edgeUs: number; postgresUs: number };

/**
 * Pings as jobs send them, at a rate of ours and not of the server's, to an edge as it is shipped: each is answered after it was committed
 * to PostgreSQL with fsync on, while a worker judges them. What was acknowledged is compared with what is stored.
 */
export async function benchHeartbeats({ quick }: { quick: boolean }): Promise<Record<string, number>> {
  const levels = quick ? [1_000, 2_000] : [1_000, 2_000, 3_000, 4_000];
  await using database = await startDurableDatabase();
  const { pool } = database;
  const tokens = await insertHeartbeats(pool);
  await using worker = await startWorker(database.url);
  const port = await freePort();
  const main = join(import.meta.dirname, "../apps/edge/src/main.ts");
  await using edge = start(process.execPath, ["--disable-warning=ExperimentalWarning", main], {
    env: { EDGE_PORT: String(port), DATA_DIR: database.folder, DATABASE_URL: database.url, NODE_ENV: "production" },
  });
  await edge.line(/edge started/);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  await send(agent, port, tokens, 500, 4);

  const measured: Level[] = [];
  for (const offered of levels) {
    const [edgeBefore, postgresBefore] = [cpuUs(edge.pid), familyCpuUs(database.pid)];
    const [storedBefore, startedAt] = [await countPings(pool), performance.now()];
    const { latenciesMs, refused } = await send(agent, port, tokens, offered, quick ? 6 : 20);
    const seconds = (performance.now() - startedAt) / 1_000;
    const stored = (await countPings(pool)) - storedBefore;
    if (stored < latenciesMs.length) throw new Error(`${latenciesMs.length - stored} acknowledged pings are not stored`);
    const sorted = latenciesMs.toSorted((a, b) => a - b);
    const at = (q: number) => sorted[Math.floor(sorted.length * q)] ?? Number.NaN;
    measured.push({
      offered,
      acknowledged: latenciesMs.length / seconds,
      refused,
      p50Ms: at(0.5),
      p99Ms: at(0.99),
      edgeUs: (cpuUs(edge.pid) - edgeBefore) / latenciesMs.length,
      postgresUs: (familyCpuUs(database.pid) - postgresBefore) / latenciesMs.length,
    });
  }
  const waiting = await untilJudged(pool);
  agent.destroy();
  await worker[Symbol.asyncDispose]();
  print(measured);
  const sustained = measured.findLast(
    (level) => level.p99Ms <= goalMs && level.refused === 0 && level.acknowledged >= level.offered * 0.98,
  );
  return {
    pings_per_s: round(sustained?.acknowledged ?? 0, 0),
    p99_ms_at_2000: round(measured.find((level) => level.offered === 2_000)?.p99Ms ?? Number.NaN),
    edge_cpu_us: round(measured.at(-1)?.edgeUs ?? Number.NaN),
    judged_after_s: round(waiting),
  };
}

/** Sends at a steady rate for a while, whatever comes back, and waits for every answer. A ping's time counts from when it was due. */
async function send(agent: Agent, port: number, tokens: readonly string[], perS: number, seconds: number) {
  const latenciesMs: number[] = [];
  const running: Promise<void>[] = [];
  let refused = 0;
  const startedAt = performance.now();
  for (let sent = 0; sent < perS * seconds;) {
    const due = Math.min(perS * seconds, Math.floor(((performance.now() - startedAt) / 1_000) * perS));
    for (; sent < due; sent++) {
      const dueAt = startedAt + (sent / perS) * 1_000;
      running.push(
        ping(agent, port, tokens[sent % tokens.length] ?? "").then((isStored) => {
          if (isStored) latenciesMs.push(performance.now() - dueAt);
          else refused += 1;
        }),
      );
    }
    await delay(1);
  }
  await Promise.all(running);
  return { latenciesMs, refused };
}

function ping(agent: Agent, port: number, token: string): Promise<boolean> {
  return new Promise((resolve) => {
    const sent = request({ agent, host: "127.0.0.1", port, path: `/ping/${token}`, method: "POST" }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode === 200));
    });
    sent.on("error", () => resolve(false));
    sent.end();
  });
}

async function countPings(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ n: number }>("SELECT count(*)::int AS n FROM pings");
  return rows[0]?.n ?? 0;
}

/** Seconds until the worker has judged every ping. */
async function untilJudged(pool: pg.Pool): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const { rowCount } = await pool.query("SELECT FROM ping_inbox LIMIT 1");
    if (rowCount === 0) return (performance.now() - startedAt) / 1_000;
    await delay(100);
  }
}

async function insertHeartbeats(pool: pg.Pool): Promise<string[]> {
  const team = await insertTeam(pool);
  const spec = { kind: "heartbeat", schedule: { type: "period", periodMs: 3_600_000 }, graceMs: 60_000 };
  const state = { heardMs: null, anchorMs: null, armedMs: 0, judgedMs: 0, runs: [] };
  const { rows } = await pool.query<{ token: string }>(
    `WITH made AS (
      INSERT INTO monitors (id, team_id, name, slug, kind, spec, interval_ms, failures_to_open, successes_to_close)
      SELECT gen_random_uuid(), $1, 'Job ' || i, 'job-' || i, 'heartbeat', $2, 60000, 1, 1 FROM generate_series(1, $4::int) AS i RETURNING compat_number
    ), states AS (
      INSERT INTO monitor_states (monitor_no, team_id, waiting_since_at) SELECT compat_number, $1, now() FROM made
    )
    INSERT INTO heartbeats (monitor_no, team_id, token, push_token, state)
    SELECT compat_number, $1, t.token, replace(t.token::text, '-', ''), $3 FROM made CROSS JOIN LATERAL (SELECT gen_random_uuid() AS token WHERE compat_number > 0) t
    RETURNING token`,
    [team.id, spec, state, monitors],
  );
  return rows.map((row) => row.token);
}

function print(levels: readonly Level[]): void {
  printTable([
    ["pings offered /s", "acknowledged /s", "refused", "p50, ms", "p99, ms", "CPU µs/ping: edge", "PostgreSQL"],
    ...levels.map((level) => [
      level.offered,
      round(level.acknowledged, 0),
      level.refused,
      round(level.p50Ms),
      round(level.p99Ms),
      round(level.edgeUs),
      round(level.postgresUs),
    ]),
  ]);
}
