import { TrendFinding } from "@vedette/core/finding";
import { Forecast } from "@vedette/core/forecast";
import { latencySummary, noCounts, rollupOf } from "@vedette/core/rollup";
import { type TestMonitor, insertMonitor } from "@vedette/testkit/fixtures";
import { expect, it } from "vitest";
import { analyse } from "../src/analyse.ts";
import { type Rig, startRig } from "./road-rig.ts";

const hourMs = 3_600_000;
const nowMs = Math.floor(Date.now() / hourMs) * hourMs;

/** Hours of 60 answers each, up to now; `usAt` says how slow they were `hoursAgo`. */
async function insertHours(rig: Rig, monitor: TestMonitor, hours: number, usAt: (hoursAgo: number) => number): Promise<void> {
  const rows = Array.from({ length: hours }, (_, i) => {
    const atMs = nowMs - (i + 1) * hourMs;
    // Every hour is a little luckier or unluckier than the next.
    const luck = 12_000 * Math.sin(i * i);
    const totals = Array.from({ length: 60 }, (_unused, k) => Math.round((usAt(i + 1) + luck) * (0.9 + k / 300)));
    const history = { existsFromMs: 0, incidents: [], gaps: [], maintenances: [] };
    return rollupOf({ monitorNo: monitor.no, atMs, untilMs: atMs + hourMs, counts: noCounts, latency: latencySummary(totals), history });
  });
  await rig.deps.db.rollups.save(3_600, rows);
}

async function rolledUpTo(rig: Rig, atMs: number): Promise<void> {
  await rig.rows(
    `INSERT INTO rollup_progress VALUES (3600, to_timestamp($1 / 1000.0))
     ON CONFLICT (resolution_s) DO UPDATE SET done_until = excluded.done_until`,
    [atMs],
  );
}

it("finds the week's percentiles, its change and, where it can be foreseen, the next days", async () => {
  await using rig = await startRig();
  const growing = await insertMonitor(rig.pool, rig.team, { slowAfterMs: 400 });
  const doubled = await insertMonitor(rig.pool, rig.team);
  const silent = await insertMonitor(rig.pool, rig.team);
  // 12 ms a day, with a rhythm of the day.
  await insertHours(rig, growing, 21 * 24, (ago) => 350_000 - 500 * ago + 15_000 * Math.sin((ago / 24) * 2 * Math.PI));
  await insertHours(rig, doubled, 14 * 24, (ago) => (ago <= 7 * 24 ? 200_000 : 100_000) + (ago % 7) * 1_000);
  await rolledUpTo(rig, nowMs);
  expect(await analyse({ db: rig.deps.db, now: () => nowMs })).toBe(3);

  const found = async (monitor: TestMonitor) =>
    new Map((await rig.deps.db.findings.ofMonitor(rig.team.id, monitor.no)).map((finding) => [finding.kind, finding.data]));
  const trend = TrendFinding.parse((await found(doubled)).get("trend"));
  expect([trend.last24h.n, trend.last7d.n, trend.before7d.n]).toEqual([1_440, 10_080, 10_080]);
  expect(trend.change).toMatchObject({ effect: 1, strength: "large", hours: 168, hoursBefore: 168 });
  expect(Math.abs((trend.change?.ratio ?? 0) - 2)).toBeLessThan(0.2);

  const forecast = Forecast.parse((await found(growing)).get("forecast"));
  expect(Math.abs(forecast.slopeUsPerDay - 12_000)).toBeLessThan(1_500);
  expect(forecast.crossing?.limitUs).toBe(400_000);
  expect((await found(silent)).size).toBe(0);
});

it("takes back what no longer holds, changes nothing when repeated, and leaves sample teams alone", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team);
  await insertHours(rig, monitor, 21 * 24, (ago) => 350_000 - 500 * ago + 15_000 * Math.sin((ago / 24) * 2 * Math.PI));
  const kinds = async () => (await rig.deps.db.findings.ofMonitor(rig.team.id, monitor.no)).map((finding) => finding.kind);
  await rolledUpTo(rig, nowMs);
  await analyse({ db: rig.deps.db, now: () => nowMs });
  const first = await rig.rows("SELECT * FROM findings");
  expect(await analyse({ db: rig.deps.db, now: () => nowMs })).toBe(0);
  expect(await rig.rows("SELECT * FROM findings")).toEqual(first);
  expect(await kinds()).toEqual(["forecast", "trend"]);
  await rig.rows("DELETE FROM rollups WHERE bucket_at < to_timestamp($1 / 1000.0)", [nowMs - 5 * 24 * hourMs]);
  await rolledUpTo(rig, nowMs + hourMs);
  await analyse({ db: rig.deps.db, now: () => nowMs });
  expect(await kinds()).toEqual(["trend"]);
  await rig.rows("UPDATE teams SET is_sample = true");
  await rolledUpTo(rig, nowMs + 2 * hourMs);
  expect(await analyse({ db: rig.deps.db, now: () => nowMs })).toBe(0);
});

it("sees every monitor once after each hour, whoever else analyses at the same time or died in the middle", async () => {
  await using rig = await startRig();
  for (let i = 0; i < 120; i++) await insertMonitor(rig.pool, rig.team);
  await rolledUpTo(rig, nowMs);
  const both = await Promise.all([1, 2].map(() => analyse({ db: rig.deps.db, now: () => nowMs })));
  expect(both.reduce((sum, seen) => sum + seen)).toBe(120);

  await rolledUpTo(rig, nowMs + hourMs);
  // Somebody came up to the hundredth and died.
  await rig.rows(
    "UPDATE analysis_progress SET until_at = to_timestamp($1 / 1000.0), is_done = false, after_no = (SELECT compat_number FROM monitors ORDER BY 1 OFFSET 99 LIMIT 1)",
    [nowMs + hourMs],
  );
  expect(await analyse({ db: rig.deps.db, now: () => nowMs })).toBe(20);
  expect(await analyse({ db: rig.deps.db, now: () => nowMs })).toBe(0);
});
