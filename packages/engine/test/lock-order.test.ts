import { insertMonitor, insertTeam } from "@vedette/testkit/fixtures";
import { randomUUID } from "node:crypto";
import { expect, it, vi } from "vitest";
import { observe } from "../src/observe.ts";
import { pauseMonitors } from "../src/pause-monitors.ts";
import { switchChannel } from "../src/switch-channel.ts";
import { type Rig, resultAt, startRig } from "./road-rig.ts";

const untilOneWaits = (rig: Rig) =>
  vi.waitFor(
    async () =>
      expect(
        await rig.rows("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"),
      ).toHaveLength(1),
    10_000,
  );

it("waits for the first of several teams before it locks another, so that two observers cannot block each other", async () => {
  await using rig = await startRig();
  const teams = [rig.team, ...(await Promise.all(Array.from({ length: 7 }, () => insertTeam(rig.pool))))];
  const results = await Promise.all(
    teams.map(async (team) =>
      resultAt(await insertMonitor(rig.pool, team, { intervalMs: 1_000, failuresToOpen: 1 }), Date.now() - 1_000, "down"),
    ),
  );
  const other = await rig.pool.connect();
  await other.query("BEGIN");
  await other.query("SELECT id FROM teams ORDER BY id LIMIT 1 FOR NO KEY UPDATE");
  const observing = observe(rig.deps, { batches: [], results });
  await untilOneWaits(rig);
  await other.query("SELECT id FROM teams ORDER BY id FOR NO KEY UPDATE NOWAIT");
  await other.query("COMMIT");
  other.release();
  await observing;
  expect(await rig.rows("SELECT id FROM incidents")).toHaveLength(8);
});

it("pauses several monitors in the order in which an observer locks their states", async () => {
  await using rig = await startRig();
  const monitors = [];
  for (let i = 0; i < 3; i++) monitors.push(await insertMonitor(rig.pool, rig.team));
  const other = await rig.pool.connect();
  await other.query("BEGIN");
  await other.query("SELECT monitor_no FROM monitor_states ORDER BY monitor_no LIMIT 1 FOR UPDATE");
  const actor = { userId: randomUUID(), teamId: rig.team.id, role: "owner", ip: null } as const;
  const deps = { ...rig.deps, sendsMail: false, ring: async () => {} };
  const pausing = pauseMonitors(deps, actor, { monitorIds: monitors.map(({ id }) => id).reverse() });
  await untilOneWaits(rig);
  await other.query("SELECT monitor_no FROM monitor_states ORDER BY monitor_no FOR UPDATE NOWAIT");
  await other.query("COMMIT");
  other.release();
  expect(await pausing).toHaveLength(3);
});

it("renews leases in the order in which an observer locks the batches", async () => {
  await using rig = await startRig();
  const rows = await rig.rows<{ id: string }>(
    "INSERT INTO batches (location_no, monitor_nos, due_ms, fence, lease_until) SELECT 1, '{1}', '{1}', 1, now() FROM generate_series(1, 3) RETURNING id",
  );
  const held = rows.map((row) => ({ batchId: String(row.id), fence: 1 })).reverse();
  const other = await rig.pool.connect();
  await other.query("BEGIN");
  await other.query("SELECT id FROM batches ORDER BY id LIMIT 1 FOR UPDATE");
  const renewing = rig.deps.db.batches.renew(held, 60_000);
  await untilOneWaits(rig);
  await other.query("SELECT id FROM batches ORDER BY id FOR UPDATE NOWAIT");
  await other.query("COMMIT");
  other.release();
  await renewing;
  expect(await rig.rows("SELECT id FROM batches WHERE lease_until > now() + interval '30 seconds'")).toHaveLength(3);
});

it("locks the messages of a channel that is switched on again before the channel, as whoever records an attempt does", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { failuresToOpen: 1 });
  await observe(rig.deps, { batches: [], results: [resultAt(monitor, Date.now() - 1_000, "down")] });
  await rig.rows("UPDATE outbox SET attempts = 1");
  await rig.rows("UPDATE channels SET enabled = false");
  const other = await rig.pool.connect();
  await other.query("BEGIN; SELECT id FROM outbox FOR UPDATE");
  const actor = { userId: randomUUID(), teamId: rig.team.id, role: "admin", ip: null } as const;
  const switching = switchChannel({ ...rig.deps, ring: async () => {} }, actor, { channelId: rig.channelId, enabled: true });
  await untilOneWaits(rig);
  await other.query("SELECT id FROM channels FOR UPDATE NOWAIT");
  await other.query("COMMIT");
  other.release();
  expect(await switching).toMatchObject({ enabled: true });
});

it("makes no partition while somebody reads for long, rather than queue all results behind the wish", async () => {
  await using rig = await startRig();
  const reader = await rig.pool.connect();
  await reader.query("BEGIN; SELECT FROM results LIMIT 1");
  await expect(rig.deps.db.results.ensurePartitions(9)).rejects.toMatchObject({ code: "55P03" });
  await reader.query("ROLLBACK");
  reader.release();
  await rig.deps.db.results.ensurePartitions(9);
  await rig.deps.db.results.ensurePartitions(9);
  expect(
    await rig.rows("SELECT to_regclass('results_' || to_char((now() AT TIME ZONE 'UTC')::date + 9, 'YYYYMMDD')) IS NOT NULL AS made"),
  ).toEqual([{ made: true }]);
});
