import { insertMonitor } from "@vedette/testkit/fixtures";
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { observe } from "../src/observe.ts";
import { publish } from "../src/publish.ts";
import { insertPage, publishedOf, resultAt, startRig } from "./road-rig.ts";

it("publishes what the publisher saw that began last, in whatever order two of them end", async () => {
  await using rig = await startRig();
  const id = randomUUID();
  await rig.rows("INSERT INTO pages (id, team_id, slug, name, published, dirty_at) VALUES ($1, $2, 'acme', 'before', true, now())", [
    id,
    rig.team.id,
  ]);
  const render = (snapshot: { page: { name: string } }) => Buffer.from(snapshot.page.name);
  const published = async () =>
    (await rig.rows<{ name: string }>("SELECT convert_from(bundle, 'UTF8') AS name FROM publications")).map((row) => row.name);
  const stepping = (built: () => Promise<unknown>) => ({
    ...rig.deps,
    edgeUrl: "http://edge.example",
    render,
    step: async (name: string) => {
      if (name === "snapshot-built") await built();
    },
  });
  const gate = Promise.withResolvers<void>();
  const early = Promise.withResolvers<void>();
  const first = publish(
    stepping(() => (early.resolve(), gate.promise)),
    id,
  );
  await early.promise;
  await rig.rows("UPDATE pages SET name = 'after', dirty_at = now() WHERE id = $1", [id]);
  await publish(
    stepping(() => (gate.resolve(), first)),
    id,
  );
  expect(await published()).toEqual(["after"]);

  const late = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const older = publish(
    stepping(() => (begun.resolve(), late.promise)),
    id,
  );
  await begun.promise;
  await rig.rows("UPDATE pages SET name = 'newest', dirty_at = now() WHERE id = $1", [id]);
  expect(
    await publish(
      stepping(async () => {}),
      id,
    ),
  ).toBe(true);
  late.resolve();
  expect(await older).toBe(false);
  expect(await published()).toEqual(["newest"]);
  await publish(
    stepping(async () => {}),
    id,
  );
  expect(await rig.rows("SELECT p.version, g.snapshot_version FROM publications p JOIN pages g ON g.id = p.page_id")).toEqual([
    { version: 5, snapshot_version: 5 },
  ]);
});

it("publishes no page that is not published, was taken back or deleted", async () => {
  await using rig = await startRig();
  const pageId = await insertPage(rig, {});
  expect(await publishedOf(rig, pageId)).not.toBeNull();
  for (const change of ["published = false", "published = true, deleted_at = now()"]) {
    await rig.rows("DELETE FROM publications");
    await rig.rows(`UPDATE pages SET ${change}, dirty_at = now()`);
    expect(await publishedOf(rig, pageId), change).toBeNull();
    expect(await rig.rows("SELECT FROM publications"), change).toEqual([]);
    expect(await rig.deps.db.publishing.due(0), change).toEqual([]);
  }
});

it("shows of each component what its own monitors are, and of monitors that are not on the page nothing", async () => {
  await using rig = await startRig();
  const monitor = () => insertMonitor(rig.pool, rig.team, { failuresToOpen: 1 });
  const [up, down, hidden, deleted] = [await monitor(), await monitor(), await monitor(), await monitor()];
  const atMs = Date.now() - 60_000;
  const results = [resultAt(up, atMs, "up"), ...[down, hidden, deleted].map((each) => resultAt(each, atMs, "down"))];
  await observe(rig.deps, { batches: [], results });
  await rig.rows("UPDATE monitors SET deleted_at = now() WHERE id = $1", [deleted.id]);
  const pageId = await insertPage(rig, { Shop: [up, deleted], API: [down] });

  const shown = await publishedOf(rig, pageId);
  const downMs = (name: string) =>
    shown?.components.find((component) => component.name === name)?.days.reduce((ms, day) => ms + day.downMs, 0);
  expect(Object.fromEntries(shown?.components.map((component) => [component.name, component.status]) ?? [])).toEqual({
    Shop: "operational",
    API: "major_outage",
  });
  expect(downMs("Shop")).toBe(0);
  expect(downMs("API")).toBeGreaterThan(59_000);
  const [incident] = await rig.rows<{ id: string }>("SELECT id FROM incidents WHERE monitor_id = $1", [down.id]);
  expect(shown?.incidents.map(({ id, name }) => [id, name])).toEqual([[incident?.id, "API: outage"]]);
});
