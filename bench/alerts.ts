import { randomBytes, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { Plan } from "@vedette/core/policy";
import { phaseOf } from "@vedette/core/schedule";
import { channelContext, createSealer } from "@vedette/engine/seal";
import { listenOnLoopback } from "@vedette/testkit/listen-on-loopback";
import { hasRedisServer, startRedisServer } from "@vedette/testkit/redis-server";
import type pg from "pg";
import { startDurableDatabase } from "./lib/durable-database.ts";
import { printTable } from "./lib/figures.ts";
import { startWorker } from "./lib/worker.ts";

/** Of 2,000 a minute, so many are watched so often. */
const whole = { monitors: 2_000, intervalMs: 60_000 };
const part = { monitors: 500, intervalMs: 15_000 };

type Told = { incidents: number; told: number; p50Ms: number; p99Ms: number; maxMs: number };
type Set = { monitors: number; intervalMs: number; hasPolicy: boolean; redisUrl: string | null };

/**
 * Every monitor of a team breaks within one interval, each a second look after its first failing check. How long after the check that
 * confirmed it ended the first attempt arrived at a webhook on this machine, by the clock of both. PostgreSQL with fsync on.
 */
export async function benchAlerts(options: { quick: boolean }): Promise<Record<string, number>> {
  const { monitors, intervalMs } = options.quick ? part : whole;
  await using redis = hasRedisServer() ? await startRedisServer() : null;
  const runs: [name: string, told: Told][] = [];
  for (const [name, hasPolicy, redisUrl] of [
    ["PostgreSQL alone", false, null],
    ["PostgreSQL alone, a policy", true, null],
    ...(redis === null ? [] : [["Redis", false, redis.url] as const, ["Redis, a policy", true, redis.url] as const]),
  ] as const) {
    runs.push([name, await measure({ monitors, intervalMs, hasPolicy, redisUrl })]);
    await delay(3_000);
  }
  printTable([
    [`${(monitors * 60_000) / intervalMs} monitors a minute, all of which break`, "incidents", "told", "p50, ms", "p99, ms", "longest, ms"],
    ...runs.map(([name, told]) => [name, told.incidents, told.told, told.p50Ms, told.p99Ms, told.maxMs]),
  ]);
  const key = (name: string) => name.toLowerCase().replaceAll(/[^a-z]+/g, "_");
  return Object.fromEntries(
    runs.flatMap(([name, { incidents, told, p99Ms, maxMs }]) => [
      [`${key(name)}_p99_ms`, p99Ms],
      [`${key(name)}_max_ms`, maxMs],
      [`${key(name)}_missing`, incidents - told],
    ]),
  );
}

async function measure({ monitors, intervalMs, hasPolicy, redisUrl }: Set): Promise<Told> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await startDurableDatabase());
  const { pool } = database;
  const heardAtMs = new Map<string, number>();
  const broken = createServer((_, response) => response.writeHead(500).end());
  const sink = createServer((request, response) => {
    const id = String(request.headers["webhook-id"]);
    if (!heardAtMs.has(id)) heardAtMs.set(id, Date.now());
    request.resume().once("end", () => response.writeHead(204).end());
  });
  for (const server of [broken, sink]) stack.defer(() => void server.close());
  const [brokenPort, sinkPort] = [await listenOnLoopback(broken), await listenOnLoopback(sink)];
  const masterKey = randomBytes(32);
  await insertTeam(pool, masterKey, {
    monitors,
    intervalMs,
    hasPolicy,
    targetUrl: `http://127.0.0.1:${brokenPort}/`,
    hookUrl: `http://127.0.0.1:${sinkPort}/`,
  });
  stack.use(
    await startWorker(database.url, { MASTER_KEY: masterKey.toString("base64"), ...(redisUrl !== null && { REDIS_URL: redisUrl }) }),
  );
  await schedule(pool, intervalMs);
  await delay(intervalMs + 15_000);
  const { rows } = await pool.query<{ key: string | null; ended: number }>(
    `SELECT o.key, (extract(epoch FROM r.due_at) * 1000 + r.late_ms + r.total_us / 1000)::float8 AS ended
     FROM incidents i JOIN monitors m ON m.id = i.monitor_id JOIN results r ON r.monitor_no = m.compat_number AND r.due_at = i.confirmed_at
     LEFT JOIN outbox o ON o.incident_id = i.id AND o.type = 'incident.opened'`,
  );
  const tookMs = rows.flatMap(({ key, ended }) => {
    const heard = heardAtMs.get(key ?? "");
    return heard === undefined ? [] : [Math.round(heard - ended)];
  });
  tookMs.sort((a, b) => a - b);
  const at = (share: number) => tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * share))] ?? Number.POSITIVE_INFINITY;
  return { incidents: monitors, told: tookMs.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}

type TeamToInsert = { monitors: number; intervalMs: number; hasPolicy: boolean; targetUrl: string; hookUrl: string };

async function insertTeam(
  pool: pg.Pool,
  masterKey: Buffer,
  { monitors, intervalMs, hasPolicy, targetUrl, hookUrl }: TeamToInsert,
): Promise<void> {
  const [teamId, channelId] = [randomUUID(), randomUUID()];
  await pool.query("INSERT INTO teams (id, name, slug, ping_key) VALUES ($1, 'Bench', 'bench', $2)", [teamId, randomUUID()]);
  const target = { kind: "webhook", url: hookUrl, secret: `whsec_${randomBytes(32).toString("base64")}` };
  const sealed = createSealer([{ id: 1, key: masterKey }]).seal(JSON.stringify(target), channelContext({ id: channelId, teamId }));
  await pool.query("INSERT INTO channels (id, team_id, name, kind, config, sealed) VALUES ($1, $2, 'Hook', 'webhook', '{}', $3)", [
    channelId,
    teamId,
    sealed,
  ]);
  const spec = { kind: "http", method: "GET", timeoutMs: 1_000, expectedStatus: "2xx", maxRedirects: 5 };
  await pool.query(
    `INSERT INTO monitors (id, team_id, name, slug, kind, spec, target, interval_ms, failures_to_open, successes_to_close, created_at)
     SELECT gen_random_uuid(), $1, 'Monitor ' || i, 'monitor-' || i, 'http', $2::jsonb || jsonb_build_object('url', $3::text || i), $3::text || i, $5, 2, 1, now() - interval '1 hour'
     FROM generate_series(1, $4::int) AS i`,
    [teamId, JSON.stringify(spec), targetUrl, monitors, intervalMs],
  );
  await pool.query(
    `INSERT INTO monitor_states (monitor_no, team_id, confirmed, since_at, run_healthy, run_length, run_started_at, seen_at)
     SELECT compat_number, team_id, 'up', now() - interval '1 hour', true, 5, now() - interval '1 hour', now() - interval '1 minute' FROM monitors`,
  );
  // Nothing is grouped: how long a message is kept back on purpose is not what is measured.
  const plan = Plan.parse({
    steps: [{ tell: [{ kind: "channel", channelId }] }, { afterMinutes: 10, tell: [{ kind: "monitor" }] }],
    groupSeconds: 0,
  });
  if (hasPolicy)
    await pool.query("INSERT INTO policies (id, team_id, name, position, is_default, plan) VALUES ($1, $2, 'All', 0, true, $3)", [
      randomUUID(),
      teamId,
      plan,
    ]);
  await pool.query("VACUUM ANALYZE");
}

async function schedule(pool: pg.Pool, intervalMs: number): Promise<void> {
  const { rows } = await pool.query<{ no: number }>("SELECT compat_number AS no FROM monitors ORDER BY 1");
  const nos = rows.map((row) => row.no);
  await pool.query(
    `INSERT INTO schedules (monitor_no, location_no, team_id, version, interval_ms, phase_ms, next_due_ms)
     SELECT no, 1, team_id, 1, $2::int, phase, phase + (1 + ((extract(epoch FROM clock_timestamp()) + 1) * 1000 - phase)::bigint / $2::int) * $2::int
     FROM unnest($1::int[], $3::int[]) AS n (no, phase) JOIN monitors m ON m.compat_number = no`,
    [nos, intervalMs, nos.map((no) => phaseOf(no, 1, intervalMs))],
  );
}
