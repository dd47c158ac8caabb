import type { Actor } from "@vedette/core/access";
import { UptimeDefinition, usualUptime } from "@vedette/core/uptime-definition";
import { type TestMonitor, insertMonitor } from "@vedette/testkit/fixtures";
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import type { ConfigDeps } from "../src/config-deps.ts";
import { MonitorInput } from "@vedette/core/monitor";
import { createMonitor } from "../src/create-monitor.ts";
import { observe } from "../src/observe.ts";
import { correctUptime, readCorrections, withdrawCorrection } from "../src/correct-uptime.ts";
import { defineUptime, readUptime } from "../src/define-uptime.ts";
import { deleteMonitors } from "../src/delete-monitors.ts";
import { pauseMonitors } from "../src/pause-monitors.ts";
import { restoreMonitors } from "../src/restore-monitors.ts";
import { resumeMonitors } from "../src/resume-monitors.ts";
import { readAnalysis } from "../src/read-analysis.ts";
import { readMonitorFigures } from "../src/read-monitor-figures.ts";
import { readMonitors } from "../src/read-monitors.ts";
import { updatePage } from "../src/update-page.ts";
import { type Rig, insertPage, publishedOf, resultAt, startRig } from "./road-rig.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Noon of a Wednesday, so that every window is whole and today is half over. */
const nowMs = Date.UTC(2026, 10, 25, 12);

type World = { deps: ConfigDeps; actor: Actor; monitor: TestMonitor; pageId: string };

/** A monitor of 100 days on a page, whose clock stands still; down from 6 to 4 and degraded from 3 to 2 hours ago. */
async function worldOf(rig: Rig): Promise<World> {
  const monitor = await insertMonitor(rig.pool, rig.team);
  await rig.rows("UPDATE monitors SET created_at = to_timestamp($1 / 1000.0)", [nowMs - 100 * dayMs]);
  await rig.rows("UPDATE monitor_states SET confirmed = 'up'");
  for (const [number, severity, from, until] of [
    [1, "down", 6, 4],
    [2, "degraded", 3, 2],
  ] as const) {
    await rig.rows(
      `INSERT INTO incidents (id, team_id, number, monitor_id, severity, summary, started_at, confirmed_at, ended_at, closed_at)
       SELECT gen_random_uuid(), $1, $2, $3, $4, '', f, f, u, u FROM (SELECT to_timestamp($5 / 1000.0) AS f, to_timestamp($6 / 1000.0) AS u)`,
      [rig.team.id, number, monitor.id, severity, nowMs - from * hourMs, nowMs - until * hourMs],
    );
  }
  await rig.rows("UPDATE teams SET last_incident_number = 2");
  const userId = randomUUID();
  await rig.rows("INSERT INTO users (id, name, email, updated_at) VALUES ($1, 'Ada', 'ada@example.com', now())", [userId]);
  const deps = { ...rig.deps, now: () => nowMs, sendsMail: false, ring: async () => {} };
  return {
    deps,
    monitor,
    pageId: await insertPage(rig, { Shop: [monitor] }),
    actor: { userId, teamId: rig.team.id, role: "owner", ip: null },
  };
}

/** The uptime of the last day wherever people read it, as milliseconds, and the page's of the 13th hour of yesterday on. */
async function shownOf({ deps, actor, monitor }: World) {
  const [row] = await readMonitors(deps, actor);
  const figures = await readMonitorFigures(deps, actor, { monitorId: monitor.id, range: "24h" });
  const analysis = await readAnalysis(deps, actor, { monitorId: monitor.id });
  return {
    list: row?.uptime,
    figures: figures.now.uptime,
    today: analysis.days.at(-1)?.uptime,
    bars: row?.bars.slice(-12),
    now: figures.now,
  };
}
const pageOf = async (rig: Rig, { pageId }: World) =>
  (await publishedOf(rig, pageId))?.components[0]?.days.find((day) => day.date === "2026-11-25");
const share = (up: number, counted: number) => ({ up: up * hourMs, counted: counted * hourMs });

it("counts as it always did while nobody has said otherwise", async () => {
  await using rig = await startRig();
  const world = await worldOf(rig);
  expect(await readUptime(world.deps, world.actor)).toEqual(usualUptime);
  expect(await shownOf(world)).toMatchObject({
    list: share(22, 24),
    figures: share(22, 24),
    today: share(10, 12),
    bars: "ddddu" + "uggu" + "uuu",
  });
});

it("counts no moment of a monitor that is always down as up, although it was paused, deleted, and brought back", async () => {
  await using rig = await startRig();
  const { deps: calm, actor, monitor } = await worldOf(rig);
  const startMs = Date.now() - 600_000;
  let clockMs = startMs;
  const deps = { ...calm, now: () => clockMs++ };
  await rig.rows("DELETE FROM incidents");
  await rig.rows("UPDATE monitors SET created_at = to_timestamp($1 / 1000.0), failures_to_open = 1", [startMs]);
  const failsAfter = async (ms: number) => {
    clockMs += ms;
    await observe(rig.deps, { batches: [], results: [resultAt(monitor, clockMs, "down")] });
    clockMs += 60_000;
  };
  await failsAfter(0);
  const monitorIds = [monitor.id];
  await pauseMonitors(deps, actor, { monitorIds });
  clockMs += 5_000;
  await resumeMonitors(deps, actor, { monitorIds });
  await failsAfter(1_000);
  await deleteMonitors(deps, actor, { monitorIds });
  clockMs += 5_000;
  await restoreMonitors(deps, actor, { monitorIds });
  await failsAfter(1_000);
  const { now } = await readMonitorFigures(deps, actor, { monitorId: monitor.id, range: "24h" });
  expect([now.upMs, now.uptime.up]).toEqual([0, 0]);
  expect(now.downMs).toBeGreaterThan(100_000);
});

it("follows the team's definition everywhere at once, and a page its own", async () => {
  await using rig = await startRig();
  const world = await worldOf(rig);
  const { deps, actor, pageId } = world;
  const strict = UptimeDefinition.parse({
    degraded: "down",
    hours: { timeZone: "UTC", ranges: [{ days: [3], from: "07:00", until: "10:00" }] },
  });
  await defineUptime(deps, actor, { definition: strict });
  expect(await readUptime(deps, actor)).toEqual(strict);
  // Three hours of today count: one down, one up, one slow.
  expect(await shownOf(world)).toMatchObject({ list: share(1, 3), figures: share(1, 3), today: share(1, 3) });
  const dirty = async () => (await rig.rows<{ dirty: boolean }>("SELECT dirty_at IS NOT NULL AS dirty FROM pages"))[0]?.dirty;
  expect(await dirty()).toBe(true);
  const own = UptimeDefinition.parse({ degraded: "excluded" });
  await updatePage(deps, actor, {
    pageId,
    version: 1,
    page: { name: "Acme", slug: "acme", description: null, timeZone: "UTC", uptime: own },
  });
  const page = await publishedOf(rig, pageId);
  expect(page?.page.definition).toEqual(own);
  expect(await dirty()).toBe(false);
  await defineUptime(deps, actor, { definition: usualUptime });
  expect(await dirty()).toBe(false);
  const actions = await rig.rows<{ action: string; change: object }>("SELECT action, change FROM audit ORDER BY id");
  expect(actions[0]).toMatchObject({
    action: "team.uptime-defined",
    change: { before: { degraded: "up", hours: null }, after: { degraded: "down" } },
  });
});

it("excludes a stretch everywhere at once, says so, and gives it back when that is withdrawn", async () => {
  await using rig = await startRig();
  const world = await worldOf(rig);
  const { deps, actor, monitor } = world;
  const before = await shownOf(world);
  await publishedOf(rig, world.pageId);
  const correction = { kind: "excluded", fromMs: nowMs - 6 * hourMs, untilMs: nowMs - 4.5 * hourMs, reason: "Our own firewall." } as const;
  const { id } = await correctUptime(deps, actor, { monitorId: monitor.id, correction });

  const after = await shownOf(world);
  expect(after).toMatchObject({ list: share(22, 22.5), figures: share(22, 22.5), today: share(10, 10.5), bars: "xxxdu" + "uggu" + "uuu" });
  expect(after.now).toMatchObject({ downMs: 0.5 * hourMs, excludedMs: 1.5 * hourMs });
  expect(await rig.deps.db.publishing.due(dayMs)).toEqual([world.pageId]);

  await withdrawCorrection(deps, actor, { correctionId: id });
  expect(await shownOf(world)).toEqual(before);
  await expect(withdrawCorrection(deps, actor, { correctionId: id })).rejects.toMatchObject({ code: "conflict" });
  const by = { id: actor.userId, name: "Ada" };
  const row = { id, ...correction, createdAtMs: nowMs, createdBy: by, withdrawn: { atMs: nowMs, by } };
  expect(await readCorrections(deps, actor, { monitorId: monitor.id })).toEqual([row]);
  const audit = await rig.rows("SELECT action, actor_id, subject_id, change ->> 'reason' AS why FROM audit ORDER BY id");
  const entry = { actor_id: actor.userId, subject_id: monitor.id, why: "Our own firewall." };
  expect(audit).toEqual([
    { action: "monitor.time-excluded", ...entry },
    { action: "monitor.correction-withdrawn", ...entry },
  ]);
});

it("shows what was excluded on the page as its own thing, on each of the days that it touches", async () => {
  await using rig = await startRig();
  const world = await worldOf(rig);
  const correction = { kind: "excluded", fromMs: nowMs - 24 * hourMs, untilMs: nowMs - 5 * hourMs, reason: "A test of ours." } as const;
  await correctUptime(world.deps, world.actor, { monitorId: world.monitor.id, correction });
  const days = (await publishedOf(rig, world.pageId))?.components[0]?.days ?? [];
  const excluded = days.filter((day) => day.excludedMs > 0).map((day) => [day.date, day.excludedMs / hourMs]);
  expect(excluded).toEqual([
    ["2026-11-24", 12],
    ["2026-11-25", 7],
  ]);
  expect((await pageOf(rig, world))?.downMs).toBe(hourMs);
});

it("only shows a note", async () => {
  await using rig = await startRig();
  const world = await worldOf(rig);
  const before = await shownOf(world);
  const correction = { kind: "noted", fromMs: nowMs - 6 * hourMs, untilMs: nowMs - 4 * hourMs, reason: "The provider was down." } as const;
  await correctUptime(world.deps, world.actor, { monitorId: world.monitor.id, correction });
  expect(await shownOf(world)).toEqual(before);
  expect(await readCorrections(world.deps, world.actor, { monitorId: world.monitor.id })).toMatchObject([
    { ...correction, withdrawn: null },
  ]);
});

it("refuses time that was not lived through, and says what to do", async () => {
  await using rig = await startRig();
  const { deps, actor, monitor } = await worldOf(rig);
  for (const [fromMs, untilMs, field, message] of [
    [nowMs - hourMs, nowMs + 1, "correction.untilMs", /in the future/],
    [nowMs - 101 * dayMs, nowMs, "correction.fromMs", /watched since 2026-08-17T12:00:00.000Z/],
  ] as const) {
    const correction = { kind: "excluded", fromMs, untilMs, reason: "Why not." } as const;
    const refused = correctUptime(deps, actor, { monitorId: monitor.id, correction });
    await expect(refused).rejects.toMatchObject({ code: "bad_request", field, message: expect.stringMatching(message) });
  }
  expect(await rig.rows("SELECT FROM corrections")).toEqual([]);
});

it("counts rolled up checks where the team weighs by them", async () => {
  await using rig = await startRig();
  const world = await worldOf(rig);
  await rig.rows(
    `INSERT INTO rollups (monitor_no, resolution_s, bucket_at, latency_sum_us, up_n, degraded_n, down_n, inconclusive_n, no_data_n, up_ms, degraded_ms, down_ms, maintenance_ms, no_data_ms, paused_ms, latency_n)
     SELECT $1, 3600, to_timestamp($2 / 1000.0) - i * interval '1 hour', 0, 50, 5, 4, 1, 0, 0, 0, 0, 0, 0, 0, 0 FROM generate_series(1, 30) AS i`,
    [world.monitor.no, nowMs],
  );
  await defineUptime(world.deps, world.actor, { definition: UptimeDefinition.parse({ weighting: "checks", noData: "down" }) });
  const [list, today] = [
    { up: 24 * 55, counted: 24 * 60 },
    { up: 12 * 55, counted: 12 * 60 },
  ];
  expect(await shownOf(world)).toMatchObject({ list, figures: list, today });
});

it("knows nothing of a monitor before its first check, so one that was never up has an uptime of nothing", async () => {
  await using rig = await startRig();
  const { deps, actor } = await worldOf(rig);
  const url = "http://127.0.0.1:9/";
  const input = MonitorInput.parse({ name: "New", spec: { kind: "http", url, timeoutMs: 1_000 }, intervalMs: 60_000 });
  const { id, compatNumber: no } = await createMonitor(deps, actor, { creationKey: randomUUID(), monitor: input });
  const later = { ...deps, now: () => nowMs + 60_000 };
  const uptimeNow = async () => (await readMonitorFigures(later, actor, { monitorId: id, range: "1h" })).now;
  expect(await uptimeNow()).toMatchObject({ noDataMs: 60_000, uptime: { up: 0, counted: 0 } });
  // Nobody is about to look at what was due before.
  await rig.rows("UPDATE schedules SET next_due_ms = next_due_ms + 600000");
  const monitor = { id, no, intervalMs: 60_000 };
  const seen = [
    resultAt(monitor, nowMs + 5_000, "inconclusive"),
    resultAt(monitor, nowMs + 20_000, "down"),
    resultAt(monitor, nowMs + 25_000, "down"),
  ];
  for (const result of seen) await observe(rig.deps, { batches: [], results: [result] });
  expect(await uptimeNow()).toMatchObject({ noDataMs: 20_000, downMs: 40_000, uptime: { up: 0, counted: 40_000 } });
});
