import type { Actor } from "@vedette/core/access";
import type { IncidentStatus } from "@vedette/core/snapshot";
import type { VerdictKind } from "@vedette/core/verdict";
import { type TestMonitor, insertMonitor, insertTeam } from "@vedette/testkit/fixtures";
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { acknowledge } from "../src/acknowledge.ts";
import { deleteUpdate, restoreUpdate } from "../src/delete-update.ts";
import { mergeIncidents, unmergeIncident } from "../src/merge-incidents.ts";
import { observe } from "../src/observe.ts";
import { correctUpdate, postUpdate, readUpdates } from "../src/post-update.ts";
import { type Rig, insertPage, publishedOf, resultAt, startRig } from "./road-rig.ts";

const t0 = Math.floor(Date.now() / 1_000) * 1_000 - 600_000;

/** A monitor whose outage is open and shown on one published page, and an editor. */
async function startOutage() {
  const rig = await startRig();
  const userId = randomUUID();
  await rig.rows(
    "INSERT INTO users (id, name, email, email_verified, created_at, updated_at) VALUES ($1, 'Ada', 'ada@example.com', true, now(), now())",
    [userId],
  );
  const ada = { userId, teamId: rig.team.id, role: "editor", ip: null } as const;
  const monitor = await insertMonitor(rig.pool, rig.team, { failuresToOpen: 1, dueInMs: 120_000 });
  await play(rig, monitor, ["up", "down"], 0);
  const [row] = await rig.rows<{ id: string }>("SELECT id FROM incidents");
  const incidentId = row?.id ?? "";
  const pageId = await insertPage(rig, { Shop: [monitor] });
  await publishedOf(rig, pageId);
  return {
    rig,
    ada,
    monitor,
    incidentId,
    pageId,
    post: async (status: IncidentStatus, body: string, creationKey: string = randomUUID()) =>
      await postUpdate(rig.deps, ada, { incidentId, creationKey, update: { status, body } }),
    updates: async () => (await readUpdates(rig.deps, ada, { incidentId })).updates,
    /** What readers see of the incident once pages that changed are published again; null: no page changed. */
    shown: async () => {
      if (!(await rig.deps.db.publishing.due(60_000)).includes(pageId)) return null;
      const [incident] = (await publishedOf(rig, pageId))?.incidents ?? [];
      return { status: incident?.status, updates: incident?.updates.map(({ status, body }) => `${status}: ${body}`) ?? [] };
    },
    timeline: async () => {
      const events = await rig.deps.db.incidentLog.events(rig.team.id, [incidentId]);
      return events.filter(({ kind }) => kind === "page_update").map(({ actor, data }) => ({ actor: actor?.name, ...data }));
    },
    [Symbol.asyncDispose]: rig[Symbol.asyncDispose],
  };
}

async function play(rig: Rig, monitor: TestMonitor, verdicts: readonly VerdictKind[], fromS: number): Promise<void> {
  for (const [i, verdict] of verdicts.entries())
    await observe(rig.deps, { batches: [], results: [resultAt(monitor, t0 + (fromS + i * 10) * 1_000, verdict)] });
}

const opened = "investigating: Shop: our checks fail. We are looking into it.";

it("publishes what was posted, corrected, deleted and brought back, each with its line in the timeline and in the audit log", async () => {
  await using world = await startOutage();
  const { rig, ada } = world;
  await world.post("identified", "A disk is full.");
  expect(await world.shown()).toEqual({ status: "identified", updates: ["identified: A disk is full.", opened] });
  expect(await world.shown()).toBeNull();

  const [posted] = await world.updates();
  expect(posted).toMatchObject({ version: 1, author: { id: ada.userId, name: "Ada" }, edited: null });
  const updateId = posted?.id ?? "";
  const correction = { updateId, version: 1, update: { status: "monitoring", body: "The disk was full." } } as const;
  await correctUpdate(rig.deps, ada, correction);
  expect(await world.shown()).toEqual({ status: "monitoring", updates: ["monitoring: The disk was full.", opened] });
  const [corrected] = await world.updates();
  expect(corrected).toMatchObject({ version: 2, postedAtMs: posted?.postedAtMs, edited: { by: { name: "Ada" } } });
  await correctUpdate(rig.deps, ada, correction);
  expect([await world.updates(), await world.shown()]).toEqual([[corrected], null]);
  const older = { ...correction, update: { status: "monitoring", body: "It was another disk." } } as const;
  await expect(correctUpdate(rig.deps, ada, older)).rejects.toMatchObject({ code: "conflict" });

  await deleteUpdate(rig.deps, ada, { updateId });
  await expect(deleteUpdate(rig.deps, ada, { updateId })).rejects.toMatchObject({ code: "conflict" });
  await expect(correctUpdate(rig.deps, ada, { ...correction, version: 2 })).rejects.toMatchObject({ code: "conflict" });
  expect(await world.shown()).toEqual({ status: "investigating", updates: [opened] });
  expect(await world.updates()).toEqual([]);
  await restoreUpdate(rig.deps, ada, { updateId });
  await expect(restoreUpdate(rig.deps, ada, { updateId })).rejects.toMatchObject({ code: "conflict" });
  expect((await world.shown())?.updates).toEqual(["monitoring: The disk was full.", opened]);
  expect(await world.updates()).toEqual([corrected]);

  const line = { actor: "Ada", pages: ["Acme"] };
  const now = { status: "monitoring", text: "The disk was full." };
  expect(await world.timeline()).toEqual([
    { ...line, did: "posted", status: "identified", text: "A disk is full." },
    { ...line, did: "corrected", ...now },
    { ...line, did: "deleted", ...now },
    { ...line, did: "restored", ...now },
  ]);
  expect((await rig.rows<{ action: string }>("SELECT action FROM audit ORDER BY id")).map(({ action }) => action)).toEqual([
    "incident.update-posted",
    "incident.update-corrected",
    "incident.update-deleted",
    "incident.update-restored",
  ]);
});

it("posts once, however often and by how many at once the same form is sent, and never other words under its name", async () => {
  await using world = await startOutage();
  const key = randomUUID();
  await Promise.all([1, 2, 3].map(() => world.post("investigating", "We look into it.", key)));
  await world.post("investigating", "We look into it.", key);
  expect(await world.updates()).toHaveLength(1);
  expect(await world.timeline()).toHaveLength(1);
  await expect(world.post("identified", "It is the disk.", key)).rejects.toThrow(/has posted already, in other words/);
  expect(await world.updates()).toMatchObject([{ body: "We look into it." }]);
});

it("says that it is resolved only once it is, and keeps saying it whatever is posted then", async () => {
  await using world = await startOutage();
  const { rig, ada } = world;
  const refused = { code: "conflict", field: "update.status", message: expect.stringMatching(/still open.*Choose Monitoring/) };
  await expect(world.post("resolved", "All is well.")).rejects.toMatchObject(refused);
  await world.post("monitoring", "A fix is out.");
  const [posted] = await world.updates();
  const update = { status: "resolved", body: "All is well." } as const;
  await expect(correctUpdate(rig.deps, ada, { updateId: posted?.id ?? "", version: 1, update })).rejects.toMatchObject(refused);
  expect(await world.updates()).toEqual([posted]);

  await play(rig, world.monitor, ["up"], 20);
  await world.post("resolved", "All is well.");
  await world.post("monitoring", "We keep an eye on it.");
  expect(await world.shown()).toMatchObject({ status: "resolved", updates: { length: 5 } });
});

it("keeps the status that people gave when an acknowledgement comes, and gives it up when it gets worse", async () => {
  await using world = await startOutage();
  const { rig, ada } = world;
  await world.post("identified", "It is the disk.");
  await acknowledge(rig.deps, ada, { incidentId: world.incidentId });
  expect(await world.shown()).toEqual({
    status: "identified",
    updates: ["identified: Someone is working on it.", "identified: It is the disk.", opened],
  });
  await rig.rows(
    `INSERT INTO incident_events (team_id, incident_id, seq, kind, at, data)
     SELECT team_id, id, last_seq + 1, 'raised', clock_timestamp() + interval '1 second', '{}' FROM incidents`,
  );
  await rig.rows("UPDATE pages SET dirty_at = now()");
  expect(await world.shown()).toMatchObject({ status: "investigating", updates: { 0: "investigating: Shop: our checks fail now." } });
});

it("stands under incidents that are merged into it, on whatever page they are shown, until they are taken out", async () => {
  await using world = await startOutage();
  const { rig, ada, monitor, incidentId } = world;
  // Its own monitor leaves the page, which shows the other one alone.
  const other = await insertMonitor(rig.pool, rig.team, { failuresToOpen: 1, dueInMs: 120_000 });
  await play(rig, other, ["up", "down"], 0);
  await rig.rows("UPDATE component_monitors SET monitor_id = $1 WHERE monitor_id = $2", [other.id, monitor.id]);
  const [merged] = await rig.rows<{ id: string }>("SELECT id FROM incidents WHERE monitor_id = $1", [other.id]);
  const key = { incidentId: merged?.id ?? "" };
  await expect(world.post("identified", "To nobody.")).rejects.toThrow(/No page shows this incident/);
  await publishedOf(rig, world.pageId);

  await mergeIncidents(rig.deps, ada, { ...key, intoId: incidentId });
  expect(await world.shown()).toEqual({ status: "investigating", updates: [opened] });
  await world.post("identified", "A disk is full.");
  expect(await world.timeline()).toMatchObject([{ pages: ["Acme"] }]);
  expect(await world.shown()).toEqual({ status: "identified", updates: ["identified: A disk is full.", opened] });
  await postUpdate(rig.deps, ada, { ...key, creationKey: randomUUID(), update: { status: "monitoring", body: "Back for most." } });
  expect((await world.shown())?.updates).toEqual(["monitoring: Back for most.", "identified: A disk is full.", opened]);

  await unmergeIncident(rig.deps, ada, key);
  expect(await world.shown()).toEqual({ status: "monitoring", updates: ["monitoring: Back for most.", opened] });
  await mergeIncidents(rig.deps, ada, { ...key, intoId: incidentId });
  expect((await world.shown())?.updates).toHaveLength(3);
});

it("may be posted before its page is published, and names the pages", async () => {
  await using world = await startOutage();
  const { rig, ada, incidentId, pageId } = world;
  const pages = async () => (await readUpdates(rig.deps, ada, { incidentId })).pages;
  expect(await pages()).toEqual([{ id: pageId, name: "Acme", published: true }]);
  await rig.rows("UPDATE pages SET published = false");
  expect(await pages()).toEqual([{ id: pageId, name: "Acme", published: false }]);
  await world.post("identified", "Not public yet.");
  expect(await world.timeline()).toMatchObject([{ pages: [] }]);
});

it.each([
  ["its page is deleted", "UPDATE pages SET deleted_at = now()"],
  ["its monitor is deleted", "UPDATE monitors SET deleted_at = now()"],
  ["its monitor is on no page", "DELETE FROM component_monitors"],
  [
    "it ended more than 14 days ago",
    "UPDATE incidents SET started_at = now() - interval '16 days', ended_at = now() - interval '15 days', closed_at = now() - interval '15 days'",
  ],
])("is refused where no page shows the incident: %s", async (_, change) => {
  await using world = await startOutage();
  const { rig, ada, incidentId } = world;
  await rig.rows(change);
  expect((await readUpdates(rig.deps, ada, { incidentId })).pages).toEqual([]);
  await expect(world.post("identified", "To nobody.")).rejects.toThrow(/No page shows this incident/);
  expect(await world.updates()).toEqual([]);
});

it("shows the newest 200 of a page, so that nobody's words keep others waiting", async () => {
  await using world = await startOutage();
  const { rig, ada, incidentId } = world;
  await rig.rows(
    `INSERT INTO page_updates (id, team_id, incident_id, creation_key, status, body, posted_at, posted_by_id)
     SELECT gen_random_uuid(), $1, $2, gen_random_uuid(), 'identified', 'Number ' || n, now() + n * interval '1 ms', $3 FROM generate_series(1, 250) n`,
    [rig.team.id, incidentId, ada.userId],
  );
  await rig.rows("UPDATE pages SET dirty_at = now()");
  const told = (await world.shown())?.updates.filter((update) => update.startsWith("identified: Number"));
  expect([told?.length, told?.at(0), told?.at(-1)]).toEqual([200, "identified: Number 250", "identified: Number 51"]);
});

it("lets viewers read and nobody of another team, and holds a hundred of one incident", async () => {
  await using world = await startOutage();
  const { rig, ada, incidentId } = world;
  await world.post("identified", "It is the disk.");
  const updateId = (await world.updates())[0]?.id ?? "";
  const update = { status: "identified", body: "x" } as const;
  const stranger = { ...ada, teamId: (await insertTeam(rig.pool, "Other")).id };
  for (const act of [
    async (actor: Actor) => await postUpdate(rig.deps, actor, { incidentId, creationKey: randomUUID(), update }),
    async (actor: Actor) => await correctUpdate(rig.deps, actor, { updateId, version: 1, update }),
    async (actor: Actor) => await deleteUpdate(rig.deps, actor, { updateId }),
    async (actor: Actor) => await restoreUpdate(rig.deps, actor, { updateId }),
  ]) {
    await expect(act({ ...ada, role: "viewer" })).rejects.toMatchObject({ code: "forbidden" });
    await expect(act(stranger)).rejects.toMatchObject({ code: "not_found" });
  }
  expect((await readUpdates(rig.deps, { ...ada, role: "viewer" }, { incidentId })).updates).toMatchObject([{ body: "It is the disk." }]);
  await expect(readUpdates(rig.deps, stranger, { incidentId })).rejects.toMatchObject({ code: "not_found" });

  for (let i = 1; i < 100; i++) await world.post("identified", `Number ${i}.`);
  await expect(world.post("identified", "One too many.")).rejects.toThrow(/100 updates of this incident already/);
  expect(await world.updates()).toHaveLength(100);
});
