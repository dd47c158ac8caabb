import { latencySummary, noCounts, rollupOf } from "@vedette/core/rollup";
import { type TestMonitor, insertHeartbeat, insertMonitor, insertTeam } from "@vedette/testkit/fixtures";
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { acknowledge } from "../src/acknowledge.ts";
import { pauseMonitors } from "../src/pause-monitors.ts";
import { answer, evaluate, incidentsOf, insertRule, minuteMs, of } from "./rule-rig.ts";
import { Crash, startRig } from "./road-rig.ts";

const nowMs = Math.floor(Date.now() / 300_000) * 300_000;

it("opens one incident when the percentile exceeds its limit, tells the channel, and closes it when it is clearly under", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team);
  const ruleId = await insertRule(rig, of(monitor));
  await answer(rig, monitor, nowMs, { totalMs: 1_500 });
  expect(await evaluate(rig, nowMs)).toHaveLength(1);
  const opened = {
    rule_id: ruleId,
    monitor_id: monitor.id,
    severity: "degraded",
    open: true,
    summary: "The 95th percentile of latency over the last 5 min is above 1 s: it is 1.51 s (10 checks).",
  };
  expect(await incidentsOf(rig)).toEqual([opened]);
  expect(await rig.rows("SELECT translations ->> 'de' AS german FROM incidents")).toEqual([
    { german: "Das 95. Perzentil der Latenz liegt über die letzten 5 min bei mehr als 1 s: derzeit 1,51 s (10 Prüfungen)." },
  ]);

  await answer(rig, monitor, nowMs, { totalMs: 950 });
  expect(await evaluate(rig, nowMs + minuteMs)).toEqual([]);
  await answer(rig, monitor, nowMs, { totalMs: 880 });
  expect(await evaluate(rig, nowMs + 2 * minuteMs)).toHaveLength(1);
  expect(await incidentsOf(rig)).toEqual([{ ...opened, open: false }]);
  expect(await rig.rows("SELECT type FROM outbox ORDER BY incident_seq")).toEqual([
    { type: "incident.opened" },
    { type: "incident.resolved" },
  ]);
});

it("tells what is written with a rule for whoever is told, as it is by then, and nothing of one that was deleted", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team);
  const runbook = "https://wiki.example/latency";
  const labels = [
    { name: "service", value: "checkout" },
    { name: "tier", value: "1" },
  ];
  const ruleId = await insertRule(rig, { ...of(monitor), name: "Slow checkout", settings: { runbook, labels } });
  await insertRule(rig, of(monitor));
  await answer(rig, monitor, nowMs, { totalMs: 1_500 });
  await evaluate(rig, nowMs);
  const told = async (type: string) =>
    (
      await rig.rows<{ rule: object | null }>("SELECT message #> '{data,rule}' AS rule FROM outbox WHERE type = $1 ORDER BY message", [
        type,
      ])
    ).map(({ rule }) => rule);
  const bare = { name: "", runbook: "", labels: {} };
  const full = { id: ruleId, name: "Slow checkout", runbook, labels: { service: "checkout", tier: "1" } };
  expect(await told("incident.opened")).toHaveLength(2);
  expect(await told("incident.opened")).toEqual(expect.arrayContaining([full, expect.objectContaining(bare)]));
  await rig.rows("DELETE FROM rules");
  const incidents = await rig.rows<{ id: string }>("SELECT id FROM incidents ORDER BY number");
  const ada = { userId: randomUUID(), teamId: rig.team.id, role: "editor", ip: null } as const;
  for (const { id } of incidents) await acknowledge(rig.deps, ada, { incidentId: id });
  expect(await told("incident.acknowledged")).toEqual([null, null]);
});

it("evaluates a rule as often as its monitor is checked, and many evaluators at once open one incident per rule", async () => {
  await using rig = await startRig();
  for (let i = 0; i < 20; i++) {
    const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 20_000 });
    await insertRule(rig, of(monitor));
    await answer(rig, monitor, nowMs, { totalMs: 3_000 });
  }
  await insertRule(rig, { params: { percentile: 50, windowMs: 5 * minuteMs, thresholdMs: 2_000 } });
  await Promise.all([evaluate(rig, nowMs), evaluate(rig, nowMs), evaluate(rig, nowMs), evaluate(rig, nowMs)]);
  const open = async () => (await incidentsOf(rig)).filter((incident) => incident.open).length;
  expect(await open()).toBe(40);
  await rig.rows("UPDATE results SET total_us = 1");
  await evaluate(rig, nowMs + 9_999);
  expect(await open()).toBe(40);
  await evaluate(rig, nowMs + 10_000);
  expect(await open()).toBeGreaterThan(0);
  await evaluate(rig, nowMs + 20_000);
  expect(await open()).toBe(0);
  expect(await evaluate(rig, nowMs + 60_000)).toEqual([]);
});

describe("a rule looks at", () => {
  it("every monitor of the team or of its tag, later ones at once, and no other", async () => {
    await using rig = await startRig();
    const bear = async (tags: string[], { id }: TestMonitor) => await rig.rows("UPDATE monitors SET tags = $2 WHERE id = $1", [id, tags]);
    const [first, second] = [await insertMonitor(rig.pool, rig.team), await insertMonitor(rig.pool, rig.team)];
    const foreign = await insertMonitor(rig.pool, await insertTeam(rig.pool, "Other"));
    for (const monitor of [second, foreign]) await bear(["prod"], monitor);
    const team = await insertRule(rig);
    const tag = await insertRule(rig, { scope: { type: "tag", tag: "prod" }, settings: { severity: "down" } });
    const looking = async () =>
      new Set((await incidentsOf(rig)).filter(({ open }) => open).map((incident) => `${incident.rule_id} ${incident.monitor_id}`));
    for (const monitor of [first, second, foreign]) await answer(rig, monitor, nowMs, { totalMs: 3_000 });
    await evaluate(rig, nowMs);
    expect(await looking()).toEqual(new Set([`${team} ${first.id}`, `${team} ${second.id}`, `${tag} ${second.id}`]));

    const third = await insertMonitor(rig.pool, rig.team);
    await bear(["prod"], third);
    await bear([], second);
    await answer(rig, third, nowMs, { totalMs: 3_000 });
    await evaluate(rig, nowMs + 10_000);
    expect(await looking()).toEqual(new Set([`${team} ${first.id}`, `${team} ${second.id}`, `${team} ${third.id}`, `${tag} ${third.id}`]));
  });

  it("nothing that is paused, and nothing once it is switched off", async () => {
    await using rig = await startRig();
    const [paused, off] = [await insertMonitor(rig.pool, rig.team), await insertMonitor(rig.pool, rig.team)];
    await insertRule(rig, of(paused));
    await insertRule(rig, { ...of(off), enabled: false });
    for (const monitor of [paused, off]) await answer(rig, monitor, nowMs, { totalMs: 9_000 });
    await rig.rows("UPDATE monitors SET paused_at = now() WHERE id = $1", [paused.id]);
    await evaluate(rig, nowMs);
    expect(await incidentsOf(rig)).toEqual([]);
  });

  it("monitors anew after a pause, whatever it held of them before", async () => {
    await using rig = await startRig();
    const monitor = await insertMonitor(rig.pool, rig.team);
    await insertRule(rig);
    await answer(rig, monitor, nowMs, { totalMs: 9_000 });
    await evaluate(rig, nowMs);
    const actor = { userId: rig.team.id, teamId: rig.team.id, role: "owner", ip: null } as const;
    const deps = { ...rig.deps, sendsMail: false, ring: async () => {} };
    await pauseMonitors(deps, actor, { monitorIds: [monitor.id] });
    expect(await incidentsOf(rig)).toMatchObject([{ open: false }]);
    expect(await rig.rows("SELECT FROM rule_states")).toEqual([]);
    await rig.rows("UPDATE monitors SET paused_at = NULL");
    await evaluate(rig, nowMs + 10_000);
    expect(await incidentsOf(rig)).toMatchObject([{ open: false }, { open: true }]);
  });
});

it("waits for as long as it is told to, over a death before the commit, and then says since when", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team);
  await insertRule(rig, { ...of(monitor), settings: { forMs: 2 * minuteMs, severity: "down" } });
  await answer(rig, monitor, nowMs, { totalMs: 1_500 });
  expect(await evaluate(rig, nowMs)).toEqual([]);
  await evaluate(rig, nowMs + minuteMs);
  rig.deps.crashAt("outbox-appended");
  await expect(evaluate(rig, nowMs + 2 * minuteMs)).rejects.toThrow(Crash);
  expect(await rig.rows("SELECT confirmed FROM rule_states")).toEqual([{ confirmed: "unknown" }]);
  rig.deps.crashAt(null);
  expect(await evaluate(rig, nowMs + 2 * minuteMs)).toHaveLength(1);
  expect(await rig.rows("SELECT severity, started_at FROM incidents")).toEqual([{ severity: "down", started_at: new Date(nowMs) }]);
});

it("does without data what it is told to", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team);
  const policies = ["keep", "resolve", "open"] as const;
  for (const noData of policies) await insertRule(rig, { ...of(monitor), settings: { noData } });
  const standing = async () =>
    (
      await rig.rows<{ policy: string; confirmed: string }>(
        "SELECT r.settings ->> 'noData' AS policy, s.confirmed FROM rule_states s JOIN rules r ON r.id = s.rule_id",
      )
    ).map(({ policy, confirmed }) => `${policy} ${confirmed}`);
  await answer(rig, monitor, nowMs, { totalMs: 1_500 });
  await evaluate(rig, nowMs);
  expect(new Set(await standing())).toEqual(new Set(["keep degraded", "resolve degraded", "open degraded"]));
  await evaluate(rig, nowMs + 20 * minuteMs);
  expect(new Set(await standing())).toEqual(new Set(["keep degraded", "resolve up", "open degraded"]));
});

it("reads a long window from rollups and the newest checks together", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team);
  await insertRule(rig, { ...of(monitor), params: { percentile: 50, windowMs: 120 * minuteMs, thresholdMs: 1_000 } });
  const history = { existsFromMs: 0, incidents: [], gaps: [], maintenances: [] };
  const row = (minutesAgo: number, totalMs: number) => {
    const atMs = nowMs - minutesAgo * minuteMs;
    const latency = latencySummary([totalMs * 1_000, totalMs * 1_000, totalMs * 1_000]);
    return rollupOf({ monitorNo: monitor.no, atMs, untilMs: atMs + 300_000, counts: noCounts, latency, history });
  };
  await rig.deps.db.rollups.save(300, [row(10, 1_500), row(100, 1_500), row(125, 10), row(130, 10), row(135, 10)]);
  await rig.rows("INSERT INTO rollup_progress VALUES (300, to_timestamp($1::bigint / 1000.0)), (3600, 'epoch'), (86400, 'epoch')", [
    nowMs - 5 * minuteMs,
  ]);
  await evaluate(rig, nowMs);
  expect(await incidentsOf(rig)).toMatchObject([{ open: true, summary: expect.stringContaining("(6 checks)") }]);
  await answer(rig, monitor, nowMs, { totalMs: 10 });
  await evaluate(rig, nowMs + minuteMs);
  expect(await incidentsOf(rig)).toMatchObject([{ open: false }]);
});

it("looks at uptime without what people took out of it, and with it again once that is withdrawn", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team);
  await insertRule(rig, { ...of(monitor), kind: "uptime", params: { windowMs: 120 * minuteMs, thresholdPercent: 90 } });
  const fromMs = nowMs - 125 * minuteMs;
  const ago = (minutes: number) => `to_timestamp(${nowMs - minutes * minuteMs} / 1000.0)`;
  await rig.rows(`UPDATE monitors SET created_at = ${ago(10_000)}`);
  await rig.rows(`UPDATE monitor_states SET confirmed = 'up'`);
  await rig.rows(
    `INSERT INTO incidents (id, team_id, number, monitor_id, severity, summary, started_at, confirmed_at, ended_at, closed_at)
     VALUES (gen_random_uuid(), $1, 1, $2, 'down', '', ${ago(60)}, ${ago(60)}, ${ago(30)}, ${ago(30)})`,
    [rig.team.id, monitor.id],
  );
  await rig.rows("UPDATE teams SET last_incident_number = 1");
  const incidents = [{ startedAtMs: nowMs - 60 * minuteMs, endedAtMs: nowMs - 30 * minuteMs, severity: [] }];
  const history = { existsFromMs: 0, incidents, gaps: [], maintenances: [] };
  const rolledUp = Array.from({ length: 25 }, (_, i) => {
    const atMs = fromMs + i * 300_000;
    return rollupOf({ monitorNo: monitor.no, atMs, untilMs: atMs + 300_000, counts: noCounts, latency: latencySummary([]), history });
  });
  await rig.deps.db.rollups.save(300, rolledUp);
  await rig.rows(`INSERT INTO rollup_progress VALUES (300, ${ago(0)}), (3600, 'epoch'), (86400, 'epoch')`);
  const isBroken = async () => (await incidentsOf(rig)).filter((incident) => incident.rule_id !== null).map((incident) => incident.open);

  await evaluate(rig, nowMs);
  expect(await isBroken()).toEqual([true]);
  await rig.rows(
    `INSERT INTO corrections (id, team_id, monitor_id, kind, from_at, until_at, reason, created_at, created_by_id)
     VALUES (gen_random_uuid(), $1, $2, 'excluded', ${ago(60)}, ${ago(31)}, 'Their cable', now(), gen_random_uuid())`,
    [rig.team.id, monitor.id],
  );
  await evaluate(rig, nowMs + minuteMs);
  expect(await isBroken()).toEqual([false]);
  await rig.rows("UPDATE corrections SET withdrawn_at = now(), withdrawn_by_id = created_by_id");
  await evaluate(rig, nowMs + 2 * minuteMs);
  expect(await isBroken()).toEqual([false, true]);
});

it("opens another incident when a breach outlives the incident that somebody closed", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team);
  await insertRule(rig, of(monitor));
  await answer(rig, monitor, nowMs, { totalMs: 1_500 });
  await evaluate(rig, nowMs);
  await rig.rows("UPDATE incidents SET ended_at = now(), closed_at = now()");
  await evaluate(rig, nowMs + minuteMs);
  expect((await incidentsOf(rig)).map((incident) => incident.open)).toEqual([false, true]);
});

it("looks at figures, certificates, registrations, runs and findings where they are", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team);
  const beat = await insertHeartbeat(rig.pool, rig.team);
  const domain = await insertMonitor(rig.pool, rig.team);
  await rig.rows("UPDATE monitors SET kind = 'domain' WHERE id = $1", [domain.id]);
  const dayMs = 86_400_000;
  await rig.deps.db.metrics.add([
    { monitorNo: monitor.no, name: 'metric "depth"', dueMs: nowMs - 400_000, value: 300 },
    { monitorNo: monitor.no, name: 'metric "depth"', dueMs: nowMs - 100, value: 100 },
    { monitorNo: domain.no, name: "domain.expires_in", dueMs: nowMs - dayMs, value: 11 * dayMs },
  ]);
  await rig.rows("UPDATE monitor_states SET certificate_expires_at = to_timestamp($2::bigint / 1000.0) WHERE monitor_no = $1", [
    monitor.no,
    nowMs + 5 * dayMs,
  ]);
  await rig.rows(
    "INSERT INTO pings (at, id, monitor_no, kind, run_ms, method) VALUES (to_timestamp($1::bigint / 1000.0), 1, $2, 0, 90000, 'GET')",
    [nowMs, beat.no],
  );
  await rig.rows(
    `INSERT INTO findings (monitor_no, kind, team_id, computed_at, data) VALUES ($1, 'forecast', $2, now(), $3), ($1, 'trend', $2, now(), $4)`,
    [
      monitor.no,
      rig.team.id,
      { crossing: { atMs: nowMs + 3 * dayMs } },
      {
        ...Object.fromEntries(["last24h", "last7d", "before7d"].map((key) => [key, { n: 1, p50Us: 1, p95Us: 1, p99Us: 1 }])),
        change: { ratio: 2, effect: 0.9, strength: "large", hours: 99, hoursBefore: 99 },
      },
    ],
  );
  await insertRule(rig, { kind: "metric", params: { metric: 'metric "depth"', threshold: 199 } });
  await insertRule(rig, { kind: "certificate", params: { days: 6 } });
  await insertRule(rig, { kind: "domain", params: { days: 11 } });
  await insertRule(rig, { kind: "runtime", params: { thresholdMs: 89_000 } });
  await insertRule(rig, { kind: "forecast", params: { days: 4 } });
  await insertRule(rig, { kind: "trend", params: { thresholdPercent: 99 } });
  await evaluate(rig, nowMs);
  expect((await incidentsOf(rig)).map(({ summary }) => summary).toSorted()).toEqual([
    "A run takes longer than 89 s: it is 90 s.",
    "The 95th percentile is forecast to reach its limit within 4 days: it is 3 days.",
    "The 95th percentile of 7 days is more than 99 % above that of the 7 days before: it is 100 %.",
    "The certificate has fewer than 6 days left: it is 5 days.",
    'The mean of metric "depth" over the last 15 min is above 199: it is 200.',
    "The registration has fewer than 11 days left: it is 10 days.",
  ]);
  expect(await evaluate(rig, nowMs + minuteMs)).toEqual([]);
});
