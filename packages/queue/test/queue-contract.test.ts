import { freshDatabase } from "@vedette/testkit/database";
import { hasRedisServer, startRedisServer } from "@vedette/testkit/redis-server";
import { describe, expect, it, vi } from "vitest";
import { type Queue, type QueueSettings, openQueue } from "../src/queue.ts";

type Store = AsyncDisposable & { settings: QueueSettings };

async function postgresStore(): Promise<Store> {
  const database = await freshDatabase();
  return { settings: { kind: "postgres", connectionString: database.url }, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

async function redisStore(): Promise<Store> {
  const redis = await startRedisServer();
  return { settings: { kind: "redis", url: redis.url }, [Symbol.asyncDispose]: () => redis[Symbol.asyncDispose]() };
}

const stores = [{ name: "PostgreSQL", open: postgresStore }, ...(hasRedisServer() ? [{ name: "Redis", open: redisStore }] : [])];
if (!hasRedisServer()) process.stderr.write("The Redis half of the queue's contract is not run: install redis-server.\n");

async function open(store: Store, errors: string[] = [], locationNo = 1): Promise<Queue & AsyncDisposable> {
  const queue = await openQueue(store.settings, (error, where) => errors.push(`${where}: ${error.message}`), locationNo);
  return { ...queue, [Symbol.asyncDispose]: () => queue.close() };
}

/** A door that a handler waits at until the test opens it. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: resolve };
}

describe.each(stores)("the queue on $name", ({ open: openStore }) => {
  it("carries a job from one process to another", async () => {
    await using store = await openStore();
    await using web = await open(store);
    await using worker = await open(store);
    const seen: string[] = [];
    worker.serve({ publish: async ({ pageId }) => void seen.push(pageId) });
    expect(await web.ring("publish", { pageId: "p1" })).toBe(true);
    await vi.waitFor(() => expect(seen).toEqual(["p1"]), 5_000);
  });

  it("rings for probes only where they are to be made, and for all else anywhere", async () => {
    await using store = await openStore();
    await using home = await open(store);
    await using oslo = await open(store, [], 2);
    const seen: string[] = [];
    home.serve({ probe: async ({ batchId }) => void seen.push(`home ${batchId}`) });
    await oslo.ring("probe", { batchId: "1" });
    await home.ring("probe", { batchId: "2" });
    await home.ring("deliver", { outboxId: "3" });
    await vi.waitFor(() => expect(seen).toEqual(["home 2"]), 5_000);
    oslo.serve({
      probe: async ({ batchId }) => void seen.push(`oslo ${batchId}`),
      deliver: async ({ outboxId }) => void seen.push(`told ${outboxId}`),
    });
    await vi.waitFor(() => expect(seen.toSorted()).toEqual(["home 2", "oslo 1", "told 3"]), 5_000);
  });

  it("keeps what was rung before a worker existed", async () => {
    await using store = await openStore();
    await using web = await open(store);
    await web.ring("errand", { errandId: "e1" });
    await using worker = await open(store);
    const seen: string[] = [];
    worker.serve({ errand: async ({ errandId }) => void seen.push(errandId) });
    await vi.waitFor(() => expect(seen).toEqual(["e1"]), 5_000);
  });

  it.each(["12", "a:b", "5b0c0b4e-3f0a-4c52-9c39-0c3d8f1f6f10"])(
    "runs jobs of one key (%s) one after the other and none too few",
    async (key) => {
      await using store = await openStore();
      await using queue = await open(store);
      const first = gate();
      const seen: string[] = [];
      let running = 0;
      let mostRunning = 0;
      queue.serve({
        publish: async ({ pageId }) => {
          mostRunning = Math.max(mostRunning, ++running);
          seen.push(pageId);
          if (pageId === "first") await first.passed;
          running -= 1;
        },
      });
      await queue.ring("publish", { pageId: "first" }, { key });
      await vi.waitFor(() => expect(seen).toEqual(["first"]), 5_000);
      for (const pageId of ["second", "third", "last"]) expect(await queue.ring("publish", { pageId }, { key })).toBe(true);
      first.open();
      await vi.waitFor(() => expect(seen).toEqual(["first", "last"]), 5_000);
      expect(mostRunning).toBe(1);
      // The key is free again once all of it ended.
      await vi.waitFor(async () => {
        await queue.ring("publish", { pageId: "later" }, { key });
        expect(seen).toContain("later");
      }, 5_000);
    },
  );

  it("repeats a failed job where its policy says so, and reports the failure", async () => {
    await using store = await openStore();
    const errors: string[] = [];
    await using queue = await open(store, errors);
    let attempts = 0;
    queue.serve({
      publish: async () => {
        attempts += 1;
        if (attempts === 1) throw new Error("the disk was full");
      },
    });
    await queue.ring("publish", { pageId: "p1" }, { key: "p1" });
    await vi.waitFor(() => expect(attempts).toBe(2), 10_000);
    expect(errors).toContain("publish: the disk was full");
  });

  it("forgets a job that failed for good, so that the next ring is heard", async () => {
    await using store = await openStore();
    await using queue = await open(store);
    let attempts = 0;
    queue.serve({
      deliver: async () => {
        attempts += 1;
        throw new Error("refused");
      },
    });
    await queue.ring("deliver", { outboxId: "o1" }, { key: "o1" });
    await vi.waitFor(() => expect(attempts).toBe(1), 5_000);
    await vi.waitFor(async () => {
      await queue.ring("deliver", { outboxId: "o1" }, { key: "o1" });
      expect(attempts).toBeGreaterThan(1);
    }, 5_000);
  });

  it("runs as many jobs at once as the job's policy allows", async () => {
    await using store = await openStore();
    await using queue = await open(store);
    const all = gate();
    let running = 0;
    queue.serve({
      errand: async () => {
        running += 1;
        await all.passed;
      },
    });
    await Promise.all(Array.from({ length: 8 }, (_, i) => queue.ring("errand", { errandId: String(i) })));
    await vi.waitFor(() => expect(running).toBe(5), 5_000);
    all.open();
    await vi.waitFor(() => expect(running).toBe(8), 5_000);
  });

  it("closes: waits for a running job, aborts one that does not end, and hears no more rings", async () => {
    await using store = await openStore();
    const queue = await open(store);
    const aborted = gate();
    const started = gate();
    let ended = false;
    queue.serve({
      publish: async () => {
        started.open();
        await Promise.resolve();
        ended = true;
      },
      errand: (_payload, signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => {
            aborted.open();
            resolve();
          });
        }),
    });
    await queue.ring("errand", { errandId: "hangs" });
    await queue.ring("publish", { pageId: "p1" });
    await started.passed;
    await queue.close(300);
    await aborted.passed;
    expect(ended).toBe(true);
    expect(await queue.ring("publish", { pageId: "p2" })).toBe(false);
  });
});
