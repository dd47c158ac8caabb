import { insertMonitor, insertTeam } from "@vedette/testkit/fixtures";
import { expect, it } from "vitest";
import { forgetOld } from "../src/forget-old.ts";
import { packResults } from "../src/pack-results.ts";
import { readLatencySeries } from "../src/read-latency-series.ts";
import { readMonitorFigures } from "../src/read-monitor-figures.ts";
import { type Rig, startRig } from "./road-rig.ts";

const dayMs = 86_400_000;
const todayMs = Math.floor(Date.now() / dayMs) * dayMs;

/** Of each of the last 12 days a check with all that belongs to it at 12:00, and every 10 days of the last 130 what history is made of. */
async function insertHistory(rig: Rig, teamId: string, monitor: { id: string; no: number }): Promise<void> {
  const at = "(date_trunc('day', now(), 'UTC') - d * interval '1 day' + interval '12 hours')";
  const daily = "FROM generate_series(1, 12) d";
  const rarely = "FROM generate_series(10, 130, 10) d";
  await rig.rows(`UPDATE monitors SET created_at = now() - interval '150 days' WHERE compat_number = ${monitor.no}`);
  for (const statement of [
    `INSERT INTO results (monitor_no, location_no, due_at, late_ms, verdict, status, total_us) SELECT ${monitor.no}, 1, ${at}, 0, 2, 500, 1000 ${daily}`,
    `INSERT INTO evidence (monitor_no, location_no, due_at, reason, data) SELECT ${monitor.no}, 1, ${at}, 'down', '{}' ${daily}`,
    `INSERT INTO pings (at, id, monitor_no, kind, method) SELECT ${at}, nextval('pings_id'), ${monitor.no}, 0, 'GET' ${daily}`,
    `INSERT INTO blips (monitor_no, team_id, from_at, until_at, failures) SELECT ${monitor.no}, '${teamId}', ${at}, ${at} + interval '1 minute', 1 ${daily}`,
    ...[
      ["300", daily],
      ["3600", rarely],
      ["86400", rarely],
    ].map(
      ([
        s,
        from,
      ]) => `INSERT INTO rollups (bucket_at, latency_sum_us, monitor_no, resolution_s, up_n, degraded_n, down_n, inconclusive_n, no_data_n, up_ms, degraded_ms, down_ms,
        maintenance_ms, no_data_ms, paused_ms, latency_n) SELECT date_bin(${s} * interval '1 s', ${at}, 'epoch'), 0, ${monitor.no}, ${s}, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 ${from}`,
    ),
    `INSERT INTO gaps (team_id, from_at, until_at, monitor_no, ticks, location_no, kind) SELECT '${teamId}', ${at}, ${at} + interval '1 hour', ${monitor.no}, 1, 1, 'missed' ${rarely}`,
    `INSERT INTO incidents (id, team_id, number, monitor_id, severity, summary, started_at, confirmed_at, ended_at, closed_at, last_seq)
     SELECT gen_random_uuid(), '${teamId}', d, '${monitor.id}', 'down', 'down', ${at}, ${at}, ${at} + interval '1 hour', ${at} + interval '1 hour', 1 ${rarely}`,
    `INSERT INTO incidents (id, team_id, number, monitor_id, severity, summary, started_at, confirmed_at, last_seq)
     SELECT gen_random_uuid(), '${teamId}', 500, '${monitor.id}', 'down', 'down', now() - interval '140 days', now() - interval '140 days', 1`,
    `INSERT INTO incident_events (team_id, incident_id, seq, kind, at, data) SELECT team_id, id, 1, 'opened', confirmed_at, '{"severity":"down"}' FROM incidents WHERE team_id = '${teamId}'`,
  ])
    await rig.rows(statement);
}

/** How many rows of each kind are there, and the age of the oldest in days. */
async function kept(rig: Rig, teamId: string): Promise<Record<string, string>> {
  const of = (table: string, at: string, and = "true") =>
    `SELECT count(*) || ' to ' || (now() AT TIME ZONE 'UTC')::date - min((${at} AT TIME ZONE 'UTC')::date) AS n FROM ${table}
     WHERE monitor_no IN (SELECT compat_number FROM monitors WHERE team_id = '${teamId}') AND ${and}`;
  const queries = {
    results: of("results", "due_at"),
    packed: of("packed_results", "(day::timestamp AT TIME ZONE 'UTC')"),
    evidence: of("evidence", "due_at"),
    pings: of("pings", "at"),
    blips: of("blips", "until_at"),
    fine: of("rollups", "bucket_at", "resolution_s = 300"),
    hours: of("rollups", "bucket_at", "resolution_s = 3600"),
    days: of("rollups", "bucket_at", "resolution_s = 86400"),
    gaps: of("gaps", "until_at"),
    incidents: `SELECT count(*) || ' and ' || (SELECT count(*) FROM incident_events WHERE team_id = '${teamId}') AS n FROM incidents WHERE team_id = '${teamId}'`,
  };
  const found = await Promise.all(Object.entries(queries).map(async ([name, sql]) => [name, (await rig.rows<{ n: string }>(sql))[0]?.n]));
  return Object.fromEntries(found) as Record<string, string>; // safe because every query answers one text
}

const whole = {
  results: "2 to 2",
  packed: "10 to 12",
  evidence: "12 to 12",
  pings: "12 to 12",
  blips: "12 to 12",
  fine: "12 to 12",
  hours: "13 to 130",
  days: "13 to 130",
  gaps: "13 to 130",
  incidents: "14 and 14",
};

it("deletes what a team no longer keeps and nothing of another team, open incidents never", async () => {
  await using rig = await startRig();
  const other = await insertTeam(rig.pool, "Other");
  await insertHistory(rig, rig.team.id, await insertMonitor(rig.pool, rig.team));
  await insertHistory(rig, other.id, await insertMonitor(rig.pool, other));
  await packResults(rig.deps);
  await forgetOld(rig.deps);
  expect(await kept(rig, rig.team.id)).toEqual(whole);

  await rig.rows("UPDATE teams SET keep_checks_days = 7, keep_history_days = 100 WHERE id = $1", [rig.team.id]);
  await Promise.all([forgetOld(rig.deps), forgetOld(rig.deps)]);
  expect(await kept(rig, rig.team.id)).toEqual({
    results: "2 to 2",
    packed: "5 to 7",
    evidence: "7 to 7",
    pings: "7 to 7",
    blips: "7 to 7",
    fine: "8 to 8",
    hours: "10 to 100",
    days: "10 to 100",
    gaps: "10 to 100",
    incidents: "11 and 11",
  });
  expect(await kept(rig, other.id)).toEqual(whole);
});

it("deletes a bounded number of rows of each kind at a time", async () => {
  await using rig = await startRig();
  await insertHistory(rig, rig.team.id, await insertMonitor(rig.pool, rig.team));
  expect(await rig.deps.db.retention.forgetChecks(rig.team.id, 7, 3)).toBe(3);
  const nine = expect.stringMatching(/^9 /);
  expect(await kept(rig, rig.team.id)).toMatchObject({ results: nine, evidence: nine, pings: nine, blips: nine, fine: nine });
  expect(await rig.deps.db.retention.forgetHistory(rig.team.id, 100, 2)).toBe(2);
  expect(await kept(rig, rig.team.id)).toMatchObject({
    hours: expect.stringMatching(/^1[12] /),
    gaps: "11 to 130",
    incidents: "12 and 12",
  });
});

it("shows nothing that a team no longer keeps, also before it is deleted, and does not call that time up", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team);
  await insertHistory(rig, rig.team.id, monitor);
  await rig.rows("UPDATE incidents SET ended_at = started_at + interval '1 hour', closed_at = now()");
  await rig.rows("UPDATE teams SET keep_checks_days = 7, keep_history_days = 100");
  const { db } = rig.deps;
  const actor = { userId: rig.team.id, teamId: rig.team.id, role: "viewer", ip: null } as const;
  const deps = { db, now: Date.now };
  const dueAtMs = (daysAgo: number) => todayMs - daysAgo * dayMs + dayMs / 2;
  for (const isPacked of [false, true]) {
    if (isPacked) await packResults(rig.deps);
    const shown = (await db.checks.page(monitor.no, null, null, 50)).flatMap((check) => (check.gap === null ? [check.dueAtMs] : []));
    expect(shown).toEqual([1, 2, 3, 4, 5, 6, 7].map(dueAtMs).filter((atMs) => atMs > Date.now() - 7 * dayMs));
    expect(await db.checks.find({ monitorNo: monitor.no, locationNo: 1, dueAtMs: dueAtMs(5) })).not.toBeNull();
    expect(await db.checks.find({ monitorNo: monitor.no, locationNo: 1, dueAtMs: dueAtMs(8) })).toBeNull();
  }
  const { points } = await readLatencySeries(deps, actor, { monitorId: monitor.id, range: "1y" });
  expect(points.length).toBeGreaterThan(180);
  expect((await db.series.rollups(monitor.no, 86_400, 0, Date.now())).length).toBeLessThanOrEqual(10);
  const { now, before } = await readMonitorFigures(deps, actor, { monitorId: monitor.id, range: "90d" });
  expect(now.upMs + now.downMs + now.noDataMs).toBe(90 * dayMs);
  expect(before.upMs + before.downMs + before.noDataMs).toBe(10 * dayMs);
});
