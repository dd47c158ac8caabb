import type { Actor } from "@vedette/core/access";
import type { VerdictKind } from "@vedette/core/verdict";
import { type TestMonitor, insertMonitor, insertTeam } from "@vedette/testkit/fixtures";
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { observe } from "../src/observe.ts";
import { readPostMortem, savePostMortem } from "../src/post-mortem.ts";
import { readNoise, readRelated, readResponseTimes } from "../src/read-incident-figures.ts";
import { type Rig, resultAt, startRig } from "./road-rig.ts";

const t0 = Math.floor(Date.now() / 1_000) * 1_000 - 7_200_000;
const actorOf = (rig: Rig): Actor => ({ userId: randomUUID(), teamId: rig.team.id, role: "editor", ip: null });
const everything = { monitorId: null, tag: null, severity: null };

async function play(rig: Rig, monitor: TestMonitor, verdicts: readonly VerdictKind[], fromMs: number, stepMs = 60_000): Promise<void> {
  for (const [i, verdict] of verdicts.entries()) {
    const result = resultAt(monitor, fromMs + i * stepMs, verdict);
    await observe(rig.deps, { batches: [], results: [{ ...result, evidence: verdict === "up" ? null : { address: "203.0.113.7:443" } }] });
  }
}
const incidentOf = async (rig: Rig, monitor: TestMonitor) =>
  (await rig.rows<{ id: string }>("SELECT id FROM incidents WHERE monitor_id = $1", [monitor.id]))[0]?.id ?? "";

it("finds what may have the same cause among the team's own incidents, from what their checks saw", async () => {
  await using rig = await startRig();
  const [shop, api, far] = [
    await insertMonitor(rig.pool, rig.team, { failuresToOpen: 1, url: "https://shop.example/" }),
    await insertMonitor(rig.pool, rig.team, { failuresToOpen: 1, url: "https://api.example/" }),
    await insertMonitor(rig.pool, rig.team, { failuresToOpen: 1 }),
  ];
  const theirs = await insertMonitor(rig.pool, await insertTeam(rig.pool, "Other"), { failuresToOpen: 1, url: "https://shop.example/" });
  await play(rig, shop, ["up", "down"], t0);
  await play(rig, api, ["up", "down"], t0 + 12_000);
  await play(rig, theirs, ["up", "down"], t0);
  await play(rig, far, ["up", "down", "up"], t0 - 90 * 60_000);
  const related = await readRelated(rig.deps, actorOf(rig), { incidentId: await incidentOf(rig, shop) });
  expect(related).toMatchObject([{ id: await incidentOf(rig, api), why: "same address 203.0.113.7, began 12 s later" }]);
  await expect(readRelated(rig.deps, actorOf(rig), { incidentId: await incidentOf(rig, theirs) })).rejects.toMatchObject({
    code: "not_found",
  });
});

it("says how fast incidents were taken on and over, of a monitor, a tag, a severity and a time", async () => {
  await using rig = await startRig();
  const [shop, api] = [
    await insertMonitor(rig.pool, rig.team, { failuresToOpen: 1 }),
    await insertMonitor(rig.pool, rig.team, { failuresToOpen: 1 }),
  ];
  await rig.rows("UPDATE monitors SET tags = '{eu}' WHERE id = $1", [shop.id]);
  await play(rig, shop, ["up", "down", "up"], t0);
  await play(rig, api, ["up", "degraded", "degraded", "up"], t0);
  await rig.rows("UPDATE incidents SET acknowledged_at = confirmed_at + interval '30 seconds' WHERE monitor_id = $1", [shop.id]);
  const read = async (scope: object, days = 7) =>
    await readResponseTimes(rig.deps, actorOf(rig), { days, scope: { ...everything, ...scope } });
  expect(await read({})).toEqual({ n: 2, acknowledgedN: 1, mttaMs: 30_000, resolvedN: 2, mttrMs: 90_000 });
  for (const scope of [{ monitorId: shop.id }, { tag: "eu" }, { severity: "down" }])
    expect(await read(scope)).toMatchObject({ n: 1, mttrMs: 60_000 });
  expect(await read({ tag: "none" })).toMatchObject({ n: 0, mttaMs: null });
  await expect(read({ monitorId: randomUUID() })).rejects.toMatchObject({ code: "not_found" });
});

it("reports what told people how much, and what a failure more would have spared them", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { failuresToOpen: 1 });
  for (const atMs of [t0 - 180 * 60_000, t0 - 90 * 60_000, t0]) await play(rig, monitor, ["up", "down", "up"], atMs);
  await play(rig, monitor, ["up", "down", "down", "down", "down", "down", "down", "up"], t0 + 30 * 60_000);
  const { rows, channels } = await readNoise(rig.deps, actorOf(rig), { days: 7 });
  expect(rows).toEqual([
    {
      monitor: { id: monitor.id, name: "API" },
      ruleId: null,
      incidents: 4,
      signals: 1,
      flaps: 0,
      suggestion: { from: 1, to: 2, avoids: 3, delayMs: 60_000 },
    },
  ]);
  expect(channels).toMatchObject([{ name: "Hook", kind: "webhook", alerts: 8 }]);
  expect(await readNoise(rig.deps, { ...actorOf(rig), teamId: randomUUID() }, { days: 7 })).toEqual({ rows: [], channels: [] });
});

it("keeps every version of a post-mortem, and lets one of two who save at once win", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { failuresToOpen: 1 });
  await play(rig, monitor, ["up", "down", "down", "up"], t0);
  const [actor, incidentId] = [actorOf(rig), await incidentOf(rig, monitor)];
  expect(await readPostMortem(rig.deps, actor, { incidentId })).toEqual({ versions: [], failedChecks: 2 });
  const save = async (afterVersion: number, text: string) => await savePostMortem(rig.deps, actor, { incidentId, afterVersion, text });
  const both = await Promise.allSettled([save(0, "The disk."), save(0, "The network.")]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "conflict" } });
  await save(1, "The disk was full.");
  await expect(save(1, "Too late.")).rejects.toMatchObject({ code: "conflict" });
  await expect(save(7, "Ahead.")).rejects.toMatchObject({ code: "conflict" });
  const { versions } = await readPostMortem(rig.deps, actor, { incidentId });
  expect(versions.map(({ version, text }) => [version, text])).toMatchObject(
    [
      [2, "The disk was full."],
      [1, /^The/],
    ].map(([version, text]) => [version, text instanceof RegExp ? expect.stringMatching(text) : text]),
  );
  expect(await rig.rows("SELECT change FROM audit WHERE action = 'incident.post-mortem-saved' ORDER BY id")).toEqual([
    { change: { version: 1 } },
    { change: { version: 2 } },
  ]);
  const stranger = { ...actor, teamId: randomUUID() };
  await expect(readPostMortem(rig.deps, stranger, { incidentId })).rejects.toMatchObject({ code: "not_found" });
  await expect(savePostMortem(rig.deps, stranger, { incidentId, afterVersion: 0, text: "x" })).rejects.toMatchObject({ code: "not_found" });
  await expect(savePostMortem(rig.deps, { ...actor, role: "viewer" }, { incidentId, afterVersion: 0, text: "x" })).rejects.toMatchObject({
    code: "forbidden",
  });
});
