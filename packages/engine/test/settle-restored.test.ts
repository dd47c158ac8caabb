import { dump } from "@vedette/db/dump";
import { load } from "@vedette/db/load";
import { knownMigrations, migrate } from "@vedette/db/migrate";
import { openDb } from "@vedette/db/db";
import { freshDatabase } from "@vedette/testkit/database";
import { insertHeartbeat, insertMonitor } from "@vedette/testkit/fixtures";
import { expect, it } from "vitest";
import { deliver } from "../src/deliver.ts";
import { judgeHeartbeats } from "../src/judge-heartbeats.ts";
import { observe } from "../src/observe.ts";
import { rollUp } from "../src/roll-up.ts";
import { settleRestored } from "../src/settle-restored.ts";
import { type Rig, insertPage, resultAt, startRig } from "./road-rig.ts";

const minuteMs = 60_000;
/** The backup was made twenty minutes ago. */
const agoMs = 20 * minuteMs;

async function gapsOf(rig: Rig, monitorNo: number) {
  return await rig.rows(
    `SELECT (extract(epoch FROM from_at) * 1000)::float8 AS "fromMs", (extract(epoch FROM until_at) * 1000)::float8 AS "untilMs", ticks, kind
     FROM gaps WHERE monitor_no = $1 ORDER BY from_at`,
    [monitorNo],
  );
}

async function nextDueMs(rig: Rig, monitorNo: number): Promise<number> {
  const [row] = await rig.rows<{ ms: string }>("SELECT next_due_ms AS ms FROM schedules WHERE monitor_no = $1", [monitorNo]);
  return Number(row?.ms);
}

it("records the ticks since the backup as not made, those under way as lost, and each once", async () => {
  await using rig = await startRig();
  const takenAtMs = Date.now() - agoMs;
  const idle = await insertMonitor(rig.pool, rig.team, { dueInMs: -agoMs });
  const claimed = await insertMonitor(rig.pool, rig.team, { dueInMs: -agoMs });
  const stored = await insertMonitor(rig.pool, rig.team, { dueInMs: -agoMs });
  const dueMs = await nextDueMs(rig, claimed.no);
  const storedMs = (await nextDueMs(rig, stored.no)) - minuteMs;
  await rig.rows(
    `INSERT INTO batches (location_no, monitor_nos, due_ms, fence, lease_until, is_extra) VALUES
       (1, ARRAY[$1::int, $2::int], ARRAY[$3::bigint, $4::bigint], 1, now() - interval '19 minutes', false),
       (1, ARRAY[$5::int], ARRAY[$3::bigint], 1, now() - interval '19 minutes', true)`,
    [claimed.no, stored.no, dueMs - minuteMs, storedMs, idle.no],
  );
  await observe(rig.deps, { results: [resultAt(stored, storedMs, "up")], batches: [] });

  expect(await settleRestored(rig.deps, takenAtMs)).toEqual({ messages: 0, ticks: 61 });
  const missed = async (no: number) => {
    const untilMs = await nextDueMs(rig, no);
    expect(Date.now() - untilMs).toBeLessThan(minuteMs);
    return { fromMs: untilMs - agoMs, untilMs, ticks: 20, kind: "missed" };
  };
  expect(await gapsOf(rig, idle.no)).toEqual([await missed(idle.no)]);
  expect(await gapsOf(rig, stored.no)).toEqual([await missed(stored.no)]);
  const lost = { fromMs: dueMs - minuteMs, untilMs: dueMs, ticks: 1, kind: "lost" };
  expect(await gapsOf(rig, claimed.no)).toEqual([lost, await missed(claimed.no)]);
  expect(await rig.rows("SELECT id FROM batches")).toEqual([]);

  const [first] = await rig.rows<{ ms: number }>(
    "SELECT (extract(epoch FROM date_bin('5 minutes', now() - interval '14 minutes', 'epoch')) * 1000)::float8 AS ms",
  );
  await rollUp({ ...rig.deps, now: Date.now }, 300);
  expect(
    await rig.rows(
      "SELECT no_data_ms, up_ms FROM rollups WHERE monitor_no = $1 AND resolution_s = 300 AND bucket_at = to_timestamp($2 / 1000.0)",
      [idle.no, first?.ms],
    ),
  ).toEqual([{ no_data_ms: 5 * minuteMs, up_ms: 0 }]);
  expect(await settleRestored(rig.deps, takenAtMs)).toEqual({ messages: 0, ticks: 0 });
});

it("sends nothing that waited at the time of the backup, nor what was found out only now of that time", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { dueInMs: -agoMs });
  const tangled = await insertMonitor(rig.pool, rig.team, { dueInMs: -agoMs });
  const heartbeat = await insertHeartbeat(rig.pool, rig.team);
  const dueMs = (await nextDueMs(rig, tangled.no)) - minuteMs;
  await observe(rig.deps, {
    results: [resultAt(monitor, dueMs - minuteMs, "down"), resultAt(monitor, dueMs, "down")],
    batches: [],
  });
  // Its snooze ended after the backup.
  await rig.rows("UPDATE incidents SET snoozed_until = now() - interval '10 minutes'");
  // Between two failures that are stored lies a check that is under way.
  await rig.rows(
    "INSERT INTO batches (location_no, monitor_nos, due_ms, fence, lease_until) VALUES (1, ARRAY[$1::int], ARRAY[$2::bigint], 1, now())",
    [tangled.no, dueMs - minuteMs],
  );
  await observe(rig.deps, { results: [resultAt(tangled, dueMs - 2 * minuteMs, "down"), resultAt(tangled, dueMs, "down")], batches: [] });
  await rig.rows(
    "INSERT INTO pings (at, id, monitor_no, kind, exit_code, method) VALUES (now() - interval '20 minutes', 1, $1, 2, 1, 'GET')",
    [heartbeat.no],
  );
  await rig.rows("INSERT INTO ping_inbox (id, monitor_no, at) SELECT id, monitor_no, at FROM pings");
  await rig.rows("INSERT INTO outbox (id, key, type, sealed) VALUES (gen_random_uuid(), 'mail', 'system.mail', 'sealed')");
  await rig.rows("INSERT INTO errands (id, team_id, user_id, kind, input) VALUES (gen_random_uuid(), $1, $1, 'channel_test', '{}')", [
    rig.team.id,
  ]);
  const waiting = async () => await rig.deps.db.outbox.due(100, 100);
  expect(await waiting()).toHaveLength(2);

  expect(await settleRestored(rig.deps, Date.now() - agoMs)).toMatchObject({ messages: 5 });
  expect(await waiting()).toEqual([]);
  expect(await rig.rows("SELECT count(*)::int AS n, count(sealed)::int AS sealed, outcome FROM outbox GROUP BY outcome")).toEqual([
    { n: 5, sealed: 0, outcome: "restored" },
  ]);
  expect(await rig.rows("SELECT count(*)::int AS n FROM incidents WHERE closed_at IS NULL")).toEqual([{ n: 3 }]);
  expect(await rig.rows("SELECT id FROM errands")).toEqual([]);

  // What happens from now on is told: an incident that was open ends with the next good check.
  for (const id of await observe(rig.deps, { results: [resultAt(monitor, Date.now(), "up")], batches: [] }))
    await deliver(rig.deps, id, AbortSignal.timeout(1_000));
  expect(rig.sent.map((message) => message.type)).toEqual(["incident.resolved"]);
});

it("gives heartbeats the time in which nobody could hear them", async () => {
  await using rig = await startRig();
  const heartbeat = await insertHeartbeat(rig.pool, rig.team, { schedule: { type: "period", periodMs: 300_000 } });
  await rig.rows("UPDATE monitors SET created_at = now() - interval '1 hour' WHERE compat_number = $1", [heartbeat.no]);
  await rig.rows("UPDATE monitor_states SET waiting_since_at = NULL");
  // Heard a minute before the backup; due five minutes after that, with a minute of grace.
  const heardMs = Date.now() - agoMs - minuteMs;
  await rig.rows("UPDATE heartbeats SET state = $1, deadline_at = to_timestamp($2 / 1000.0)", [
    JSON.stringify({ heardMs, anchorMs: heardMs, armedMs: 0, judgedMs: heardMs, runs: [] }),
    heardMs + 6 * minuteMs,
  ]);
  await rig.rows(
    "INSERT INTO edges (id, heard_until, renewed_at) VALUES (gen_random_uuid(), now() - interval '20 minutes', now() - interval '20 minutes')",
  );
  await settleRestored(rig.deps, Date.now() - agoMs);
  const [gap] = await gapsOf(rig, heartbeat.no);
  expect(gap).toMatchObject({ kind: "missed" });
  await rig.rows("UPDATE edges SET heard_until = now(), renewed_at = now()");
  await judgeHeartbeats(rig.deps);
  const [after] = await rig.rows<{ ms: number }>("SELECT (extract(epoch FROM deadline_at - now()) * 1000)::float8 AS ms FROM heartbeats");
  expect(after?.ms).toBeGreaterThan(5 * minuteMs);
  expect(await rig.rows("SELECT id FROM incidents")).toEqual([]);
});

it("gives pages versions that no edge can have seen, and publishes them again", async () => {
  await using rig = await startRig();
  const pageId = await insertPage(rig, {});
  await rig.rows("UPDATE pages SET snapshot_version = 40 WHERE id = $1", [pageId]);
  await settleRestored(rig.deps, Date.now() - agoMs);
  const [page] = await rig.rows<{ version: number; dirty: boolean }>(
    "SELECT snapshot_version AS version, dirty_at IS NOT NULL AS dirty FROM pages",
  );
  expect(page?.version).toBeGreaterThanOrEqual(40 + 1_000 + 12_000);
  expect(page?.dirty).toBe(true);
});

async function* inOrder<T>(parts: readonly T[]): AsyncGenerator<T> {
  for (const part of parts) yield part;
}

it("brings back every row as it was, partitions, packed days and sequences included", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team);
  await rig.rows("SELECT ensure_result_partitions((now() AT TIME ZONE 'UTC')::date - 9, (now() AT TIME ZONE 'UTC')::date)");
  await rig.rows("CREATE TABLE packed_results_20260102 PARTITION OF packed_results FOR VALUES FROM ('2026-01-02') TO ('2026-01-03')");
  await rig.rows(
    "INSERT INTO packed_results (day, monitor_no, location_no, due_ms, late_ms, verdict) VALUES ('2026-01-02', $1, 1, '{1,2}', '{0,0}', '{0,NULL}')",
    [monitor.no],
  );
  await rig.rows(
    `INSERT INTO results (monitor_no, location_no, due_at, late_ms, verdict, total_us)
     SELECT $1, 1, now() - n * interval '1 hour', 0, 0, nullif(n % 7, 0) FROM generate_series(1, 200) n`,
    [monitor.no],
  );
  await rig.rows("UPDATE monitors SET name = E'a\\tb\\\\.\\n\\\\.\\nü', tags = '{\"a,b\",c}'");
  await rig.rows("INSERT INTO group_marks (group_no) VALUES (7)");
  const parts = await Array.fromAsync(dump(rig.deps.db.pool.options.connectionString ?? ""));
  const [contents, ...rows] = parts;
  if (contents === undefined || "data" in contents) throw new Error("no contents");
  const checksums = async (pool: Rig["pool"]) =>
    await Promise.all(
      contents.tables.map(async ({ name }) => [
        name,
        (await pool.query(`SELECT count(*)::int AS n, md5(string_agg(t::text, '|' ORDER BY t::text)) AS sum FROM "${name}" t`)).rows,
      ]),
    );

  await using other = await freshDatabase();
  await other.pool.query("INSERT INTO rate_limits (key) VALUES ('of another life')");
  await load(other.url, contents, inOrder(rows.filter((part) => "data" in part)));
  expect(await checksums(other.pool)).toEqual(await checksums(rig.pool));
  const next = async (pool: Rig["pool"]) => (await pool.query("INSERT INTO group_marks (group_no) VALUES (8) RETURNING id")).rows;
  expect(await next(other.pool)).toEqual(await next(rig.pool));
  expect((await other.pool.query("SELECT count(*)::int AS n FROM results_default")).rows).toEqual([{ n: 0 }]);
});

it("opens what an earlier version has written, and goes on with it", async () => {
  await using old = await freshDatabase();
  await old.pool.query("DROP SCHEMA public CASCADE");
  await old.pool.query("CREATE SCHEMA public");
  const earlier = [...knownMigrations().keys()].slice(0, 11);
  await migrate(old.url, new Set(earlier));
  await old.pool.query(`
    INSERT INTO teams (id, name, slug, ping_key) VALUES ('019a0000-0000-7000-8000-000000000001', 'Acme', 'acme', 'key');
    INSERT INTO monitors (id, team_id, name, slug, kind, spec, interval_ms, failures_to_open, successes_to_close, created_at, updated_at)
      VALUES ('019a0000-0000-7000-8000-000000000002', '019a0000-0000-7000-8000-000000000001', 'Shop', 'shop', 'http',
        '{"kind":"http","url":"http://shop.example/","method":"GET","timeoutMs":10000,"expectedStatus":"2xx","maxRedirects":5}', 60000, 1, 1, now() - interval '1 hour', now());
    INSERT INTO monitor_states (monitor_no, team_id) SELECT compat_number, team_id FROM monitors;
    INSERT INTO schedules (monitor_no, location_no, team_id, version, interval_ms, phase_ms, next_due_ms)
      SELECT compat_number, 1, team_id, 1, 60000, 0, (extract(epoch FROM now())::bigint / 60 - 10) * 60000 FROM monitors;
    INSERT INTO results (monitor_no, location_no, due_at, late_ms, verdict) SELECT compat_number, 1, now() - interval '20 minutes', 0, 0 FROM monitors`);
  const [contents, ...rows] = await Array.fromAsync(dump(old.url));
  if (contents === undefined || "data" in contents) throw new Error("no contents");
  expect(Object.keys(contents.migrations)).toEqual(earlier);

  await using rig = await startRig();
  await rig.rows("DROP SCHEMA public CASCADE");
  await rig.rows("CREATE SCHEMA public");
  const url = rig.deps.db.pool.options.connectionString ?? "";
  await migrate(url, new Set(earlier));
  await load(url, contents, inOrder(rows.filter((part) => "data" in part)));
  await migrate(url);
  const db = openDb({ connectionString: url, maxConnections: 2 });
  try {
    expect(await settleRestored({ ...rig.deps, db }, contents.takenAtMs)).toEqual({ messages: 0, ticks: 10 });
    const [monitor] = await rig.rows<{ no: number; id: string }>("SELECT compat_number AS no, id FROM monitors");
    if (monitor === undefined) throw new Error("no monitor");
    await observe({ ...rig.deps, db }, { results: [resultAt({ ...monitor, intervalMs: minuteMs }, Date.now(), "down")], batches: [] });
    expect(await rig.rows("SELECT number FROM incidents WHERE closed_at IS NULL")).toEqual([{ number: 1 }]);
    expect(await rig.rows("SELECT count(*)::int AS n FROM results")).toEqual([{ n: 2 }]);
  } finally {
    await db.close();
  }
});
