import { MonitorInput } from "@vedette/core/monitor";
import { insertHeartbeat, insertMonitor, insertPassive } from "@vedette/testkit/fixtures";
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { claimDue } from "../src/claim.ts";
import { DefinitionCache } from "../src/definition-cache.ts";
import { evaluateRules } from "../src/evaluate-rules.ts";
import { judgeGroups } from "../src/judge-groups.ts";
import { judgeHeartbeats } from "../src/judge-heartbeats.ts";
import { observe } from "../src/observe.ts";
import { pauseMonitors } from "../src/pause-monitors.ts";
import { readMonitor, readMonitors } from "../src/read-monitors.ts";
import { resumeMonitors } from "../src/resume-monitors.ts";
import { takeBatch } from "../src/take-batch.ts";
import { updateMonitor } from "../src/update-monitor.ts";
import { insertPage, publishedOf, resultAt, startRig } from "./road-rig.ts";

const hourMs = 3_600_000;

async function startUnreadable() {
  const rig = await startRig();
  const deps = { ...rig.deps, sendsMail: false, ring: async () => {} };
  const actor = { userId: randomUUID(), teamId: rig.team.id, role: "owner" as const, ip: null };
  const store = async (monitor: { no: number }, change: object) =>
    await rig.rows("UPDATE monitors SET spec = spec || $2::jsonb, version = version + 1 WHERE compat_number = $1", [monitor.no, change]);
  const waits = async (monitor: { no: number }) =>
    (
      await rig.rows<{ waits: boolean }>("SELECT waiting_since_at IS NOT NULL AS waits FROM monitor_states WHERE monitor_no = $1", [
        monitor.no,
      ])
    )[0]?.waits;
  return { ...rig, deps, actor, store, waits };
}

it.each([{ timeoutMs: "soon" }, { timeoutMs: 1e12 }, { retries: 3 }, { kind: "telex" }])(
  "lets a monitor with %j stop no other: its ticks are lost, it is shown with the reason, and an edit mends it",
  async (change) => {
    await using rig = await startUnreadable();
    const { deps, actor } = rig;
    const [good, bad] = [await insertMonitor(rig.pool, rig.team), await insertMonitor(rig.pool, rig.team)];
    await rig.store(bad, change);
    const [batch] = await Array.fromAsync(claimDue(deps, 1));
    const taken = await takeBatch(deps, new DefinitionCache(), batch?.batchId ?? "");
    expect(taken?.checks.map((check) => check.definition.monitorNo)).toEqual([good.no]);
    expect(await rig.rows("SELECT monitor_no, kind, ticks FROM gaps")).toEqual([{ monitor_no: bad.no, kind: "lost", ticks: 1 }]);

    expect((await readMonitors(deps, actor)).map((row) => row.id).toSorted()).toEqual([good.id, bad.id].toSorted());
    const shown = await readMonitor(deps, actor, { monitorId: bad.id });
    expect(shown.spec).toMatchObject({
      kind: "unreadable",
      problem: expect.stringMatching(/^Its settings cannot be read by this version: /),
    });
    // What was under way when it became unreadable still counts, and so does whatever one does with several at once.
    await observe(deps, { batches: [], results: [good, bad].map((monitor) => resultAt(monitor, Date.now() - 60_000, "down")) });
    await pauseMonitors(deps, actor, { monitorIds: [good.id, bad.id] });
    await resumeMonitors(deps, actor, { monitorIds: [good.id, bad.id] });

    const { version } = await readMonitor(deps, actor, { monitorId: bad.id });
    const monitor = MonitorInput.parse({ name: "Mended", spec: { kind: "http", url: "https://example.com/" } });
    expect(await updateMonitor(deps, actor, { monitorId: bad.id, version, monitor })).toMatchObject({ spec: monitor.spec });
  },
);

it("takes the time of heartbeats and groups that it cannot read for time without data, until they are readable and something is said", async () => {
  await using rig = await startUnreadable();
  const { deps, actor } = rig;
  const member = await insertMonitor(rig.pool, rig.team, { failuresToOpen: 1 });
  const group = await insertPassive(rig.pool, rig.team, { kind: "group", members: [member.id], rule: "all", atLeast: 1 });
  await rig.rows("INSERT INTO group_members (team_id, group_no, member_no) VALUES ($1, $2, $3)", [rig.team.id, group.no, member.no]);
  const beat = await insertHeartbeat(rig.pool, rig.team);
  const see = async (minutesAgo: number, verdict: "up" | "down") => {
    await observe(deps, { batches: [], results: [resultAt(member, Date.now() - minutesAgo * 60_000, verdict)] });
    await judgeGroups(deps);
  };
  await see(9, "up");
  expect(await rig.waits(group)).toBe(false);
  await rig.store(group, { rule: "most" });
  await rig.store(beat, { schedule: "daily" });
  await rig.rows("UPDATE monitor_states SET waiting_since_at = NULL WHERE monitor_no = $1", [beat.no]);
  await rig.rows("UPDATE heartbeats SET deadline_at = now() - interval '1 minute' WHERE monitor_no = $1", [beat.no]);
  await rig.rows("INSERT INTO edges (id, heard_until, renewed_at) VALUES (gen_random_uuid(), clock_timestamp(), clock_timestamp())");

  await see(8, "down");
  await judgeHeartbeats(deps);
  expect([await rig.waits(group), await rig.waits(beat)]).toEqual([true, true]);
  await see(7, "up");
  await rig.store(group, { rule: "all" });
  await rig.rows("INSERT INTO group_marks (group_no) VALUES ($1)", [group.no]);
  await judgeGroups(deps);
  expect(await rig.waits(group)).toBe(false);
  expect((await readMonitor(deps, actor, { monitorId: group.id })).health.confirmed).toBe("up");
});

it("goes on judging the rules that it can read, and keeps the others as they stand", async () => {
  await using rig = await startUnreadable();
  const monitor = await insertMonitor(rig.pool, rig.team);
  const usual = { percentile: 95, windowMs: 300_000, thresholdMs: 1 };
  for (const [i, params] of [{ ...usual, windowMs: "long" }, { ...usual, percentile: 90 }, usual].entries())
    await rig.rows(
      "INSERT INTO rules (id, team_id, monitor_id, kind, params, created_at) VALUES ($1, $2, $3, 'latency', $4, now() + $5 * interval '1 s')",
      [randomUUID(), rig.team.id, monitor.id, params, i],
    );
  for (let i = 1; i <= 10; i++)
    await observe(rig.deps, { batches: [], results: [{ ...resultAt(monitor, Date.now() - i * 10_000, "up"), totalUs: 5_000 }] });
  await evaluateRules(rig.deps);
  const rules = await rig.deps.db.ruleRows.list(rig.team.id, monitor.no);
  const unread = "A rule of kind “latency” that this version cannot read";
  expect(rules.map(({ name, enabled, standing }) => [name, enabled, standing.confirmed])).toEqual([
    [unread, false, "unknown"],
    [unread, false, "unknown"],
    ["", true, "degraded"],
  ]);
});

it("publishes a page and lists monitors whose team counts its uptime in a way that it cannot read", async () => {
  await using rig = await startUnreadable();
  const monitor = await insertMonitor(rig.pool, rig.team);
  await observe(rig.deps, { batches: [], results: [resultAt(monitor, Date.now() - hourMs / 2, "up")] });
  const page = await insertPage(rig, { Shop: [monitor] });
  await rig.rows(`UPDATE teams SET uptime = '{"weighting": "pings"}'`);
  expect(await readMonitors(rig.deps, rig.actor)).toHaveLength(1);
  expect(await publishedOf(rig, page)).not.toBeNull();
});
