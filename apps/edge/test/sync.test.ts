import type { Publication } from "@vedette/db/publications";
import { sampleBundle } from "@vedette/testkit/sample-bundle";
import { createHash } from "node:crypto";
import { expect, it, vi } from "vitest";
import { openPageStore } from "../src/page-store.ts";
import { type PublicationSource, createLook, startSync } from "../src/sync.ts";
import { recordingLog, temporaryDirectory } from "./support.ts";

type Row = Publication & { bytes: Buffer };

function rowOf(bundle: ReturnType<typeof sampleBundle>, confirmedAgoMs = 0): Row {
  return { ...bundle, confirmedAgoMs, checksum: createHash("sha256").update(bundle.bytes).digest("hex") };
}

/** What the database holds, as a list that the test writes. */
function sourceOf(rows: Map<string, Row>, withdrawn: Set<string> = new Set()): PublicationSource & { reads: number } {
  return {
    reads: 0,
    list: async () => [...rows.values()],
    async readBundle(pageId, version) {
      this.reads += 1;
      const row = rows.get(pageId);
      return row?.version === version ? row.bytes : null;
    },
    withdrawn: async (pageIds) => pageIds.filter((pageId) => withdrawn.has(pageId)),
  };
}

async function setUp() {
  const directory = await temporaryDirectory();
  const recorder = recordingLog();
  const store = await openPageStore(directory.path, recorder.log);
  const clock = { nowMs: 10_000_000 };
  const rows = new Map<string, Row>();
  const withdrawn = new Set<string>();
  const source = sourceOf(rows, withdrawn);
  const publish = (bundle: ReturnType<typeof sampleBundle>, confirmedAgoMs = 0) => rows.set(bundle.pageId, rowOf(bundle, confirmedAgoMs));
  const look = createLook({ source, store, log: recorder.log, now: () => clock.nowMs });
  const versionOf = (slug: string) => store.bySlug(slug)?.bundle.version;
  return {
    ...recorder,
    store,
    clock,
    rows,
    withdrawn,
    source,
    publish,
    look,
    versionOf,
    [Symbol.asyncDispose]: directory[Symbol.asyncDispose],
  };
}

it("fetches each version once, and notes when it was confirmed by the reader's own clock", async () => {
  await using t = await setUp();
  t.publish(sampleBundle(1, { version: 4 }), 1_500);
  await t.look();
  await t.look();
  expect([t.versionOf("page-1"), t.source.reads, t.store.bySlug("page-1")?.confirmedAtMs]).toEqual([4, 1, t.clock.nowMs - 1_500]);
  t.clock.nowMs += 60_000;
  t.publish(sampleBundle(1, { version: 4 }), 200);
  await t.look();
  expect(t.store.bySlug("page-1")?.confirmedAtMs).toBe(t.clock.nowMs - 200);
});

it("never goes back, nor lets an older database vouch for what it serves", async () => {
  await using t = await setUp();
  t.publish(sampleBundle(1, { version: 4 }));
  await t.look();
  const confirmedAtMs = t.store.bySlug("page-1")?.confirmedAtMs;
  t.clock.nowMs += 60_000;
  t.publish(sampleBundle(1, { version: 3 }));
  await t.look();
  expect([t.versionOf("page-1"), t.store.bySlug("page-1")?.confirmedAtMs]).toEqual([4, confirmedAtMs]);
});

it("keeps what it has when a publication is damaged, rests, and takes the next one", async () => {
  await using t = await setUp();
  t.publish(sampleBundle(1, { version: 1 }));
  await t.look();
  const damaged = sampleBundle(1, { version: 2 });
  t.rows.set(damaged.pageId, { ...rowOf(damaged), bytes: damaged.bytes.subarray(0, -5) });
  await t.look();
  await t.look();
  expect([t.versionOf("page-1"), t.source.reads]).toEqual([1, 2]);
  expect(t.messages()).toEqual(["this publication cannot be stored; the version before it is served"]);
  t.clock.nowMs += 31_000;
  t.publish(damaged);
  await t.look();
  expect(t.versionOf("page-1")).toBe(2);
});

it("goes on to the other pages when one cannot be stored", async () => {
  await using t = await setUp();
  const damaged = sampleBundle(1);
  t.rows.set(damaged.pageId, { ...rowOf(damaged), checksum: "00" });
  t.publish(sampleBundle(2));
  await t.look();
  expect([t.versionOf("page-1"), t.versionOf("page-2")]).toEqual([undefined, 1]);
});

it("drops a page only when it is positively withdrawn, not when it is merely missing", async () => {
  await using t = await setUp();
  const bundle = sampleBundle(1);
  t.publish(bundle);
  await t.look();
  t.rows.clear();
  await t.look();
  expect(t.versionOf("page-1")).toBe(1);
  t.withdrawn.add(bundle.pageId);
  await t.look();
  expect(t.versionOf("page-1")).toBe(undefined);
});

it("survives a database that is away, says so once, and goes on when it is back", async () => {
  await using t = await setUp();
  t.publish(sampleBundle(1));
  let isAway = true;
  let asked = 0;
  const source: PublicationSource = {
    ...t.source,
    list: async () => {
      asked += 1;
      if (isAway) throw new Error("connect ECONNREFUSED");
      return await t.source.list();
    },
  };
  const sync = startSync({ source, store: t.store, log: t.log, now: Date.now });
  try {
    await vi.waitFor(() => expect(asked).toBeGreaterThan(1), { timeout: 5_000 });
    expect(sync.isReachable()).toBe(false);
    expect(t.messages()).toEqual(["the database cannot be read; stored pages are served with their age"]);
    isAway = false;
    await vi.waitFor(() => expect(t.versionOf("page-1")).toBe(1), { timeout: 10_000 });
    await vi.waitFor(() => expect(sync.isReachable()).toBe(true));
    expect(sync.errors()).toBeGreaterThan(1);
  } finally {
    await sync.stop();
  }
  expect(t.messages()).toContain("the database is back");
});
