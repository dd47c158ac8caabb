import { insertMonitor } from "@vedette/testkit/fixtures";
import { expect, it } from "vitest";
import { readLatencySeries } from "../src/read-latency-series.ts";
import { readMonitorFigures } from "../src/read-monitor-figures.ts";
import { type RollUpReport, rollUp } from "../src/roll-up.ts";
import { type Rig, startRig } from "./road-rig.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

async function rollAll(rig: Rig, nowMs: number): Promise<void> {
  for (const resolutionS of [300, 3_600, 86_400] as const) {
    let report: RollUpReport;
    do report = await rollUp({ db: rig.deps.db, now: () => nowMs }, resolutionS);
    while (!report.isCaughtUp);
  }
}

it("shows each check of a long range in its day and once, be it in a day, an hour or not rolled up yet", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team);
  const todayMs = Math.floor(Date.now() / dayMs) * dayMs;
  const startMs = todayMs - 3 * dayMs + 5 * hourMs;
  const nowMs = todayMs + 10 * hourMs + 20 * minuteMs;
  await rig.rows("UPDATE monitors SET created_at = to_timestamp($1 / 1000.0)", [startMs]);
  await rig.rows(
    `INSERT INTO results (monitor_no, location_no, due_at, late_ms, verdict, status, total_us)
     SELECT $1, 1, to_timestamp(at / 1000.0), 0, 0, 200, 1000 + (at / 60000) % 997 FROM generate_series($2::bigint, $3::bigint, 60000) at`,
    [monitor.no, startMs, nowMs - minuteMs],
  );
  await rollAll(rig, nowMs - 70 * minuteMs);
  const deps = { db: rig.deps.db, now: () => nowMs };
  const actor = { userId: rig.team.id, teamId: rig.team.id, role: "viewer", ip: null } as const;

  const { points, bucketMs } = await readLatencySeries(deps, actor, { monitorId: monitor.id, range: "90d" });
  expect(bucketMs).toBe(dayMs);
  expect(points.filter((point) => point.n > 0).map((point) => [(point.atMs - todayMs) / dayMs, point.n])).toEqual([
    [-3, 19 * 60],
    [-2, 1_440],
    [-1, 1_440],
    [0, 620],
  ]);
  for (const range of ["90d", "1y"] as const) {
    const { now, before } = await readMonitorFigures(deps, actor, { monitorId: monitor.id, range });
    expect([now.n, before.n]).toEqual([19 * 60 + 2 * 1_440 + 620, 0]);
  }
  // As if 90 days had gone by: of two windows that meet within a day, each check is in one.
  const later = { db: rig.deps.db, now: () => todayMs - dayMs + 6 * hourMs + 90 * dayMs };
  await rollAll(rig, nowMs + 2 * hourMs);
  await rig.rows("DELETE FROM results");
  const { now, before } = await readMonitorFigures(later, actor, { monitorId: monitor.id, range: "90d" });
  expect([now.n, before.n]).toEqual([18 * 60 + 620, 19 * 60 + 1_440 + 6 * 60]);
});
