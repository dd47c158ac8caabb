import type { VerdictKind } from "@vedette/core/verdict";
import { insertMonitor } from "@vedette/testkit/fixtures";
import { expect, it } from "vitest";
import { DefinitionCache } from "../src/definition-cache.ts";
import { observe } from "../src/observe.ts";
import { takeBatch } from "../src/take-batch.ts";
import { type Rig, resultAt, startRig } from "./road-rig.ts";

type Watched = Parameters<typeof resultAt>[0];
const t0 = Math.floor(Date.now() / 1_000) * 1_000 - 600_000;

async function play(rig: Rig, monitor: Watched, verdicts: readonly VerdictKind[], fromMs = t0): Promise<void> {
  for (const [i, verdict] of verdicts.entries())
    await observe(rig.deps, { batches: [], results: [resultAt(monitor, fromMs + i * 1_000, verdict)] });
}
const looks = (rig: Rig) =>
  rig.rows<{ id: string; monitor_nos: number[]; fence: number; in_ms: number }>(
    "SELECT id, monitor_nos, fence, (due_ms[1] - extract(epoch FROM clock_timestamp()) * 1000)::float8 AS in_ms FROM batches WHERE is_extra ORDER BY id",
  );
/** Lets the pause before the second look be over. */
const ripen = (rig: Rig) =>
  rig.rows(
    "UPDATE batches SET lease_until = clock_timestamp() - interval '1 ms', due_ms = ARRAY(SELECT d - 3000 FROM unnest(due_ms) AS d)",
  );

it("asks once more, seconds later, when a check speaks against what is held true, and not at the checks after it", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { failuresToOpen: 3, dueInMs: 120_000 });
  await play(rig, monitor, ["up", "up"]);
  expect(await looks(rig)).toEqual([]);
  await play(rig, monitor, ["down"], t0 + 10_000);
  const [look] = await looks(rig);
  expect(look?.monitor_nos).toEqual([monitor.no]);
  expect(look?.in_ms).toBeGreaterThan(0);
  expect(look?.in_ms).toBeLessThanOrEqual(2_000);
  await play(rig, monitor, ["down", "down"], t0 + 11_000);
  expect(await looks(rig)).toHaveLength(1);
});

it("asks nothing when the next regular check comes before the second look could end", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 5_000, timeoutMs: 2_000 });
  await play(rig, monitor, ["up", "down"]);
  expect(await looks(rig)).toEqual([]);
});

it("asks once however often the failure is observed, and crashes leave no look without its failure", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { dueInMs: 120_000 });
  await play(rig, monitor, ["up"]);
  const results = [resultAt(monitor, t0 + 5_000, "down")];
  rig.deps.crashAt("states-saved");
  await expect(observe(rig.deps, { batches: [], results })).rejects.toThrow("states-saved");
  expect(await looks(rig)).toEqual([]);
  rig.deps.crashAt(null);
  await Promise.all([1, 2, 3].map(() => observe(rig.deps, { batches: [], results })));
  expect(await looks(rig)).toHaveLength(1);
});

it("also looks again at the first good check of an outage that several have to end", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { failuresToOpen: 1, successesToClose: 2, dueInMs: 120_000 });
  await play(rig, monitor, ["down", "up"]);
  expect(await looks(rig)).toHaveLength(1);
});

it("lets the second look confirm the outage, which began at the first failure", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { dueInMs: 120_000 });
  await play(rig, monitor, ["up", "down"]);
  const [look] = await looks(rig);
  expect(await takeBatch(rig.deps, new DefinitionCache(), look?.id ?? "")).toBeNull();
  await ripen(rig);
  expect(await rig.deps.db.batches.expired(1, 10)).toEqual([String(look?.id)]);
  const taken = (await takeBatch(rig.deps, new DefinitionCache(), String(look?.id))) ?? expect.fail();
  expect(taken).toMatchObject({ isExtra: true, checks: [{ definition: { monitorNo: monitor.no } }] });
  const { batchId, fence } = taken;
  const dueMs = taken.checks[0]?.dueMs ?? 0;
  await observe(rig.deps, {
    batches: [{ batchId, fence, done: true }],
    results: [{ ...resultAt(monitor, dueMs, "down"), batchId, intervalMs: 0 }],
  });
  const [incident] = await rig.rows<{ started: number }>(
    "SELECT (extract(epoch FROM started_at) * 1000)::float8 AS started FROM incidents",
  );
  expect(incident?.started).toBe(t0 + 1_000);
  expect(await rig.rows("SELECT * FROM batches")).toEqual([]);
  expect(await rig.rows("SELECT * FROM blips")).toEqual([]);
});

it("keeps a run that was not confirmed as a blip: no incident, no gap, nobody told", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { failuresToOpen: 3 });
  await play(rig, monitor, ["up", "down", "down", "up"]);
  await play(rig, monitor, ["up", "down", "down", "up"]);
  expect(await rig.deps.db.blips.since(monitor.no, 0, 10)).toEqual([{ startedAtMs: t0 + 1_000, endedAtMs: t0 + 3_000, failures: 2 }]);
  for (const table of ["incidents", "outbox", "gaps"]) expect(await rig.rows(`SELECT * FROM ${table}`)).toEqual([]);
});

it("leaves nothing unknown when a second look cannot tell, or comes too late to be made", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { dueInMs: 120_000 });
  await play(rig, monitor, ["up", "down"]);
  await ripen(rig);
  const [look] = await looks(rig);
  const taken = (await takeBatch(rig.deps, new DefinitionCache(), String(look?.id))) ?? expect.fail();
  const unknown = { ...resultAt(monitor, taken.checks[0]?.dueMs ?? 0, "inconclusive"), batchId: taken.batchId, intervalMs: 0 };
  const { batchId, fence } = taken;
  await observe(rig.deps, { batches: [{ batchId, fence, done: false }], results: [unknown] });
  expect(await rig.rows("SELECT FROM results WHERE verdict = 3")).toHaveLength(1);
  await rig.rows("UPDATE batches SET lease_until = '2020-01-01', due_ms = ARRAY[1577836800000]");
  expect(await takeBatch(rig.deps, new DefinitionCache(), taken.batchId)).toBeNull();
  expect(await rig.rows("SELECT * FROM gaps")).toEqual([]);
  expect(await rig.rows("SELECT * FROM batches")).toEqual([]);
});

it("does not stand in the way of claims, however many second looks wait", async () => {
  await using rig = await startRig();
  const monitors = await Promise.all(Array.from({ length: 8 }, () => insertMonitor(rig.pool, rig.team, { dueInMs: 120_000 })));
  for (const monitor of monitors) await play(rig, monitor, ["up", "down"]);
  expect((await looks(rig)).length).toBeGreaterThanOrEqual(8);
  const due = await insertMonitor(rig.pool, rig.team, { dueInMs: 0 });
  expect(
    await rig.deps.db.schedules.claimDue(1, { sinceMs: null, limit: 10, lateLimit: 0, leaseMs: 1_000, maxUntaken: 4, without: [] }),
  ).toMatchObject({
    batch: { size: 1 },
  });
  expect(due.no).toBeGreaterThan(0);
});
