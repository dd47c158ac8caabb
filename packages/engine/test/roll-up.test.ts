import type { Rollup } from "@vedette/core/rollup";
import { bucketStartMs, latencyOf } from "@vedette/core/rollup";
import { type TestMonitor, insertHeartbeat, insertMonitor } from "@vedette/testkit/fixtures";
import { seededRandom } from "@vedette/testkit/seeded-random";
import { expect, it, vi } from "vitest";
import { claimDue } from "../src/claim.ts";
import { judgeHeartbeats } from "../src/judge-heartbeats.ts";
import { observe } from "../src/observe.ts";
import { type RollUpReport, rollUp } from "../src/roll-up.ts";
import { type Rig, resultAt, startRig } from "./road-rig.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Two days ago at midnight: its raw partition may be gone, so results land in the default one. */
const startMs = Math.floor(Date.now() / dayMs) * dayMs - 2 * dayMs;

type Check = { atMs: number; verdict?: number; totalUs?: number; status?: number | null };

async function insertChecks(rig: Rig, no: number, checks: readonly Check[]): Promise<void> {
  await rig.rows(
    `INSERT INTO results (monitor_no, location_no, due_at, late_ms, verdict, status, total_us)
     SELECT $1, 1, to_timestamp(at / 1000.0), 0, verdict, status, us FROM unnest($2::bigint[], $3::int[], $4::int[], $5::int[]) AS c (at, verdict, status, us) ON CONFLICT DO NOTHING`,
    [
      no,
      checks.map((c) => c.atMs),
      checks.map((c) => c.verdict ?? 0),
      checks.map((c) => (c.status === undefined ? 200 : c.status)),
      checks.map((c) => c.totalUs ?? 10_000),
    ],
  );
}
const everyMinute = (fromMs: number, n: number): Check[] => Array.from({ length: n }, (_, i) => ({ atMs: fromMs + i * minuteMs }));

async function insertIncident(rig: Rig, monitorId: string, fromMs: number, untilMs: number): Promise<void> {
  await rig.rows(
    `WITH i AS (INSERT INTO incidents (id, team_id, number, monitor_id, severity, summary, started_at, confirmed_at, ended_at, closed_at, last_seq)
       SELECT gen_random_uuid(), $1, 1 + count(*), $2, 'down', 'down', to_timestamp($3 / 1000.0), to_timestamp($3 / 1000.0), to_timestamp($4 / 1000.0), to_timestamp($4 / 1000.0), 1 FROM incidents
       RETURNING id, team_id, confirmed_at)
     INSERT INTO incident_events (team_id, incident_id, seq, kind, at, data) SELECT team_id, id, 1, 'opened', confirmed_at, '{"severity":"down"}' FROM i`,
    [rig.team.id, monitorId, fromMs, untilMs],
  );
}

async function monitorSince(rig: Rig, createdMs: number): Promise<TestMonitor> {
  const monitor = await insertMonitor(rig.pool, rig.team);
  await rig.rows("UPDATE monitors SET created_at = to_timestamp($2 / 1000.0) WHERE id = $1", [monitor.id, createdMs]);
  return monitor;
}

/** As if everything before had been rolled up already. */
async function beginAt(rig: Rig, atMs: number): Promise<void> {
  await rig.rows("INSERT INTO rollup_progress SELECT s, to_timestamp($1 / 1000.0) FROM unnest(ARRAY[300, 3600, 86400]) AS s", [atMs]);
}

async function rollAll(rig: Rig, nowMs: number): Promise<void> {
  for (const resolutionS of [300, 3_600, 86_400] as const) {
    let report: RollUpReport;
    do report = await rollUp({ db: rig.deps.db, now: () => nowMs }, resolutionS);
    while (!report.isCaughtUp);
  }
}
const day = async (rig: Rig, no: number): Promise<Rollup | undefined> =>
  (await rig.deps.db.rollups.seriesOf(no, 86_400, startMs, startMs + dayMs))[0];
const dump = (rig: Rig) => rig.rows("SELECT * FROM rollups ORDER BY resolution_s, monitor_no, bucket_at");
const sumMs = (row: Rollup | undefined) => Object.values(row?.states ?? {}).reduce((sum, ms) => sum + ms, 0);

it("folds a day of checks, an outage, a gap and maintenance into rows whose milliseconds sum exactly to the day", async () => {
  await using rig = await startRig();
  const monitor = await monitorSince(rig, startMs - dayMs);
  await beginAt(rig, startMs);
  const checks = everyMinute(startMs - dayMs, 2 * 1_440).map((check, i) => ({ ...check, totalUs: 1_000 + (i % 1_440) * 10 }));
  await insertChecks(
    rig,
    monitor.no,
    checks.filter((check) => check.atMs < startMs + 10 * hourMs || check.atMs >= startMs + 11 * hourMs),
  );
  await insertIncident(rig, monitor.id, startMs + 90 * minuteMs + 1, startMs + 100 * minuteMs);
  await rig.deps.db.gaps.insertMissing([
    { monitorNo: monitor.no, locationNo: 1, fromMs: startMs + 10 * hourMs, untilMs: startMs + 11 * hourMs, ticks: 60, kind: "missed" },
  ]);
  await rollAll(rig, startMs + dayMs + 2 * minuteMs);

  const row = await day(rig, monitor.no);
  expect(row?.counts).toEqual({ upN: 1_380, degradedN: 0, downN: 0, inconclusiveN: 0, noDataN: 60 });
  expect(row?.states).toEqual({
    upMs: dayMs - hourMs - 10 * minuteMs + 1,
    degradedMs: 0,
    downMs: 10 * minuteMs - 1,
    maintenanceMs: 0,
    noDataMs: hourMs,
    pausedMs: 0,
  });
  expect([row?.latency.minUs, row?.latency.maxUs]).toEqual([1_000, 1_000 + 1_439 * 10]);
  // The 500 fast minutes around noon are missing from the 10th hour only: the median stays in the middle.
  const { p50Us, n } = latencyOf(row?.latency.sketch ?? { count: 0, bins: new Map() });
  expect(n).toBe(1_380);
  expect(Math.abs((p50Us ?? 0) - 8_490) / 8_490).toBeLessThan(0.02);
  const fine = await rig.deps.db.rollups.seriesOf(monitor.no, 300, startMs, startMs + dayMs);
  expect([fine.length, fine.every((five) => sumMs(five) === 300_000)]).toEqual([288, true]);
});

it("writes the same rows when it runs twice, at once, or again from the start", async () => {
  await using rig = await startRig();
  for (let i = 0; i < 5; i++)
    await insertChecks(rig, (await monitorSince(rig, startMs + i * 1_234_567)).no, everyMinute(startMs + 3 * hourMs, 200));
  const nowMs = startMs + 8 * hourMs;
  await Promise.all([rollAll(rig, nowMs), rollAll(rig, nowMs), rollAll(rig, nowMs)]);
  const once = await dump(rig);
  expect(once.length).toBeGreaterThan(5 * 60);
  await rollAll(rig, nowMs);
  expect(await dump(rig)).toEqual(once);
  await rig.rows("TRUNCATE rollups, rollup_progress");
  await rollAll(rig, nowMs);
  expect(await dump(rig)).toEqual(once);
});

it("leaves a bucket alone until it is closed for 90 seconds", async () => {
  await using rig = await startRig();
  const monitor = await monitorSince(rig, startMs);
  await insertChecks(rig, monitor.no, everyMinute(startMs, 5));
  expect(await rollUp({ db: rig.deps.db, now: () => startMs + 389_999 }, 300)).toEqual({ buckets: 0, redone: 0, isCaughtUp: true });
  expect(await rollUp({ db: rig.deps.db, now: () => startMs + 390_000 }, 300)).toEqual({ buckets: 1, redone: 0, isCaughtUp: true });
  expect(await rollUp({ db: rig.deps.db, now: () => startMs + 390_000 }, 3_600)).toEqual({ buckets: 0, redone: 0, isCaughtUp: true });
});

it("folds late results and late confirmed outages into rows that were already made, hours and days included", async () => {
  await using rig = await startRig();
  const monitor = await monitorSince(rig, startMs - dayMs);
  await beginAt(rig, startMs);
  await insertChecks(rig, monitor.no, everyMinute(startMs - dayMs, 2_040));
  await rollAll(rig, startMs + dayMs + 2 * minuteMs);
  const before = await day(rig, monitor.no);

  await insertChecks(rig, monitor.no, [{ atMs: startMs + 12 * hourMs, totalUs: 5_000_000 }]);
  await insertIncident(rig, monitor.id, startMs + 4 * hourMs, startMs + 6 * hourMs);
  await rig.deps.db.rollupMarks.mark([
    { monitorNo: monitor.no, fromMs: startMs + 12 * hourMs, untilMs: startMs + 12 * hourMs },
    { monitorNo: monitor.no, fromMs: startMs + 4 * hourMs, untilMs: startMs + 6 * hourMs },
  ]);
  await rollAll(rig, startMs + dayMs + 2 * minuteMs);
  const after = await day(rig, monitor.no);
  expect([after?.counts.upN, after?.latency.maxUs, after?.states.downMs]).toEqual([(before?.counts.upN ?? 0) + 1, 5_000_000, 2 * hourMs]);
  expect(sumMs(after)).toBe(dayMs);
  expect(await rig.rows("SELECT * FROM rollup_dirty")).toEqual([]);
  const hour = (await rig.deps.db.rollups.seriesOf(monitor.no, 3_600, startMs + 5 * hourMs, startMs + 6 * hourMs))[0];
  expect(hour?.states.downMs).toBe(hourMs);

  // Everything made anew from the same facts is the same.
  const redone = await dump(rig);
  await rig.rows("TRUNCATE rollups, rollup_progress");
  await beginAt(rig, startMs);
  await rollAll(rig, startMs + dayMs + 2 * minuteMs);
  expect(await dump(rig)).toEqual(redone);
});

it("learns of missed ticks, late results and outages from the road itself, after it had called that time good", async () => {
  await using rig = await startRig();
  const nowMs = Math.floor(Date.now() / hourMs) * hourMs;
  const monitor = await insertMonitor(rig.pool, rig.team, { dueInMs: nowMs - Date.now() - 3 * hourMs });
  await rig.rows("UPDATE monitors SET created_at = to_timestamp($2 / 1000.0) WHERE id = $1", [monitor.id, nowMs - 10 * dayMs]);
  await beginAt(rig, nowMs - 5 * hourMs);
  await rollAll(rig, Date.now());
  const hoursOf = async (pick: (row: Rollup) => number) =>
    (await rig.deps.db.rollups.seriesOf(monitor.no, 3_600, nowMs - 5 * hourMs, nowMs)).map(pick);
  // What nobody has claimed is no data before anybody claims it.
  expect(await hoursOf((row) => row.states.upMs)).toEqual([hourMs, hourMs, expect.closeTo(0, -5), 0, 0]);

  const late = (minutesAgo: number, verdict: "up" | "down") => ({
    ...resultAt(monitor, nowMs - minutesAgo * minuteMs, verdict),
    lateMs: 30_000,
  });
  await observe(rig.deps, { results: [late(290, "up"), late(285, "down"), late(284, "down"), late(270, "up")], batches: [] });
  await Array.fromAsync(claimDue(rig.deps, 1));
  await rollAll(rig, Date.now());
  expect(await hoursOf((row) => row.states.downMs)).toEqual([15 * minuteMs, 0, 0, 0, 0]);
  expect(await hoursOf((row) => row.counts.upN + row.counts.downN)).toEqual([4, 0, 0, 0, 0]);
  const [firstMs, ...unseenMs] = (await hoursOf((row) => row.states.noDataMs)).slice(2);
  expect([firstMs, unseenMs]).toEqual([expect.closeTo(hourMs, -5), [hourMs, hourMs]]);
  expect((await hoursOf((row) => row.counts.noDataN)).slice(3)).toEqual([60, 60]);
});

it("is exact when everything stood still for 30 days, and rolls up before it claims", async () => {
  await using rig = await startRig();
  const nowMs = Date.now();
  const stoppedMs = nowMs - 30 * dayMs;
  const begunMs = bucketStartMs(stoppedMs, 86_400) - dayMs;
  const monitors = [];
  for (const intervalMs of [minuteMs, dayMs]) {
    const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs, dueInMs: -30 * dayMs - intervalMs / 10 });
    monitors.push(monitor);
  }
  monitors.push(await insertHeartbeat(rig.pool, rig.team));
  await rig.rows("UPDATE monitor_states SET waiting_since_at = NULL");
  await rig.rows("UPDATE monitors SET created_at = to_timestamp($1 / 1000.0)", [stoppedMs - 5 * dayMs]);
  // No bucket is closed that ends after this: what no edge has heard since is not rolled up yet.
  const [heardMs, hearsMs] = [stoppedMs + 7_000, nowMs - minuteMs];
  const edge = "INSERT INTO edges (id, heard_until, renewed_at) SELECT gen_random_uuid(), at, at FROM to_timestamp($1 / 1000.0) AS at";
  await rig.rows(edge, [heardMs]);
  await beginAt(rig, begunMs);
  await rollAll(rig, nowMs);
  await Array.fromAsync(claimDue(rig.deps, 1));
  await rig.rows("INSERT INTO deaf_spans (from_at, until_at) VALUES (to_timestamp($1 / 1000.0), to_timestamp($2 / 1000.0))", [
    heardMs,
    hearsMs,
  ]);
  await rig.rows(edge, [hearsMs]);
  await judgeHeartbeats(rig.deps);
  await rollAll(rig, nowMs);
  const before = await dump(rig);
  for (const { no } of monitors) {
    const [due] = await rig.rows<{ from_ms: number; until_ms: number }>(
      `SELECT (extract(epoch FROM from_at) * 1000)::float8 AS from_ms, (extract(epoch FROM until_at) * 1000)::float8 AS until_ms FROM gaps WHERE monitor_no = $1`,
      [no],
    );
    const rows = await rig.deps.db.rollups.seriesOf(no, 300, begunMs, nowMs);
    const until = Math.min((rows.at(-1)?.atMs ?? 0) + 300_000, due?.until_ms ?? 0);
    expect(rows.reduce((sum, row) => sum + row.states.noDataMs, 0)).toBe(until - (due?.from_ms ?? 0));
  }
  await rig.rows("TRUNCATE rollups, rollup_progress");
  await beginAt(rig, begunMs);
  await rollAll(rig, nowMs);
  expect(await dump(rig)).toEqual(before);
});

it.each([1, 2, 3])("makes the same rows bit for bit, however late and in whatever order results come (seed %i)", async (seed) => {
  await using rig = await startRig();
  const random = seededRandom(seed);
  // An hour on either side of midnight.
  const fromMs = startMs + dayMs - hourMs;
  const monitors = [await monitorSince(rig, startMs - dayMs), await monitorSince(rig, startMs - dayMs)];
  await beginAt(rig, startMs);
  const results = monitors.flatMap((monitor) =>
    Array.from({ length: 120 }, (_, i) => {
      const verdict = random() < 0.9 ? ("up" as const) : random() < 0.5 ? ("inconclusive" as const) : ("degraded" as const);
      return { ...resultAt(monitor, fromMs + i * minuteMs, verdict), totalUs: Math.floor(random() * 3_000_000), lateMs: 30_000 };
    }),
  );
  // Each result comes at some time: early, in time, or after its hour and day were rolled up.
  const waves = [0, 1, 2, 3, 4].map(() => [] as typeof results);
  for (const result of results.toSorted(() => random() - 0.5)) waves[Math.floor(random() * waves.length)]?.push(result);
  for (const [nth, wave] of waves.entries()) {
    await observe(rig.deps, { results: wave, batches: [] });
    await rollAll(rig, fromMs + (nth + 1) * 40 * minuteMs);
  }
  await rollAll(rig, startMs + 2 * dayMs + 2 * minuteMs);
  const late = await dump(rig);
  const answered = results.filter((result) => result.verdict !== "inconclusive");
  expect(await rig.rows("SELECT sum(latency_n)::int AS n FROM rollups GROUP BY resolution_s")).toEqual(
    [300, 3_600, 86_400].map(() => ({ n: answered.length })),
  );

  await rig.rows("TRUNCATE rollups, rollup_progress, rollup_dirty");
  await beginAt(rig, startMs);
  await rollAll(rig, startMs + 2 * dayMs + 2 * minuteMs);
  expect(await dump(rig)).toEqual(late);
});

it("rolls an outage up from its beginning, however long it took to confirm it", async () => {
  await using rig = await startRig();
  const nowMs = Math.floor(Date.now() / (5 * minuteMs)) * 5 * minuteMs;
  const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 10 * minuteMs, failuresToOpen: 3 });
  await rig.rows("UPDATE monitors SET created_at = to_timestamp($2 / 1000.0) WHERE id = $1", [monitor.id, nowMs - 10 * dayMs]);
  await beginAt(rig, nowMs - 30 * minuteMs);
  // Each check in time, and the time between them rolled up before the next.
  for (const minutesAgo of [20, 10, 0]) {
    await observe(rig.deps, { results: [resultAt(monitor, nowMs - minutesAgo * minuteMs, "down")], batches: [] });
    await rollAll(rig, nowMs + 90_000 - minutesAgo * minuteMs);
  }
  const rows = await rig.deps.db.rollups.seriesOf(monitor.no, 300, nowMs - 30 * minuteMs, nowMs);
  expect(rows.map((row) => row.states.downMs / minuteMs)).toEqual([0, 0, 5, 5, 5, 5]);
});

it("lets a fact that is stored while it runs wait, so that it marks what the run did not see", async () => {
  await using rig = await startRig();
  const monitor = await monitorSince(rig, startMs - 3 * dayMs);
  await beginAt(rig, startMs);
  const gap = {
    monitorNo: monitor.no,
    locationNo: 1,
    fromMs: startMs,
    untilMs: startMs + 10 * minuteMs,
    ticks: 10,
    kind: "missed" as const,
  };
  let isStored = false;
  let storing = Promise.resolve();
  await rig.deps.db.transaction(async (tx) => {
    await tx.rollups.lockProgress();
    storing = rig.deps.db.gaps.insertMissing([gap]).then(() => void (isStored = true));
    await vi.waitFor(async () => expect(isStored || (await rig.rows("SELECT FROM pg_locks WHERE NOT granted")).length > 0).toBe(true));
    await tx.rollups.setProgress(300, startMs + 5 * minuteMs);
  });
  await storing;
  // The first bucket is done and needs another look; the second will be rolled up for the first time.
  const marks = await rig.rows<{ ms: string }>("SELECT (extract(epoch FROM bucket_at) * 1000)::bigint AS ms FROM rollup_dirty");
  expect(marks.map((mark) => Number(mark.ms))).toEqual([startMs]);
});

it("keeps the counts of checks that have aged out when their bucket is redone", async () => {
  await using rig = await startRig();
  const monitor = await monitorSince(rig, startMs - 3 * dayMs);
  await beginAt(rig, startMs);
  await insertChecks(rig, monitor.no, everyMinute(startMs, 1_440));
  await rollAll(rig, startMs + dayMs + 2 * minuteMs);
  await rig.rows("DELETE FROM results");
  await insertIncident(rig, monitor.id, startMs + hourMs, startMs + 2 * hourMs);
  await rig.deps.db.rollupMarks.mark([{ monitorNo: monitor.no, fromMs: startMs + hourMs, untilMs: startMs + 2 * hourMs }]);
  await rollAll(rig, startMs + dayMs + 2 * minuteMs);
  const row = await day(rig, monitor.no);
  expect([row?.counts.upN, row?.latency.sketch.count, row?.states.downMs]).toEqual([1_440, 1_440, hourMs]);
});

it("counts a monitor's time from its creation to its deletion, pauses apart, and calls the time before its first check no data", async () => {
  await using rig = await startRig();
  const monitor = await monitorSince(rig, startMs + 60_500);
  await insertChecks(rig, monitor.no, [{ atMs: startMs + 90_000, verdict: 3, status: null }, ...everyMinute(startMs + 150_000, 300)]);
  await rig.rows("UPDATE monitors SET paused_at = to_timestamp($2 / 1000.0), deleted_at = to_timestamp($3 / 1000.0) WHERE id = $1", [
    monitor.id,
    startMs + 4 * hourMs,
    startMs + 5 * hourMs + 7,
  ]);
  await rig.rows("DELETE FROM schedules WHERE monitor_no = $1", [monitor.no]);
  const silent = await monitorSince(rig, startMs);
  await rollAll(rig, startMs + dayMs + 2 * minuteMs);
  const row = await day(rig, monitor.no);
  expect(row?.states).toEqual({
    upMs: 4 * hourMs - 150_000,
    degradedMs: 0,
    downMs: 0,
    maintenanceMs: 0,
    noDataMs: 89_500,
    pausedMs: hourMs + 7,
  });
  expect(row?.counts.inconclusiveN).toBe(1);
  expect((await day(rig, silent.no))?.states).toMatchObject({ upMs: 0, noDataMs: dayMs });
});

it("measures latency by answers alone, be they wrong ones", async () => {
  await using rig = await startRig();
  const monitor = await monitorSince(rig, startMs);
  await insertChecks(rig, monitor.no, [
    { atMs: startMs, totalUs: 100 },
    { atMs: startMs + 1, totalUs: 300, verdict: 1 },
    { atMs: startMs + 2, totalUs: 200, verdict: 2, status: 500 },
    { atMs: startMs + 3, totalUs: 10_000_000, verdict: 2, status: null },
    { atMs: startMs + 4, totalUs: 60_000_000, verdict: 3, status: null },
  ]);
  await rollAll(rig, startMs + 10 * minuteMs);
  const [row] = await rig.deps.db.rollups.seriesOf(monitor.no, 300, startMs, startMs + 1);
  expect(row?.counts).toEqual({ upN: 1, degradedN: 1, downN: 2, inconclusiveN: 1, noDataN: 0 });
  expect([row?.latency.sketch.count, row?.latency.sumUs, row?.latency.minUs, row?.latency.maxUs]).toEqual([3, 600, 100, 300]);
});

it("rolls up no sample team, and nothing where there is no monitor", async () => {
  await using rig = await startRig();
  expect(await rollUp({ db: rig.deps.db, now: () => startMs }, 300)).toEqual({ buckets: 0, redone: 0, isCaughtUp: true });
  await monitorSince(rig, startMs);
  await rig.rows("UPDATE teams SET is_sample = true");
  await rollAll(rig, startMs + hourMs);
  expect(await dump(rig)).toEqual([]);
});

it("deletes old rows a portion at a time", async () => {
  await using rig = await startRig();
  await monitorSince(rig, startMs);
  await rollAll(rig, startMs + hourMs + 2 * minuteMs);
  expect(await rig.deps.db.rollups.prune(300, startMs + hourMs / 2, 4)).toBe(4);
  expect(await rig.deps.db.rollups.prune(300, startMs + hourMs / 2, 400)).toBe(2);
  expect(await rig.rows("SELECT DISTINCT resolution_s FROM rollups ORDER BY 1")).toEqual([{ resolution_s: 300 }, { resolution_s: 3_600 }]);
});
