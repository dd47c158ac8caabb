import { insertMonitor, insertPassive } from "@vedette/testkit/fixtures";
import type { MonitorRecord } from "@vedette/core/monitor-record";
import { MonitorInput } from "@vedette/core/monitor";
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { createMonitor } from "../src/create-monitor.ts";
import { deleteMonitors } from "../src/delete-monitors.ts";
import { judgeGroups } from "../src/judge-groups.ts";
import { observe } from "../src/observe.ts";
import { pauseMonitors } from "../src/pause-monitors.ts";
import { resumeMonitors } from "../src/resume-monitors.ts";
import { setManualState } from "../src/set-manual-state.ts";
import { updateMonitor } from "../src/update-monitor.ts";
import { resultAt, startRig } from "./road-rig.ts";

async function startGroups() {
  const rig = await startRig();
  const deps = { ...rig.deps, sendsMail: false, ring: async () => {} };
  const actor = { userId: randomUUID(), teamId: rig.team.id, role: "owner" as const, ip: null };
  const monitors = [1, 2, 3].map(() => insertMonitor(rig.pool, rig.team, { failuresToOpen: 1 }));
  const startMs = Date.now() - 600_000;
  let turn = 0;
  const inputOf = (spec: object) => MonitorInput.parse({ name: "Together", spec });
  const settle = async () => {
    await Promise.all([judgeGroups(deps), judgeGroups(deps), judgeGroups(deps)]);
    await judgeGroups(deps);
  };
  return {
    ...rig,
    deps,
    actor,
    settle,
    monitors: await Promise.all(monitors),
    create: async (spec: object): Promise<MonitorRecord> => {
      const group = await createMonitor(deps, actor, { creationKey: randomUUID(), monitor: inputOf(spec) });
      await settle();
      return group;
    },
    update: async (monitor: MonitorRecord, spec: object) =>
      await updateMonitor(deps, actor, { monitorId: monitor.id, version: monitor.version, monitor: inputOf(spec) }),
    see: async (which: number, verdict: "up" | "down") => {
      const monitor = (await Promise.all(monitors))[which];
      if (monitor !== undefined) await observe(deps, { batches: [], results: [resultAt(monitor, startMs + ++turn * 1_000, verdict)] });
      await settle();
    },
    stateOf: async (monitor: MonitorRecord) =>
      (await rig.rows<{ confirmed: string }>("SELECT confirmed FROM monitor_states WHERE monitor_no = $1", [monitor.compatNumber]))[0]
        ?.confirmed,
    incidentsOf: async (monitor: MonitorRecord) =>
      await rig.rows("SELECT summary, closed_at IS NULL AS is_open FROM incidents WHERE monitor_id = $1 ORDER BY number", [monitor.id]),
  };
}

it("follows its members, names those that are down, and does both once however many workers compute it", async () => {
  await using rig = await startGroups();
  await insertPassive(rig.pool, rig.team, { kind: "manual", about: "" });
  await rig.rows("UPDATE monitors SET name = 'M' || compat_number");
  const group = await rig.create({ kind: "group", members: rig.monitors.map((monitor) => monitor.id), rule: "at_least", atLeast: 2 });
  expect(await rig.stateOf(group)).toBe("unknown");
  for (const which of [0, 1, 2]) await rig.see(which, "up");
  expect(await rig.stateOf(group)).toBe("up");
  await rig.see(0, "down");
  expect(await rig.stateOf(group)).toBe("up");
  await rig.see(1, "down");
  expect(await rig.stateOf(group)).toBe("down");
  // They were made at once, so either may be the first.
  const [a, b] = rig.monitors
    .slice(0, 2)
    .map((monitor) => monitor.no)
    .toSorted((one, other) => one - other)
    .map((no) => `M${no}`);
  expect(await rig.incidentsOf(group)).toEqual([{ summary: `Down: ${a}, ${b}. 1 of 3 up; at least 2 needed.`, is_open: true }]);
  await rig.see(1, "up");
  expect(await rig.incidentsOf(group)).toMatchObject([{ is_open: false }]);
  // Up came to be with the last of the first three results, down with the fifth.
  expect(await rig.rows("SELECT verdict FROM results WHERE monitor_no = $1 ORDER BY due_at", [group.compatNumber])).toEqual([
    { verdict: 0 },
    { verdict: 2 },
    { verdict: 0 },
  ]);
  expect(await rig.rows("SELECT FROM group_marks")).toEqual([]);
});

it("follows groups of groups, and members that are paused, resumed and deleted", async () => {
  await using rig = await startGroups();
  const [first, second] = rig.monitors.map((monitor) => monitor.id);
  const inner = await rig.create({ kind: "group", members: [first, second] });
  const outer = await rig.create({ kind: "group", members: [inner.id] });
  await rig.see(0, "up");
  await rig.see(1, "down");
  expect([await rig.stateOf(inner), await rig.stateOf(outer)]).toEqual(["down", "down"]);
  await pauseMonitors(rig.deps, rig.actor, { monitorIds: [second ?? ""] });
  await rig.settle();
  expect([await rig.stateOf(inner), await rig.stateOf(outer)]).toEqual(["up", "up"]);
  await resumeMonitors(rig.deps, rig.actor, { monitorIds: [second ?? ""] });
  await rig.see(1, "down");
  expect(await rig.stateOf(outer)).toBe("down");
  await deleteMonitors(rig.deps, rig.actor, { monitorIds: [second ?? ""] });
  await rig.settle();
  expect(await rig.stateOf(outer)).toBe("up");
  const kept = await rig.update(inner, { kind: "group", members: [first, second] });
  expect(kept.spec).toMatchObject({ members: [first] });
});

it("refuses members that are not the team's and groups that lead back to themselves", async () => {
  await using rig = await startGroups();
  await expect(rig.create({ kind: "group", members: [randomUUID()] })).rejects.toMatchObject({ code: "not_found" });
  const inner = await rig.create({ kind: "group", members: [rig.monitors[0]?.id] });
  const outer = await rig.create({ kind: "group", members: [inner.id] });
  await expect(rig.update(inner, { kind: "group", members: [outer.id] })).rejects.toMatchObject({ code: "bad_request" });
  await expect(rig.update(inner, { kind: "group", members: [inner.id] })).rejects.toMatchObject({ code: "bad_request" });
});

it("stands as people say by hand, at once, with an audit line", async () => {
  await using rig = await startGroups();
  const phone = await rig.create({ kind: "manual", about: "The phone line" });
  const set = async (state: "up" | "degraded" | "down", message = "") =>
    await setManualState(rig.deps, rig.actor, { monitorId: phone.id, state, message });
  expect(await rig.stateOf(phone)).toBe("unknown");
  await set("up");
  await set("down", "The line is dead.");
  expect(await rig.incidentsOf(phone)).toEqual([{ summary: "The line is dead.", is_open: true }]);
  await set("degraded", "Crackling.");
  expect(await rig.stateOf(phone)).toBe("degraded");
  expect(await rig.incidentsOf(phone)).toEqual([
    { summary: "The line is dead.", is_open: false },
    { summary: "Crackling.", is_open: true },
  ]);
  await set("up");
  expect(await rig.incidentsOf(phone)).toMatchObject([{ is_open: false }, { is_open: false }]);
  expect(await rig.rows("SELECT change ->> 'state' AS state FROM audit WHERE action = 'monitor.set' ORDER BY id")).toEqual(
    ["up", "down", "degraded", "up"].map((state) => ({ state })),
  );
  const group = await rig.create({ kind: "group", members: [phone.id] });
  await expect(setManualState(rig.deps, rig.actor, { monitorId: group.id, state: "up", message: "" })).rejects.toMatchObject({
    code: "bad_request",
  });
  await pauseMonitors(rig.deps, rig.actor, { monitorIds: [phone.id] });
  await expect(set("down")).rejects.toMatchObject({ code: "conflict" });
});
