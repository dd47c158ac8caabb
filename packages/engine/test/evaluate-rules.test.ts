import { latencySummary, noCounts, rollupOf } from "@vedette/core/rollup";
import { type TestMonitor, insertMonitor } from "@vedette/testkit/fixtures";
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { evaluateRules } from "../src/evaluate-rules.ts";
import { Crash, type Rig, startRig } from "./road-rig.ts";

const minuteMs = 60_000;
const nowMs = Math.floor(Date.now() / 300_000) * 300_000;

async function insertRule(rig: Rig, monitor: TestMonitor, params: object): Promise<string> {
  const id = randomUUID();
  const all = { percentile: 95, windowMs: 5 * minuteMs, thresholdMs: 1_000, ...params };
  await rig.rows("INSERT INTO rules (id, team_id, monitor_id, kind, params) VALUES ($1, $2, $3, 'latency', $4)", [
    id,
    rig.team.id,
    monitor.id,
    all,
  ]);
  return id;
}

/** Ten answers within the five minutes before `untilMs`. */
async function answer(rig: Rig, monitor: TestMonitor, untilMs: number, totalMs: number): Promise<void> {
  await rig.rows(
    `INSERT INTO results (monitor_no, location_no, due_at, late_ms, verdict, status, total_us)
     SELECT $1, 1, to_timestamp(($2::bigint - i * 29000) / 1000.0), 0, 0, 200, $3 FROM generate_series(0, 9) AS i
     ON CONFLICT (monitor_no, location_no, due_at) DO UPDATE SET total_us = excluded.total_us`,
    [monitor.no, untilMs, totalMs * 1_000],
  );
}
const evaluate = (rig: Rig, atMs: number) => evaluateRules({ ...rig.deps, now: () => atMs });
const incidents = (rig: Rig) =>
  rig.rows<{ rule_id: string; severity: string; open: boolean; summary: string }>(
    "SELECT rule_id, severity, closed_at IS NULL AS open, summary FROM incidents ORDER BY number",
  );

it("opens one incident when the percentile exceeds its limit, tells the channel, and closes it when it is clearly under", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team);
  const ruleId = await insertRule(rig, monitor, {});
  await answer(rig, monitor, nowMs, 1_500);
  expect(await evaluate(rig, nowMs)).toHaveLength(1);
  const opened = {
    rule_id: ruleId,
    severity: "degraded",
    open: true,
    summary: "The 95th percentile over the last 5 min is 1.5 s (10 checks); the limit is 1 s.",
  };
  expect(await incidents(rig)).toEqual([opened]);

  await answer(rig, monitor, nowMs, 950);
  expect(await evaluate(rig, nowMs + 10_000)).toEqual([]);
  await answer(rig, monitor, nowMs, 899);
  expect(await evaluate(rig, nowMs + 20_000)).toHaveLength(1);
  expect(await incidents(rig)).toEqual([{ ...opened, open: false }]);
  expect(await rig.rows("SELECT type FROM outbox ORDER BY incident_seq")).toEqual([
    { type: "incident.opened" },
    { type: "incident.resolved" },
  ]);
});

it("evaluates a rule at most every ten seconds, and many evaluators at once open one incident per rule", async () => {
  await using rig = await startRig();
  for (let i = 0; i < 20; i++) {
    const monitor = await insertMonitor(rig.pool, rig.team);
    await insertRule(rig, monitor, {});
    await insertRule(rig, monitor, { percentile: 50, thresholdMs: 2_000 });
    await answer(rig, monitor, nowMs, 3_000);
  }
  await Promise.all([evaluate(rig, nowMs), evaluate(rig, nowMs), evaluate(rig, nowMs), evaluate(rig, nowMs)]);
  expect((await incidents(rig)).filter((incident) => incident.open)).toHaveLength(40);
  await rig.rows("UPDATE results SET total_us = 1");
  await evaluate(rig, nowMs + 9_999);
  expect((await incidents(rig)).filter((incident) => incident.open)).toHaveLength(40);
  await evaluate(rig, nowMs + 10_000);
  expect((await incidents(rig)).filter((incident) => incident.open)).toHaveLength(0);
});

it("changes nothing without enough answers, for a paused monitor, or for a rule that is switched off", async () => {
  await using rig = await startRig();
  const [silent, paused, off] = [
    await insertMonitor(rig.pool, rig.team),
    await insertMonitor(rig.pool, rig.team),
    await insertMonitor(rig.pool, rig.team),
  ];
  for (const monitor of [silent, paused, off]) await insertRule(rig, monitor, {});
  for (const monitor of [paused, off]) await answer(rig, monitor, nowMs, 9_000);
  await answer(rig, silent, nowMs - 5 * minuteMs, 9_000);
  await rig.rows("UPDATE monitors SET paused_at = now() WHERE id = $1", [paused.id]);
  await rig.rows("UPDATE rules SET enabled = false WHERE monitor_id = $1", [off.id]);
  await evaluate(rig, nowMs);
  expect(await incidents(rig)).toEqual([]);
});

it("reads a window of more than an hour from 5-minute rows", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team);
  await insertRule(rig, monitor, { windowMs: 120 * minuteMs, percentile: 50 });
  const row = (minutesAgo: number, totalMs: number) => {
    const atMs = nowMs - minutesAgo * minuteMs;
    const history = { existsFromMs: 0, incidents: [], gaps: [], maintenances: [] };
    return rollupOf({
      monitorNo: monitor.no,
      atMs,
      untilMs: atMs + 300_000,
      counts: noCounts,
      latency: latencySummary([totalMs * 1_000, totalMs * 1_000, totalMs * 1_000]),
      history,
    });
  };
  await rig.deps.db.rollups.save(300, [row(10, 1_500), row(100, 1_500), row(125, 10), row(130, 10), row(135, 10)]);
  await evaluate(rig, nowMs);
  expect(await incidents(rig)).toMatchObject([{ open: true }]);
});

it("opens another incident when a breach outlives the incident that somebody closed", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team);
  await insertRule(rig, monitor, {});
  await answer(rig, monitor, nowMs, 1_500);
  await evaluate(rig, nowMs);
  await rig.rows("UPDATE incidents SET ended_at = now(), closed_at = now()");
  await evaluate(rig, nowMs + 10_000);
  expect((await incidents(rig)).map((incident) => incident.open)).toEqual([false, true]);
});

it("leaves nothing behind when it dies before its commit", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team);
  await insertRule(rig, monitor, {});
  await answer(rig, monitor, nowMs, 1_500);
  rig.deps.crashAt("outbox-appended");
  await expect(evaluate(rig, nowMs)).rejects.toThrow(Crash);
  expect(await rig.rows("SELECT confirmed, evaluated_at FROM rules")).toEqual([{ confirmed: "unknown", evaluated_at: null }]);
  rig.deps.crashAt(null);
  expect(await evaluate(rig, nowMs)).toHaveLength(1);
});
