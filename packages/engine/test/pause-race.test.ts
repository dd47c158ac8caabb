import type { Actor } from "@vedette/core/access";
import { insertMonitor } from "@vedette/testkit/fixtures";
import { createHash, randomUUID } from "node:crypto";
import { expect, it, vi } from "vitest";
import type { ConfigDeps } from "../src/config-deps.ts";
import { deliver } from "../src/deliver.ts";
import { deleteMonitors } from "../src/delete-monitors.ts";
import { deleteRule } from "../src/delete-rule.ts";
import { evaluateRules } from "../src/evaluate-rules.ts";
import { observe } from "../src/observe.ts";
import { pauseMonitors } from "../src/pause-monitors.ts";
import { type Rig, resultAt, startRig } from "./road-rig.ts";

const t0 = Date.now() - 60_000;
const configDeps = (rig: Rig): ConfigDeps => ({ ...rig.deps, sendsMail: true, ring: async () => {} });
const actorOf = (rig: Rig): Actor => ({ userId: randomUUID(), teamId: rig.team.id, role: "owner", ip: null });
const monitorOf = async (rig: Rig) => await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000, failuresToOpen: 1 });
const open = (rig: Rig) => rig.rows("SELECT id FROM incidents WHERE closed_at IS NULL");
const states = (rig: Rig) => rig.rows("SELECT confirmed, run_length FROM monitor_states");
const untouched = [{ confirmed: "unknown", run_length: 0 }];

const stops = { paused: pauseMonitors, deleted: deleteMonitors };
type Stop = keyof typeof stops;

async function untilOneWaits(rig: Rig): Promise<void> {
  await vi.waitFor(
    async () =>
      expect(
        await rig.rows("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"),
      ).not.toEqual([]),
    { timeout: 10_000, interval: 20 },
  );
}

async function insertBreachedRule(rig: Rig, monitor: { id: string; no: number }): Promise<string> {
  const ruleId = randomUUID();
  await rig.rows("INSERT INTO rules (id, team_id, monitor_id, kind, params) VALUES ($1, $2, $3, 'latency', $4)", [
    ruleId,
    rig.team.id,
    monitor.id,
    { percentile: 95, windowMs: 300_000, thresholdMs: 1_000 },
  ]);
  await rig.rows(
    `INSERT INTO results (monitor_no, location_no, due_at, late_ms, verdict, status, total_us)
     SELECT $1, 1, now() - i * interval '10 seconds', 0, 0, 200, 3000000 FROM generate_series(1, 10) AS i`,
    [monitor.no],
  );
  return ruleId;
}

/** Runs `work` and, at the moment at which it has changed what it names, `meanwhile`, which has to wait for it. */
function at(rig: Rig, step: string, meanwhile: () => Promise<unknown>) {
  const started: Promise<unknown>[] = [];
  return {
    deps: {
      ...rig.deps,
      step: async (name: string) => {
        if (name !== step || started.length > 0) return;
        started.push(meanwhile());
        await untilOneWaits(rig);
      },
    },
    ended: async () => void (await Promise.all(started)),
  };
}

it.each<Stop>(["paused", "deleted"])("leaves nothing open of a monitor that is %s while a check of it opens an incident", async (stop) => {
  await using rig = await startRig();
  const monitor = await monitorOf(rig);
  const race = at(rig, "states-saved", () => stops[stop](configDeps(rig), actorOf(rig), { monitorIds: [monitor.id] }));
  await observe(race.deps, { batches: [], results: [resultAt(monitor, t0, "down")] });
  await race.ended();
  expect(await open(rig)).toEqual([]);
  expect(await states(rig)).toEqual(untouched);
});

it.each<Stop>(["paused", "deleted"])("opens nothing for a check whose monitor is %s before its result could be judged", async (stop) => {
  await using rig = await startRig();
  const monitor = await monitorOf(rig);
  const audit = await rig.pool.connect();
  await audit.query("BEGIN; LOCK TABLE audit IN EXCLUSIVE MODE");
  const stopping = stops[stop](configDeps(rig), actorOf(rig), { monitorIds: [monitor.id] });
  await untilOneWaits(rig);
  const observing = observe(rig.deps, { batches: [], results: [resultAt(monitor, t0, "down")] });
  await vi.waitFor(
    async () =>
      expect(
        await rig.rows("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"),
      ).toHaveLength(2),
    10_000,
  );
  await audit.query("COMMIT");
  audit.release();
  await stopping;
  expect(await observing).toEqual([]);
  expect(await rig.rows("SELECT id FROM incidents")).toEqual([]);
  expect(await states(rig)).toEqual(untouched);
});

it("keeps the result of a check that somebody asked for while the monitor is paused, and turns nothing", async () => {
  await using rig = await startRig();
  const monitor = await monitorOf(rig);
  await pauseMonitors(configDeps(rig), actorOf(rig), { monitorIds: [monitor.id] });
  expect(await observe(rig.deps, { batches: [], results: [resultAt(monitor, t0, "down")] })).toEqual([]);
  expect(await rig.rows("SELECT verdict FROM results")).toHaveLength(1);
  expect(await states(rig)).toEqual(untouched);
});

it.each<Stop>(["paused", "deleted"])("leaves nothing open of a rule whose monitor is %s while it is evaluated", async (stop) => {
  await using rig = await startRig();
  const monitor = await monitorOf(rig);
  await insertBreachedRule(rig, monitor);
  const race = at(rig, "incidents-changed", () => stops[stop](configDeps(rig), actorOf(rig), { monitorIds: [monitor.id] }));
  expect(await evaluateRules(race.deps)).toHaveLength(1);
  await race.ended();
  expect(await open(rig)).toEqual([]);
});

it("leaves nothing open of a rule that is deleted while it is evaluated", async () => {
  await using rig = await startRig();
  const monitor = await monitorOf(rig);
  const ruleId = await insertBreachedRule(rig, monitor);
  const race = at(rig, "incidents-changed", () => deleteRule(configDeps(rig), actorOf(rig), { ruleId }));
  expect(await evaluateRules(race.deps)).toHaveLength(1);
  await race.ended();
  expect(await open(rig)).toEqual([]);
});

it.each<Stop>(["paused", "deleted"])("tells whoever was told that it broke that it ended when the monitor is %s", async (stop) => {
  await using rig = await startRig();
  const monitor = await monitorOf(rig);
  await observe(rig.deps, { batches: [], results: [resultAt(monitor, t0, "down")] });
  await stops[stop](configDeps(rig), actorOf(rig), { monitorIds: [monitor.id] });
  const signal = new AbortController().signal;
  for (let i = 0; i < 2; i++) for (const id of await rig.deps.db.outbox.due(10, 10)) await deliver(rig.deps, id, signal);
  const [incident] = await rig.rows<{ id: string; ms: number }>(
    "SELECT id, (extract(epoch FROM ended_at - started_at) * 1000)::int AS ms FROM incidents",
  );
  const name = createHash("sha256").update(`${incident?.id}/2/${rig.channelId}`).digest("base64url").slice(0, 27);
  expect(rig.sent.map((message) => message.type)).toEqual(["incident.opened", "incident.resolved"]);
  expect(rig.sent[1]).toMatchObject({
    id: `msg_${name}`,
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    data: { monitor: { name: "API" }, incident: { number: 1, endedAt: expect.stringMatching(/Z$/), durationMs: incident?.ms } },
  });
});
