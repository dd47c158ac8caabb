import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { publish } from "../src/publish.ts";
import { startRig } from "./road-rig.ts";

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
  await publish(
    stepping(async () => {}),
    id,
  );
  expect(await rig.rows("SELECT p.version, g.snapshot_version FROM publications p JOIN pages g ON g.id = p.page_id")).toEqual([
    { version: 3, snapshot_version: 3 },
  ]);
});
