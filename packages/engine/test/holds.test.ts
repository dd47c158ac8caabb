import { MonitorInput } from "@vedette/core/monitor";
import type { VerdictKind } from "@vedette/core/verdict";
import { type TestMonitor, insertMonitor } from "@vedette/testkit/fixtures";
import { expect, it } from "vitest";
import type { ConfigDeps } from "../src/config-deps.ts";
import { createMonitor } from "../src/create-monitor.ts";
import { observe } from "../src/observe.ts";
import { tellHeld } from "../src/tell-held.ts";
import { updateMonitor } from "../src/update-monitor.ts";
import { type Rig, resultAt, startRig } from "./road-rig.ts";

const t0 = Math.floor(Date.now() / 1_000) * 1_000 - 3_000_000;

async function play(rig: Rig, monitor: TestMonitor, verdicts: readonly VerdictKind[], fromMs = t0): Promise<void> {
  for (const [i, verdict] of verdicts.entries())
    await observe(rig.deps, { batches: [], results: [resultAt(monitor, fromMs + i * 10_000, verdict)] });
}
const depend = (rig: Rig, child: TestMonitor, parent: TestMonitor) =>
  rig.rows("INSERT INTO monitor_parents (team_id, child_no, parent_no) VALUES ($1, $2, $3)", [rig.team.id, child.no, parent.no]);
const told = (rig: Rig) =>
  rig.rows<{ type: string; no: number }>(
    "SELECT o.type, m.compat_number AS no FROM outbox o JOIN incidents i ON i.id = o.incident_id JOIN monitors m ON m.id = i.monitor_id ORDER BY o.created_at, o.incident_seq",
  );
const holds = (rig: Rig) =>
  rig.rows<{ no: number; held_for: string | null; held: string | null }>(
    `SELECT m.compat_number AS no, i.held_for, e.data ->> 'held' AS held FROM incidents i JOIN monitors m ON m.id = i.monitor_id
     JOIN incident_events e ON e.incident_id = i.id AND e.kind = 'opened' ORDER BY i.number`,
  );

async function startFamily(): Promise<{ rig: Rig; parent: TestMonitor; child: TestMonitor }> {
  const rig = await startRig();
  const parent = await insertMonitor(rig.pool, rig.team, { dueInMs: 120_000, failuresToOpen: 2 });
  const child = await insertMonitor(rig.pool, rig.team, { dueInMs: 120_000, failuresToOpen: 2 });
  await rig.rows("UPDATE monitors SET name = 'Gateway' WHERE id = $1", [parent.id]);
  await depend(rig, child, parent);
  await play(rig, parent, ["up"]);
  await play(rig, child, ["up"]);
  return { rig, parent, child };
}

it("tells of the parent alone while it is down, and says why in the child's incident", async () => {
  const { rig, parent, child } = await startFamily();
  await using _ = rig;
  await play(rig, parent, ["down", "down"], t0 + 60_000);
  await play(rig, child, ["down", "down"], t0 + 70_000);
  expect(await told(rig)).toEqual([{ type: "incident.opened", no: parent.no }]);
  expect(await holds(rig)).toEqual([
    { no: parent.no, held_for: null, held: null },
    { no: child.no, held_for: "parent", held: "Nobody is told while what it depends on is down: Gateway." },
  ]);
  expect(await rig.rows("SELECT FROM results WHERE monitor_no = $1", [child.no])).toHaveLength(3);
  // Both recover: of the child nobody ever hears.
  await play(rig, parent, ["up"], t0 + 120_000);
  await play(rig, child, ["up"], t0 + 125_000);
  expect(await tellHeld(rig.deps)).toEqual([]);
  expect((await told(rig)).map((alert) => alert.no)).toEqual([parent.no, parent.no]);
});

it("tells of the child after all when it still fails at its first check after the parent is up, once", async () => {
  const { rig, parent, child } = await startFamily();
  await using _ = rig;
  await play(rig, parent, ["down", "down"], t0 + 60_000);
  await play(rig, child, ["down", "down"], t0 + 70_000);
  expect(await tellHeld(rig.deps)).toEqual([]);
  await play(rig, parent, ["up"], t0 + 120_000);
  await play(rig, child, ["down"], t0 + 130_000);
  const released = await Promise.all([1, 2, 3].map(() => tellHeld(rig.deps)));
  expect(released.flat()).toHaveLength(1);
  expect(await told(rig)).toContainEqual({ type: "incident.opened", no: child.no });
  await play(rig, child, ["up"], t0 + 140_000);
  expect((await told(rig)).filter((alert) => alert.no === child.no).map((alert) => alert.type)).toEqual([
    "incident.opened",
    "incident.resolved",
  ]);
});

it("survives a crash while it tells after all: nothing lost, nothing doubled", async () => {
  const { rig, parent, child } = await startFamily();
  await using _ = rig;
  await play(rig, parent, ["down", "down"], t0 + 60_000);
  await play(rig, child, ["down", "down"], t0 + 70_000);
  await play(rig, parent, ["up"], t0 + 120_000);
  await play(rig, child, ["down"], t0 + 130_000);
  rig.deps.crashAt("incidents-changed");
  await expect(tellHeld(rig.deps)).rejects.toThrow("incidents-changed");
  rig.deps.crashAt(null);
  await tellHeld(rig.deps);
  expect((await told(rig)).filter((alert) => alert.no === child.no)).toHaveLength(1);
});

it("looks at the parent at once when a child begins to fail, and holds the child while the parent is in doubt", async () => {
  const { rig, parent, child } = await startFamily();
  await using _ = rig;
  const nowMs = Date.now();
  await play(rig, child, ["down"], nowMs - 20_000);
  const looks = await rig.rows<{ no: number }>("SELECT monitor_nos[1] AS no FROM batches WHERE is_extra ORDER BY 1");
  expect(looks.map((look) => look.no)).toEqual([parent.no, child.no]);
  await rig.rows("DELETE FROM batches");
  await play(rig, parent, ["down"], nowMs - 15_000);
  await play(rig, child, ["down"], nowMs - 10_000);
  expect(await holds(rig)).toMatchObject([{ no: child.no, held_for: "parent" }]);
  // It was only a hiccup of the parent: the child speaks for itself.
  await play(rig, parent, ["up"], nowMs - 5_000);
  expect(await tellHeld(rig.deps)).toHaveLength(1);
  expect(await told(rig)).toEqual([{ type: "incident.opened", no: child.no }]);
});

it("tells of a child whose parent is paused, deleted or only degraded", async () => {
  const { rig, parent, child } = await startFamily();
  await using _ = rig;
  await play(rig, parent, ["degraded", "degraded"], t0 + 60_000);
  await play(rig, child, ["down", "down"], t0 + 70_000);
  expect((await told(rig)).map((alert) => alert.no)).toEqual([parent.no, child.no]);
  await play(rig, child, ["up"], t0 + 100_000);
  await play(rig, parent, ["down", "down"], t0 + 110_000);
  await rig.rows("UPDATE monitors SET paused_at = now() WHERE id = $1", [parent.id]);
  await play(rig, child, ["down", "down"], t0 + 130_000);
  expect((await told(rig)).at(-1)).toEqual({ type: "incident.opened", no: child.no });
});

it("refuses what would make monitors wait for each other, and foreign ones", async () => {
  await using rig = await startRig();
  const deps: ConfigDeps = { ...rig.deps, sendsMail: false, ring: async () => {} };
  const actor = { userId: crypto.randomUUID(), teamId: rig.team.id, role: "owner", ip: null } as const;
  const input = (name: string, parents: string[]) =>
    MonitorInput.parse({ name, spec: { kind: "http", url: "https://shop.example/" }, parents });
  const create = (name: string, parents: string[]) =>
    createMonitor(deps, actor, { creationKey: crypto.randomUUID(), monitor: input(name, parents) });
  const router = await create("Router", []);
  const gateway = await create("Gateway", [router.id]);
  const shop = await create("Shop", [gateway.id]);
  expect((await rig.deps.db.config.monitors.find({ teamId: rig.team.id, id: shop.id }))?.parents).toEqual([gateway.id]);
  const turning = updateMonitor(deps, actor, { monitorId: router.id, version: 1, monitor: input("Router", [shop.id]) });
  await expect(turning).rejects.toMatchObject({ code: "bad_request", field: "monitor.parents" });
  await expect(create("Other", [crypto.randomUUID()])).rejects.toMatchObject({ code: "not_found", field: "monitor.parents" });
});

it("tells of three incidents within an hour, holds the fourth as flapping, and tells of it when it lasts", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { failuresToOpen: 1 });
  await play(rig, monitor, ["up", "down", "up", "down", "up", "down", "up", "down", "up", "down"], t0);
  expect((await told(rig)).filter((alert) => alert.type === "incident.opened")).toHaveLength(3);
  expect((await told(rig)).filter((alert) => alert.type === "incident.resolved")).toHaveLength(3);
  expect((await holds(rig)).map((each) => each.held_for)).toEqual([null, null, null, "flapping", "flapping"]);
  const [third] = await rig.rows<{ summary: string; german: string }>(
    "SELECT summary, translations ->> 'de' AS german FROM incidents WHERE number = 3",
  );
  expect(third?.german).toMatch(/ Es flattert: Vorfall 3 in einer Stunde/);
  expect(third?.summary).toMatch(/It flaps: incident 3 within an hour/);
  // The fifth is still open, and has been for longer than ten minutes.
  expect(await tellHeld(rig.deps)).toHaveLength(1);
  expect((await told(rig)).at(-1)?.type).toBe("incident.opened");
});
