import { phaseOf } from "@vedette/core/schedule";
import { randomUUID } from "node:crypto";
import type pg from "pg";

export type TestTeam = { id: string; slug: string };
export type TestMonitor = { id: string; no: number; intervalMs: number };

/** Rows as the verbs would write them, for tests of what comes after: a team without members. */
export async function insertTeam(pool: pg.Pool, name = "Acme"): Promise<TestTeam> {
  const team = { id: randomUUID(), slug: `${name.toLowerCase()}-${randomUUID().slice(0, 8)}` };
  await pool.query("INSERT INTO teams (id, name, slug, ping_key) VALUES ($1, $2, $3, $4)", [team.id, name, team.slug, randomUUID()]);
  return team;
}

export type MonitorOptions = {
  url?: string;
  intervalMs?: number;
  failuresToOpen?: number;
  successesToClose?: number;
  timeoutMs?: number;
  slowAfterMs?: number;
  dueInMs?: number;
};

/** A monitor with its state and its schedule row at location 1, first due `dueInMs` from now (default: at once). */
export async function insertMonitor(pool: pg.Pool, team: TestTeam, options: MonitorOptions = {}): Promise<TestMonitor> {
  const id = randomUUID();
  const intervalMs = options.intervalMs ?? 60_000;
  const spec = {
    kind: "http",
    url: options.url ?? "http://127.0.0.1:9/",
    method: "GET",
    timeoutMs: options.timeoutMs ?? Math.min(10_000, intervalMs),
    expectedStatus: "2xx",
    maxRedirects: 5,
    ...(options.slowAfterMs === undefined ? {} : { slowAfterMs: options.slowAfterMs }),
  };
  const { rows } = await pool.query<{ compat_number: number }>(
    `INSERT INTO monitors (id, team_id, name, slug, kind, spec, target, interval_ms, failures_to_open, successes_to_close, created_at)
     VALUES ($1, $2, 'API', $3, 'http', $4, $4::jsonb ->> 'url', $5, $6, $7, now() - interval '1 hour') RETURNING compat_number`,
    [id, team.id, `api-${id.slice(0, 8)}`, spec, intervalMs, options.failuresToOpen ?? 2, options.successesToClose ?? 1],
  );
  const no = rows[0]?.compat_number ?? 0;
  await pool.query("INSERT INTO monitor_states (monitor_no, team_id) VALUES ($1, $2)", [no, team.id]);
  const phaseMs = phaseOf(no, 1, intervalMs);
  await pool.query(
    `INSERT INTO schedules (monitor_no, location_no, team_id, version, interval_ms, phase_ms, next_due_ms)
     SELECT $1, 1, $2, 1, $3::int, $4::int, $4::int + ((extract(epoch FROM clock_timestamp()) * 1000)::bigint + $5 - $4::int) / $3::int * $3::int`,
    [no, team.id, intervalMs, phaseMs, options.dueInMs ?? 0],
  );
  return { id, no, intervalMs };
}

/** A webhook channel; `sealed` is what a sealer made of its target. */
export async function insertChannel(
  pool: pg.Pool,
  team: TestTeam,
  sealed: (channel: { id: string; teamId: string }) => Buffer,
): Promise<string> {
  const id = randomUUID();
  await pool.query("INSERT INTO channels (id, team_id, name, kind, config, sealed) VALUES ($1, $2, 'Hook', 'webhook', '{}', $3)", [
    id,
    team.id,
    sealed({ id, teamId: team.id }),
  ]);
  return id;
}
