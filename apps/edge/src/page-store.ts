import { mkdir, readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import { z } from "zod";
import { writeDurably } from "./durable-file.ts";
import { type Bundle, readBundle } from "./read-bundle.ts";

/** A page as it is served. `confirmedAtMs`, by this machine's clock: when its publisher last made sure that it is the truth. */
export type StoredPage = { bundle: Bundle; confirmedAtMs: number };

export type PageStore = {
  /** The page at an address, from memory. */
  bySlug: (slug: string) => StoredPage | undefined;
  pages: () => ReadonlyMap<string, StoredPage>;
  /** Stores and serves a bundle. False: it is not newer than what is served, and nothing changed. Throws when it is damaged or another. */
  put: (expected: { pageId: string; version: number }, bytes: Buffer, confirmedAtMs: number) => Promise<boolean>;
  /** Notes that a page was still true at that time; never moves back. */
  confirm: (pageId: string, confirmedAtMs: number) => void;
  remove: (pageId: string) => Promise<void>;
  /** Writes the times of confirmation, so that a restart without a database knows how old its pages are. */
  saveConfirmations: () => Promise<void>;
};

const fileName = /^([0-9a-f-]{36})\.(\d{1,15})\.bundle$/;
const Confirmations = z.record(z.string(), z.number());

/**
 * Opens the directory and loads every page: the newest version that is whole. The version before it stays on disk for the day on
 * which the newest turns out damaged. One process at a time may use a directory. Throws only when the directory cannot be used.
 */
export async function openPageStore(directory: string, log: Logger): Promise<PageStore> {
  await mkdir(directory, { recursive: true });
  const confirmationsPath = join(directory, "confirmations.json");
  const pages = await loadPages(directory, await loadConfirmations(confirmationsPath), log);
  let slugs = indexBySlug(pages);
  let unsaved = false;

  const serve = (page: StoredPage) => {
    pages.set(page.bundle.pageId, page);
    slugs = indexBySlug(pages);
  };

  return {
    bySlug: (slug) => slugs.get(slug),
    pages: () => pages,
    async put(expected, bytes, confirmedAtMs) {
      const bundle = readExpected(expected, bytes);
      const served = pages.get(bundle.pageId);
      if (served !== undefined && bundle.version <= served.bundle.version) return false;
      await writeDurably(join(directory, `${bundle.pageId}.${bundle.version}.bundle`), bytes);
      serve({ bundle, confirmedAtMs });
      unsaved = true;
      const keep = [bundle.version, served?.bundle.version];
      const old = (await versionsOf(directory, bundle.pageId)).filter((file) => !keep.includes(file.version));
      await Promise.all(old.map((file) => rm(join(directory, file.name), { force: true })));
      return true;
    },
    confirm(pageId, confirmedAtMs) {
      const page = pages.get(pageId);
      if (page === undefined || confirmedAtMs <= page.confirmedAtMs) return;
      page.confirmedAtMs = confirmedAtMs;
      unsaved = true;
    },
    async remove(pageId) {
      pages.delete(pageId);
      slugs = indexBySlug(pages);
      unsaved = true;
      const files = await versionsOf(directory, pageId);
      await Promise.all(files.map((file) => rm(join(directory, file.name), { force: true })));
    },
    async saveConfirmations() {
      if (!unsaved) return;
      unsaved = false;
      const times = [...pages].map(([pageId, page]) => [pageId, page.confirmedAtMs]);
      await writeDurably(confirmationsPath, JSON.stringify(Object.fromEntries(times)));
    },
  };
}

/** Two pages can claim one address while it changes hands: the later publication has it. */
function indexBySlug(pages: ReadonlyMap<string, StoredPage>): Map<string, StoredPage> {
  const oldestFirst = [...pages.values()].toSorted((a, b) => a.bundle.publishedAtMs - b.bundle.publishedAtMs);
  return new Map(oldestFirst.map((page) => [page.bundle.slug, page]));
}

async function loadPages(directory: string, confirmations: Record<string, number>, log: Logger): Promise<Map<string, StoredPage>> {
  const pages = new Map<string, StoredPage>();
  const names = await readdir(directory);
  await Promise.all(names.filter((name) => name.endsWith(".tmp")).map((name) => rm(join(directory, name), { force: true })));
  const newestFirst = names.flatMap((name) => versionOf(name) ?? []).toSorted((a, b) => b.version - a.version);
  for (const file of newestFirst) {
    if (pages.has(file.pageId)) continue;
    try {
      const bundle = readExpected(file, await readFile(join(directory, file.name)));
      pages.set(file.pageId, { bundle, confirmedAtMs: Math.max(bundle.publishedAtMs, confirmations[file.pageId] ?? 0) });
    } catch (error) {
      log.error({ err: error, file: file.name }, "this stored page cannot be read; an older version is served if there is one");
    }
  }
  return pages;
}

function readExpected(expected: { pageId: string; version: number }, bytes: Buffer): Bundle {
  const bundle = readBundle(bytes);
  if (bundle.pageId !== expected.pageId || bundle.version !== expected.version)
    throw new Error("the bundle belongs to another page or version");
  return bundle;
}

/** A file that cannot be read makes pages look older than they are, which is the safe way to be wrong. */
async function loadConfirmations(path: string): Promise<Record<string, number>> {
  try {
    return Confirmations.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return {};
  }
}

type VersionFile = { name: string; pageId: string; version: number };

async function versionsOf(directory: string, pageId: string): Promise<VersionFile[]> {
  return (await readdir(directory)).flatMap((name) => versionOf(name) ?? []).filter((file) => file.pageId === pageId);
}

function versionOf(name: string): VersionFile | null {
  const [, pageId, version] = fileName.exec(name) ?? [];
  return pageId === undefined ? null : { name, pageId, version: Number(version) };
}
