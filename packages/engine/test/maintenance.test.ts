import type { Actor } from "@vedette/core/access";
import { MaintenanceInput } from "@vedette/core/maintenance";
import type { VerdictKind } from "@vedette/core/verdict";
import { type TestMonitor, insertMonitor, insertTeam } from "@vedette/testkit/fixtures";
import { expect, it } from "vitest";
import type { ConfigDeps } from "../src/config-deps.ts";
import { observe } from "../src/observe.ts";
import {
  cancelMaintenance,
  endWindow,
  extendMaintenance,
  planMaintenance,
  readMaintenance,
  replanMaintenance,
  restoreMaintenance,
  turnMaintenance,
} from "../src/plan-maintenance.ts";
import { tellHeld } from "../src/tell-held.ts";
import { type Rig, resultAt, startRig } from "./road-rig.ts";

const minuteMs = 60_000;
const hourMs = 3_600_000;
const shown = (atMs: number) => new Date(atMs).toISOString().slice(0, 16);
/** From the minute that runs to two hours later, in UTC, unless told otherwise. */
const planOf = (change: Partial<MaintenanceInput> = {}, fromMs = Date.now()): MaintenanceInput =>
  MaintenanceInput.parse({
    title: "Upgrade",
    timeZone: "UTC",
    startsAt: shown(fromMs),
    endsAt: shown(fromMs + 2 * hourMs),
    scope: { type: "all" },
    ...change,
  });

async function startPlans() {
  const rig = await startRig();
  const deps: ConfigDeps = { ...rig.deps, sendsMail: false, ring: async () => {} };
  const actor: Actor = { userId: crypto.randomUUID(), teamId: rig.team.id, role: "owner", ip: null };
  const monitor = await insertMonitor(rig.pool, rig.team, { dueInMs: 120_000, failuresToOpen: 2 });
  return {
    rig,
    deps,
    actor,
    monitor,
    plan: async (plan: MaintenanceInput) => {
      const { id } = await planMaintenance(deps, actor, { plan });
      await turnMaintenance(deps);
      return id;
    },
    windows: async () => (await readMaintenance(deps, actor)).flatMap((plan) => plan.windows),
    covered: async () =>
      (
        await rig.rows<{ no: number }>(
          "SELECT m.compat_number AS no FROM maintenance_monitors mm JOIN monitors m ON m.id = mm.monitor_id ORDER BY 1",
        )
      ).map((row) => row.no),
    /** Moves the beginning, or the end, of the window into the past. */
    began: (atMs: number) => rig.rows("UPDATE maintenances SET starts_at = to_timestamp($1 / 1000.0)", [atMs]),
    ended: (atMs: number) => rig.rows("UPDATE maintenances SET ends_at = to_timestamp($1 / 1000.0)", [atMs]),
    told: async () =>
      (await rig.rows<{ type: string }>("SELECT type FROM outbox ORDER BY created_at, incident_seq")).map((alert) => alert.type),
    [Symbol.asyncDispose]: async () => await rig[Symbol.asyncDispose](),
  };
}

async function play(rig: Rig, monitor: TestMonitor, verdicts: readonly VerdictKind[], fromMs: number): Promise<void> {
  for (const [i, verdict] of verdicts.entries())
    await observe(rig.deps, { batches: [], results: [resultAt(monitor, fromMs + i * 1_000, verdict)] });
}

it("keeps an outage of a window from people, and tells of it with the first check after the window that still fails, once", async () => {
  await using house = await startPlans();
  const { rig, deps, actor, monitor } = house;
  const beganMs = Date.now() - 10 * minuteMs;
  await play(rig, monitor, ["up"], beganMs - minuteMs);
  await house.plan(planOf());
  await house.began(beganMs);
  await play(rig, monitor, ["down", "down"], beganMs + minuteMs);
  expect(await house.told()).toEqual([]);
  expect(await rig.rows("SELECT held_for FROM incidents")).toEqual([{ held_for: "maintenance" }]);
  expect(await tellHeld(rig.deps)).toEqual([]);

  const [active] = await house.windows();
  await endWindow(deps, actor, { windowId: active?.id ?? "" });
  await turnMaintenance(deps);
  expect((await house.windows()).map((window) => window.phase)).toEqual(["over"]);
  expect(await tellHeld(rig.deps)).toEqual([]);
  const endedMs = Date.now() - 20_000;
  await house.ended(endedMs);
  await play(rig, monitor, ["down"], endedMs + 1_000);
  expect((await Promise.all([1, 2, 3].map(() => tellHeld(rig.deps)))).flat()).toHaveLength(1);
  expect(await house.told()).toEqual(["incident.opened"]);
  await play(rig, monitor, ["up"], endedMs + 2_000);
  expect(await house.told()).toEqual(["incident.opened", "incident.resolved"]);
});

it("never tells of an outage that ends before its window, nor again of one that began before", async () => {
  await using house = await startPlans();
  const { rig, monitor } = house;
  const other = await insertMonitor(rig.pool, rig.team, { dueInMs: 120_000, failuresToOpen: 2 });
  const beganMs = Date.now() - 10 * minuteMs;
  await play(rig, other, ["up", "down", "down"], beganMs - minuteMs);
  expect(await house.told()).toEqual(["incident.opened"]);

  await house.plan(planOf());
  await house.began(beganMs);
  await play(rig, monitor, ["up", "down", "down", "up"], beganMs + minuteMs);
  const endedMs = Date.now() - 20_000;
  await house.ended(endedMs);
  await turnMaintenance(house.deps);
  await play(rig, other, ["down"], endedMs + 1_000);
  expect(await tellHeld(rig.deps)).toEqual([]);
  expect(await house.told()).toEqual(["incident.opened"]);
  await play(rig, other, ["up"], endedMs + 2_000);
  expect(await house.told()).toEqual(["incident.opened", "incident.resolved"]);
});

it("writes down windows ahead as the zone's clocks show them, and goes on writing", async () => {
  await using house = await startPlans();
  const { deps } = house;
  await house.plan(planOf({ timeZone: "Europe/Berlin", startsAt: "2027-03-01T02:00", endsAt: "2027-03-01T04:00", rule: "FREQ=WEEKLY" }));
  // It comes later than windows are written ahead: the first one is there all the same.
  expect((await house.windows()).map((window) => shown(window.startsMs))).toEqual(["2027-03-01T01:00"]);
  const later = Date.parse("2027-02-20T00:00Z");
  await extendMaintenance(deps, later);
  expect((await house.windows()).map((window) => shown(window.startsMs))).toEqual([
    "2027-03-01T01:00",
    "2027-03-08T01:00",
    "2027-03-15T01:00",
    "2027-03-22T01:00",
    "2027-03-29T00:00",
  ]);
  const { rows } = await house.rig.pool.query<{ n: number }>("SELECT count(*)::int AS n FROM maintenances");
  await extendMaintenance(deps, later);
  expect((await house.rig.pool.query("SELECT count(*)::int AS n FROM maintenances")).rows).toEqual(rows);
});

it("covers monitors by tag, also those that come later, and no other team's", async () => {
  await using house = await startPlans();
  const { rig, deps, monitor } = house;
  const stranger = await insertTeam(rig.pool);
  await insertMonitor(rig.pool, stranger, { dueInMs: 120_000 });
  const tagged = await insertMonitor(rig.pool, rig.team, { dueInMs: 120_000 });
  await rig.rows("UPDATE monitors SET tags = '{db}' WHERE compat_number = $1", [tagged.no]);
  await house.plan(planOf({ scope: { type: "tags", tags: ["db"] } }));
  expect(await house.covered()).toEqual([tagged.no]);
  await rig.rows("UPDATE monitors SET tags = '{web,db}' WHERE compat_number = $1", [monitor.no]);
  await extendMaintenance(deps, Date.now());
  expect(await house.covered()).toEqual([monitor.no, tagged.no]);
});

it("calls off one window or all, brings back what lies ahead, and leaves what is over as it was", async () => {
  await using house = await startPlans();
  const { rig, deps, actor } = house;
  const id = await house.plan(planOf({ rule: "FREQ=DAILY;COUNT=4" }));
  const phases = async () => (await house.windows()).map((window) => window.phase);
  expect(await phases()).toEqual(["active", "scheduled", "scheduled", "scheduled"]);
  const [, second] = await house.windows();
  await endWindow(deps, actor, { windowId: second?.id ?? "" });
  expect(await phases()).toEqual(["active", "scheduled", "scheduled"]);
  await extendMaintenance(deps, Date.now());
  expect(await phases()).toHaveLength(3);

  await cancelMaintenance(deps, actor, { planId: id });
  await turnMaintenance(deps);
  expect(await readMaintenance(deps, actor)).toEqual([]);
  expect(await rig.rows("SELECT phase FROM maintenances")).toEqual([{ phase: 2 }]);
  await restoreMaintenance(deps, actor, { planId: id });
  expect(await phases()).toEqual(["over", "scheduled", "scheduled"]);
});

it("follows an edit: the active window to its new end, those to come to their new times", async () => {
  await using house = await startPlans();
  const { deps, actor } = house;
  const startMs = Date.now();
  const planId = await house.plan(planOf({ rule: "FREQ=DAILY;COUNT=3" }, startMs));
  const [before] = await house.windows();
  const longer = planOf({ endsAt: shown(startMs + 3 * hourMs), rule: "FREQ=DAILY;COUNT=2" }, startMs);
  await replanMaintenance(deps, actor, { planId, version: 1, plan: longer });
  const after = await house.windows();
  expect(after.map((window) => window.phase)).toEqual(["active", "scheduled"]);
  expect(after[0]).toMatchObject({ id: before?.id, endsMs: (before?.endsMs ?? 0) + hourMs });
  await expect(replanMaintenance(deps, actor, { planId, version: 1, plan: longer })).rejects.toMatchObject({ code: "conflict" });
});

it("plans nothing that is over, and begins late what should have begun already", async () => {
  await using house = await startPlans();
  const over = planOf({}, Date.now() - 3 * hourMs);
  await expect(house.plan(over)).rejects.toMatchObject({ code: "bad_request", field: "plan.endsAt" });
  const nowMs = Date.now();
  await house.plan(planOf({}, nowMs - hourMs));
  const [window] = await house.windows();
  expect(window?.phase).toBe("active");
  expect(window?.startsMs).toBeGreaterThanOrEqual(nowMs);
});
