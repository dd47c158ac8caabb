import { add, emptySketch } from "@vedette/core/quantile-sketch";
import type { WorkerReport } from "@vedette/core/worker-report";
import { insertHeartbeat, insertMonitor } from "@vedette/testkit/fixtures";
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { claimDue } from "../src/claim.ts";
import { DefinitionCache } from "../src/definition-cache.ts";
import { platformFigures, readDelay, readPlatform } from "../src/read-platform.ts";
import { takeBatch } from "../src/take-batch.ts";
import { type Rig, startRig } from "./road-rig.ts";

const quiet: WorkerReport = {
  workerId: randomUUID(),
  locationNo: 1,
  host: "one",
  version: "0.1.0",
  missed: 0,
  lateness: emptySketch,
  inFlight: 0,
  buffered: 0,
  queue: "postgres",
  queueAnswers: true,
};
/** Reports, and moves every report into the past. */
async function reportAgo(rig: Rig, agoS: number, change: Partial<WorkerReport>): Promise<void> {
  await rig.deps.db.platform.report({ ...quiet, ...change });
  await rig.rows(
    "UPDATE worker_reports SET at = clock_timestamp() - $1 * interval '1 second' WHERE at > clock_timestamp() - interval '1 second'",
    [agoS],
  );
}
const lateness = (...ms: number[]) =>
  add(
    emptySketch,
    ms.map((each) => each * 1_000),
  );

it("answers nobody but whoever runs the instance", async () => {
  await using rig = await startRig();
  await expect(readPlatform(rig.deps, { isInstanceOwner: false })).rejects.toMatchObject({ code: "forbidden" });
  expect((await readPlatform(rig.deps, { isInstanceOwner: true })).troubles).toEqual([]);
});

it("merges what all workers of the last minutes say, and knows them by what they said last", async () => {
  await using rig = await startRig();
  const other = randomUUID();
  await reportAgo(rig, 400, { lateness: lateness(60_000) });
  await reportAgo(rig, 30, { lateness: lateness(10, 10, 10), inFlight: 7 });
  await reportAgo(rig, 20, { workerId: other, host: "two", lateness: lateness(10, 500), missed: 4, queueAnswers: false });
  await reportAgo(rig, 10, { inFlight: 3 });
  const { checks, locations } = await platformFigures(rig.deps.db);
  expect(checks.missed).toBe(4);
  expect(checks.latenessP50Ms).toBeCloseTo(10, 0);
  expect(checks.startedPerS).toBeCloseTo(5 / 40, 1);
  const workers = locations[0]?.workers.map(({ host, inFlight, queueAnswers }) => ({ host, inFlight, queueAnswers })) ?? [];
  expect(workers).toEqual([
    { host: "one", inFlight: 3, queueAnswers: true },
    { host: "two", inFlight: 0, queueAnswers: false },
  ]);
});

it("forgets what a worker said after an hour", async () => {
  await using rig = await startRig();
  await reportAgo(rig, 3_700, {});
  await reportAgo(rig, 3_500, {});
  await rig.deps.db.platform.report(quiet);
  expect(await rig.rows("SELECT FROM worker_reports")).toHaveLength(2);
});

it("says that checks are late once the workers have said so for half a minute, and that they stand still where nobody says anything", async () => {
  await using rig = await startRig();
  await insertMonitor(rig.pool, rig.team, { dueInMs: 60_000 });
  for (const agoS of [35, 25]) await reportAgo(rig, agoS, { lateness: lateness(9_000) });
  expect(await readDelay(rig.deps.db)).toBeNull();
  await reportAgo(rig, 15, { lateness: lateness(9_000), missed: 1 });
  expect(await readDelay(rig.deps.db)).toMatchObject({ isOnlyLocation: true, delay: { isStandingStill: false, missedShare: 0.25 } });
  await rig.rows("DELETE FROM worker_reports");
  await rig.rows("UPDATE schedules SET next_due_ms = next_due_ms - 600000");
  const still = await readDelay(rig.deps.db);
  expect(still?.delay.isStandingStill).toBe(true);
  expect(still?.delay.lateMs).toBeGreaterThan(500_000);
});

it("counts what waits: batches, claims, alerts, channels, pages, roll-ups, edges", async () => {
  await using rig = await startRig();
  await insertMonitor(rig.pool, rig.team);
  await insertHeartbeat(rig.pool, rig.team);
  await Array.fromAsync(claimDue(rig.deps, 1));
  await rig.rows("UPDATE batches SET due_ms = ARRAY[due_ms[1] - 30000]");
  await rig.rows(
    `INSERT INTO outbox (id, key, team_id, channel_id, type, message, next_attempt_at)
     SELECT gen_random_uuid(), i::text, $1, $2, 'channel.test', '{}', now() + i * interval '1 hour' - interval '90 minutes' FROM generate_series(1, 2) AS i`,
    [rig.team.id, rig.channelId],
  );
  await rig.rows("UPDATE channels SET failing_since = now()");
  await rig.rows(
    "INSERT INTO pages (id, team_id, slug, name, published, dirty_at) VALUES (gen_random_uuid(), $1, 's', 'S', true, now() - interval '40 seconds')",
    [rig.team.id],
  );
  await rig.rows("INSERT INTO rollup_progress (resolution_s, done_until) VALUES (300, now() - interval '20 minutes')");
  await rig.rows("INSERT INTO edges VALUES (gen_random_uuid(), now(), now()), (gen_random_uuid(), now(), now() - interval '2 hours')");
  const { locations, outbox, publishLagMs, rollUpLagMs, edges, database } = await platformFigures(rig.deps.db);
  expect(locations).toMatchObject([{ schedules: 1, waitingBatches: 1 }]);
  expect(locations[0]?.oldestClaimMs).toBeGreaterThanOrEqual(30_000);
  expect(outbox).toMatchObject({ waiting: 2, failingChannels: 1 });
  expect(outbox.oldestMs / 60_000).toBeCloseTo(30, 0);
  expect(publishLagMs / 1_000).toBeCloseTo(40, 0);
  expect((rollUpLagMs ?? 0) / 60_000).toBeCloseTo(13.5, 0);
  expect(edges.count).toBe(1);
  expect(database.sizeBytes).toBeGreaterThan(1_000_000);
  expect(database.connections).toBeLessThan(database.maxConnections);
});

it("hears of every tick that nobody had time for: those that no claim came for, and those that were claimed too long ago", async () => {
  await using rig = await startRig();
  const { intervalMs } = await insertMonitor(rig.pool, rig.team, { intervalMs: 10_000 });
  // On time for its newest tick, and three behind.
  await rig.rows(
    "UPDATE schedules SET phase_ms = p, next_due_ms = (now - p) / $1::int * $1::int + p - 3 * $1::int FROM (SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now, ((extract(epoch FROM clock_timestamp()) * 1000)::bigint - 100) % $1::int AS p) c",
    [intervalMs],
  );
  let missed = 0;
  const [batch] = await Array.fromAsync(
    claimDue(rig.deps, 1, undefined, { fullTeams: () => [], hasRoom: () => true, onMissed: (ticks) => (missed += ticks) }),
  );
  expect(missed).toBe(3);
  await rig.rows("UPDATE batches SET due_ms = ARRAY[due_ms[1] - $1::int]", [intervalMs]);
  let late = 0;
  await takeBatch(rig.deps, new DefinitionCache(), batch?.batchId ?? "", (ticks) => (late += ticks));
  expect(late).toBe(1);
});
