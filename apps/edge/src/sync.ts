import type { Publication } from "@vedette/db/publications";
import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { Logger } from "pino";
import type { PageStore } from "./page-store.ts";

/** Where publications come from: the database. */
export type PublicationSource = {
  list: () => Promise<Publication[]>;
  readBundle: (pageId: string, version: number) => Promise<Buffer | null>;
  withdrawn: (pageIds: readonly string[]) => Promise<string[]>;
};

export type Sync = {
  /** Whether the last look at the database succeeded; null before the first. */
  isReachable: () => boolean | null;
  errors: () => number;
  /** Ends after the look that is under way. */
  stop: () => Promise<void>;
};

type Options = { source: PublicationSource; store: PageStore; log: Logger; now: () => number };

const intervalMs = 500;
const maxBackoffMs = 10_000;
const saveEveryMs = 15_000;
const badBundleRestMs = 30_000;

/** Keeps the store equal to what is published, for ever: a dead database only makes it look less often, up to every 10 s. */
export function startSync(options: Options): Sync {
  const { store, log, now } = options;
  const stopping = new AbortController();
  const look = createLook(options, () => (errors += 1));
  let reachable: boolean | null = null;
  let errors = 0;

  async function run(): Promise<void> {
    let failures = 0;
    let savedAtMs = now();
    while (!stopping.signal.aborted) {
      try {
        await look();
        if (reachable === false) log.info("the database is back");
        reachable = true;
        failures = 0;
        if (now() - savedAtMs >= saveEveryMs) {
          savedAtMs = now();
          await save();
        }
      } catch (error) {
        errors += 1;
        failures += 1;
        if (reachable !== false) log.warn({ err: error }, "the database cannot be read; stored pages are served with their age");
        reachable = false;
      }
      await pause(Math.min(maxBackoffMs, intervalMs * 2 ** Math.min(failures, 10)), stopping.signal);
    }
    await save();
  }

  async function save(): Promise<void> {
    await store.saveConfirmations().catch((error: unknown) => {
      log.error({ err: error }, "the times of confirmation cannot be written; after a restart pages will look older than they are");
    });
  }

  const running = run();
  return {
    isReachable: () => reachable,
    errors: () => errors,
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** One look: fetch what is newer, note what is confirmed, drop what the database positively says is not public. */
export function createLook({ source, store, log, now }: Options, onBadBundle: () => void = () => {}): () => Promise<void> {
  const restUntilMs = new Map<string, number>();

  async function fetchNewer(publication: Publication, confirmedAtMs: number): Promise<void> {
    const key = `${publication.pageId}.${publication.version}`;
    if ((restUntilMs.get(key) ?? 0) > now()) return;
    const bytes = await source.readBundle(publication.pageId, publication.version);
    if (bytes === null) return;
    try {
      if (createHash("sha256").update(bytes).digest("hex") !== publication.checksum)
        throw new Error("the bundle's checksum is not the published one");
      await store.put(publication, bytes, confirmedAtMs);
      restUntilMs.delete(key);
    } catch (error) {
      onBadBundle();
      restUntilMs.set(key, now() + badBundleRestMs);
      log.error(
        { err: error, pageId: publication.pageId, version: publication.version },
        "this publication cannot be stored; the version before it is served",
      );
    }
  }

  return async () => {
    const askedAtMs = now();
    const published = await source.list();
    for (const publication of published) {
      // Counted from before the question, so a slow answer makes a page look older, never younger.
      const confirmedAtMs = askedAtMs - Math.max(0, publication.confirmedAgoMs);
      const version = () => store.pages().get(publication.pageId)?.bundle.version ?? 0;
      if (version() < publication.version) await fetchNewer(publication, confirmedAtMs);
      // A database that was set back confirms nothing that is newer than what it holds.
      if (version() === publication.version) store.confirm(publication.pageId, confirmedAtMs);
    }
    const publishedIds = new Set(published.map((publication) => publication.pageId));
    const missing = [...store.pages().keys()].filter((pageId) => !publishedIds.has(pageId));
    if (missing.length === 0) return;
    for (const pageId of await source.withdrawn([...store.pages().keys()])) {
      if (publishedIds.has(pageId)) continue;
      await store.remove(pageId);
      log.info({ pageId }, "this page is no longer published");
    }
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal }).catch(() => {});
}
