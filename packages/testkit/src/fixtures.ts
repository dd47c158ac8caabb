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

/** A monitor with its state and its schedule row at location 1, whose grid goes through `dueInMs` from now (default: now), when it is due. */
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
  await pool.query(
    `INSERT INTO schedules (monitor_no, location_no, team_id, version, interval_ms, phase_ms, next_due_ms)
     SELECT $1, 1, $2, 1, $3::int, due % $3::int, due FROM (SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint + $4::bigint AS due) AS first`,
    [no, team.id, intervalMs, options.dueInMs ?? 0],
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

/**
 * Many monitors as a team would have them, with states and schedules that come due in a day: every second up, every tenth down with an
 * open incident, every twentieth paused; tagged `even` or `odd`; numbered names. Returns their ids in the order of their numbers.
 */
export async function insertManyMonitors(pool: pg.Pool, team: TestTeam, count: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string; no: number }>(
    `WITH made AS (
       INSERT INTO monitors (id, team_id, name, slug, kind, spec, target, interval_ms, failures_to_open, successes_to_close, tags, paused_at, created_at)
       SELECT gen_random_uuid(), $1::uuid, 'Service ' || lpad(i::text, 5, '0'), 'service-' || i, 'http',
              jsonb_build_object('kind', 'http', 'url', 'https://service-' || i || '.example.com/health', 'method', 'GET', 'timeoutMs', 10000,
                'expectedStatus', '2xx', 'maxRedirects', 5),
              'https://service-' || i || '.example.com/health', 60000, 2, 1, ARRAY[CASE WHEN i % 2 = 0 THEN 'even' ELSE 'odd' END], CASE WHEN i % 20 = 3 THEN now() - interval '1 hour' END, now() - interval '2 days'
       FROM generate_series(1, $2::int) AS i RETURNING id, compat_number AS no, name, paused_at
     ), states AS (
       INSERT INTO monitor_states (monitor_no, team_id, confirmed, since_at, run_healthy, run_length, run_started_at, seen_at)
       SELECT no, $1::uuid, CASE WHEN right(name, 1) = '0' THEN 'down' ELSE 'up' END, now() - interval '1 day', right(name, 1) <> '0', 5, now() - interval '1 day', now() FROM made
     ), scheduled AS (
       INSERT INTO schedules (monitor_no, location_no, team_id, version, interval_ms, phase_ms, next_due_ms)
       SELECT no, 1, $1::uuid, 1, 60000, no % 60000, ((extract(epoch FROM now())::bigint / 60) + 1440) * 60000 + no % 60000 FROM made WHERE paused_at IS NULL
     ), opened AS (
       INSERT INTO incidents (id, team_id, number, monitor_id, severity, summary, started_at, confirmed_at, last_seq)
       SELECT gen_random_uuid(), $1::uuid, no, id, 'down', 'Answered with status 500; expected 2xx.', now() - interval '3 hours', now() - interval '3 hours', 1
       FROM made WHERE right(name, 1) = '0' AND paused_at IS NULL
     )
     SELECT id, no FROM made ORDER BY no`,
    [team.id, count],
  );
  return rows.map((row) => row.id);
}

/** Answered checks of all monitors of a team, `each` of them a minute apart, the newest a minute ago. */
export async function insertManyResults(pool: pg.Pool, team: TestTeam, each: number): Promise<void> {
  await pool.query(
    `INSERT INTO results (monitor_no, location_no, due_at, late_ms, verdict, status, total_us, dns_us, connect_us, tls_us, first_byte_us, transfer_us)
     SELECT m.compat_number, 1, date_trunc('minute', now()) - n * interval '1 minute', 2, 0, 200, 50000 + (m.compat_number * 7919 + n * 104729) % 400000, 1000, 9000, 12000, 20000, 1000
     FROM generate_series(1, $2::int) n CROSS JOIN monitors m WHERE m.team_id = $1`,
    [team.id, each],
  );
}

export type TestHeartbeat = TestMonitor & { token: string; pushToken: string; slug: string };

/** A heartbeat that waits for its first ping: every `periodMs` (usually an hour), with `graceMs` (usually a minute). */
export async function insertHeartbeat(pool: pg.Pool, team: TestTeam, spec: object = {}): Promise<TestHeartbeat> {
  const monitor = await insertPassive(pool, team, {
    kind: "heartbeat",
    schedule: { type: "period", periodMs: 3_600_000 },
    graceMs: 60_000,
    overrun: "down",
    methods: "any",
    failureKeyword: "",
    successKeyword: "",
    startKeyword: "",
    otherBodies: "ignore",
    ...spec,
  });
  const token = randomUUID();
  const state = { heardMs: null, anchorMs: null, armedMs: 0, judgedMs: 0, runs: [] };
  const pushToken = token.replaceAll("-", "");
  await pool.query("INSERT INTO heartbeats (monitor_no, team_id, token, push_token, state) VALUES ($1, $2, $3, $4, $5)", [
    monitor.no,
    team.id,
    token,
    pushToken,
    state,
  ]);
  return { ...monitor, token, pushToken };
}

/** A monitor that is not probed, created an hour ago, of which nothing was said yet. */
export async function insertPassive(
  pool: pg.Pool,
  team: TestTeam,
  spec: { kind: string; [setting: string]: unknown },
): Promise<TestMonitor & { slug: string }> {
  const id = randomUUID();
  const slug = `passive-${id.slice(0, 8)}`;
  const { rows } = await pool.query<{ compat_number: number }>(
    `INSERT INTO monitors (id, team_id, name, slug, kind, spec, interval_ms, failures_to_open, successes_to_close, created_at)
     VALUES ($1, $2, $3, $3, $4, $5, 60000, 1, 1, now() - interval '1 hour') RETURNING compat_number`,
    [id, team.id, slug, spec.kind, spec],
  );
  const no = rows[0]?.compat_number ?? 0;
  await pool.query(
    "INSERT INTO monitor_states (monitor_no, team_id, waiting_since_at) SELECT compat_number, $2, created_at FROM monitors WHERE compat_number = $1",
    [no, team.id],
  );
  return { id, no, slug, intervalMs: 60_000 };
}
