import { sampleBundle } from "@vedette/testkit/sample-bundle";
import { readFile, readdir, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { type PageStore, openPageStore } from "../src/page-store.ts";
import { recordingLog, temporaryDirectory } from "./support.ts";

const one = (version: number, over = {}) => sampleBundle(1, { version, publishedAtMs: Date.UTC(2026, 10, 22, 14, version), ...over });
const put = (store: PageStore, bundle: ReturnType<typeof sampleBundle>, atMs = bundle.publishedAtMs) =>
  store.put(bundle, bundle.bytes, atMs);
const open = async (path: string, recorder = recordingLog()) => await openPageStore(path, recorder.log);
const versionOf = (store: PageStore, slug = "page-1") => store.bySlug(slug)?.bundle.version;
const bundlesIn = async (path: string) => (await readdir(path)).filter((name) => name.endsWith(".bundle")).toSorted();

it("serves a page again after a restart, from disk alone", async () => {
  await using directory = await temporaryDirectory();
  expect(await put(await open(directory.path), one(1))).toBe(true);
  expect(versionOf(await open(directory.path))).toBe(1);
});

it("never goes back in time, and changes nothing for a version that it has", async () => {
  await using directory = await temporaryDirectory();
  const store = await open(directory.path);
  await put(store, one(5));
  expect(await put(store, one(4))).toBe(false);
  expect(await put(store, one(5))).toBe(false);
  expect(versionOf(store)).toBe(5);
  expect(await bundlesIn(directory.path)).toEqual([`${one(5).pageId}.5.bundle`]);
});

it("keeps the version before the newest, and no older one", async () => {
  await using directory = await temporaryDirectory();
  const store = await open(directory.path);
  for (const version of [1, 2, 3, 4]) await put(store, one(version));
  expect(await bundlesIn(directory.path)).toEqual([3, 4].map((version) => `${one(1).pageId}.${version}.bundle`));
});

it.each([
  ["corrupt", async (path: string) => await writeFile(path, (await readFile(path)).fill(0, 500, 520))],
  ["truncated", async (path: string) => await truncate(path, 1_000)],
  ["empty", async (path: string) => await truncate(path, 0)],
  ["another page's", async (path: string) => await writeFile(path, sampleBundle(2, { version: 2 }).bytes)],
])("falls back to the version before when the newest is %s, says so, and takes the newest again", async (_, damage) => {
  await using directory = await temporaryDirectory();
  const store = await open(directory.path);
  await put(store, one(1));
  await put(store, one(2));
  await damage(join(directory.path, `${one(2).pageId}.2.bundle`));

  const recorder = recordingLog();
  const restarted = await open(directory.path, recorder);
  expect(versionOf(restarted)).toBe(1);
  expect(recorder.messages()).toEqual(["this stored page cannot be read; an older version is served if there is one"]);
  expect(await put(restarted, one(2))).toBe(true);
  expect(versionOf(await open(directory.path))).toBe(2);
});

it("serves the other pages when one is lost altogether", async () => {
  await using directory = await temporaryDirectory();
  const store = await open(directory.path);
  await put(store, one(1));
  await put(store, sampleBundle(2));
  await truncate(join(directory.path, `${one(1).pageId}.1.bundle`), 10);
  const restarted = await open(directory.path);
  expect([versionOf(restarted), versionOf(restarted, "page-2")]).toEqual([undefined, 1]);
});

it("removes what a crash left half written, and leaves foreign files alone", async () => {
  await using directory = await temporaryDirectory();
  await put(await open(directory.path), one(1));
  await writeFile(join(directory.path, `${one(1).pageId}.2.bundle.tmp`), one(2).bytes.subarray(0, 300));
  await writeFile(join(directory.path, "notes.txt"), "mine");
  expect(versionOf(await open(directory.path))).toBe(1);
  expect((await readdir(directory.path)).toSorted()).toEqual([`${one(1).pageId}.1.bundle`, "notes.txt"]);
});

it("refuses damaged bytes and another page's without losing what it serves", async () => {
  await using directory = await temporaryDirectory();
  const store = await open(directory.path);
  await put(store, one(1));
  await expect(store.put(one(2), one(2).bytes.subarray(0, -1), 0)).rejects.toThrow(/damaged/);
  await expect(store.put(one(2), sampleBundle(2, { version: 2 }).bytes, 0)).rejects.toThrow(/another page/);
  expect(versionOf(store)).toBe(1);
  expect(await bundlesIn(directory.path)).toHaveLength(1);
});

it("knows after a restart when a page was last confirmed; without that it counts from its publication", async () => {
  await using directory = await temporaryDirectory();
  const store = await open(directory.path);
  const bundle = one(1);
  await put(store, bundle);
  store.confirm(bundle.pageId, bundle.publishedAtMs + 60_000);
  store.confirm(bundle.pageId, bundle.publishedAtMs + 30_000);
  await store.saveConfirmations();
  expect((await open(directory.path)).bySlug("page-1")?.confirmedAtMs).toBe(bundle.publishedAtMs + 60_000);

  await writeFile(join(directory.path, "confirmations.json"), "{");
  expect((await open(directory.path)).bySlug("page-1")?.confirmedAtMs).toBe(bundle.publishedAtMs);
});

it("forgets a page that is removed, for good", async () => {
  await using directory = await temporaryDirectory();
  const store = await open(directory.path);
  await put(store, one(1));
  await put(store, one(2));
  await store.remove(one(1).pageId);
  expect(versionOf(store)).toBe(undefined);
  expect(versionOf(await open(directory.path))).toBe(undefined);
});

it("follows a page to its new address, and gives the old one to who takes it", async () => {
  await using directory = await temporaryDirectory();
  const store = await open(directory.path);
  await put(store, one(1));
  await put(store, one(2, { slug: "moved" }));
  expect([versionOf(store), versionOf(store, "moved")]).toEqual([undefined, 2]);
  await put(store, sampleBundle(2, { slug: "page-1", version: 9 }));
  expect(store.bySlug("page-1")?.bundle.pageId).toBe(sampleBundle(2).pageId);
});
