import { openDb } from "@vedette/db/db";
import { openPublicationReader } from "@vedette/db/publication-reader";
import { type TestDatabase, freshDatabase } from "@vedette/testkit/database";
import { insertTeam } from "@vedette/testkit/fixtures";
import { sampleBundle } from "@vedette/testkit/sample-bundle";
import { createHash, randomUUID } from "node:crypto";
import { pino } from "pino";
import { expect, it } from "vitest";
import { openPageStore } from "../src/page-store.ts";
import { createLook } from "../src/sync.ts";
import { temporaryDirectory } from "./support.ts";

async function setUp() {
  const database = await freshDatabase();
  const directory = await temporaryDirectory();
  const log = pino({ enabled: false });
  const store = await openPageStore(directory.path, log);
  const reader = openPublicationReader(database.url);
  const look = createLook({ source: reader, store, log, now: Date.now });
  return {
    database,
    store,
    look,
    team: await insertTeam(database.pool),
    [Symbol.asyncDispose]: async () => {
      await reader.close();
      await database[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}

async function publish({ pool }: TestDatabase, teamId: string, bundle: ReturnType<typeof sampleBundle>, confirmedAgo = "0 s") {
  await pool.query(
    "INSERT INTO pages (id, team_id, slug, name, published, updated_at) VALUES ($1, $2, $3, 'Page', true, now()) ON CONFLICT DO NOTHING",
    [bundle.pageId, teamId, bundle.slug],
  );
  await pool.query(
    `INSERT INTO publications (page_id, team_id, slug, version, published_at, confirmed_at, checksum, bundle)
     VALUES ($1, $2, $3, $4, now(), now() - $5::interval, $6, $7)
     ON CONFLICT (page_id) DO UPDATE SET version = $4, confirmed_at = now() - $5::interval, checksum = $6, bundle = $7`,
    [
      bundle.pageId,
      teamId,
      bundle.slug,
      bundle.version,
      confirmedAgo,
      createHash("sha256").update(bundle.bytes).digest("hex"),
      bundle.bytes,
    ],
  );
}

it("carries a publication from the database to the store, with the age that the database gives it", async () => {
  await using t = await setUp();
  await publish(t.database, t.team.id, sampleBundle(1, { version: 1 }), "90 s");
  await t.look();
  const page = t.store.bySlug("page-1");
  expect(page?.bundle.version).toBe(1);
  expect(Date.now() - (page?.confirmedAtMs ?? 0)).toBeGreaterThanOrEqual(90_000);
  expect(Date.now() - (page?.confirmedAtMs ?? 0)).toBeLessThan(100_000);

  await publish(t.database, t.team.id, sampleBundle(1, { version: 2 }));
  await t.look();
  expect(t.store.bySlug("page-1")?.bundle.version).toBe(2);
});

it("drops a page that was unpublished, deleted or erased, and none for a database that has lost them all", async () => {
  await using t = await setUp();
  for (const no of [1, 2, 3, 4]) await publish(t.database, t.team.id, sampleBundle(no));
  await t.look();
  const ids = [1, 2, 3, 4].map((no) => sampleBundle(no).pageId);
  await t.database.pool.query("UPDATE pages SET published = false WHERE id = $1", [ids[0]]);
  await t.database.pool.query("UPDATE pages SET deleted_at = now() WHERE id = $1", [ids[1]]);
  await t.database.pool.query("DELETE FROM publications WHERE page_id = ANY($1)", [ids.slice(0, 3)]);
  await t.database.pool.query("DELETE FROM pages WHERE id = $1", [ids[2]]);
  await t.look();
  expect([...t.store.pages().keys()]).toEqual([ids[3]]);

  await t.database.pool.query("DELETE FROM publications");
  await t.database.pool.query("DELETE FROM pages");
  await t.look();
  expect([...t.store.pages().keys()]).toEqual([ids[3]]);
});

it("drops the pages of a deleted team, also when they were the only ones", async () => {
  await using t = await setUp();
  await publish(t.database, t.team.id, sampleBundle(1));
  await t.look();
  const db = openDb({ connectionString: t.database.url });
  await db.configTransaction(async (tx) => {
    const pages = await tx.teams.remove(t.team.id);
    const row = { teamId: t.team.id, actorId: randomUUID(), ip: null, subjectKind: "team", subjectId: t.team.id, atMs: Date.now() };
    await tx.audit.append({ ...row, action: "team.deleted", change: { pages } });
  });
  await db.close();
  await t.look();
  expect([...t.store.pages().keys()]).toEqual([]);
});
