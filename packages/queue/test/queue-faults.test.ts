import { freshDatabase } from "@vedette/testkit/database";
import { freePort } from "@vedette/testkit/free-port";
import { hasRedisServer, startRedisServer } from "@vedette/testkit/redis-server";
import { Redis } from "ioredis";
import { describe, expect, it, vi } from "vitest";
import { type Queue, openQueue } from "../src/queue.ts";

type Recorded = AsyncDisposable & { queue: Queue; errors: string[]; seen: string[] };

/** A queue whose worker notes the pages it was asked to publish. */
async function serving(settings: Parameters<typeof openQueue>[0]): Promise<Recorded> {
  const errors: string[] = [];
  const seen: string[] = [];
  const queue = await openQueue(settings, (error, where) => errors.push(`${where}: ${error.message}`));
  queue.serve({ publish: async ({ pageId }) => void seen.push(pageId) });
  return { queue, errors, seen, [Symbol.asyncDispose]: () => queue.close() };
}

/** Rings until it is heard: what the sweeper does. */
function ringUntilSeen({ queue, seen }: Recorded, pageId: string): Promise<void> {
  return vi.waitFor(
    async () => {
      await queue.ring("publish", { pageId });
      expect(seen).toContain(pageId);
    },
    { timeout: 15_000, interval: 200 },
  );
}

describe.runIf(hasRedisServer())("on Redis", () => {
  it("refuses a server that evicts keys, with the command that fixes it", async () => {
    await using redis = await startRedisServer("allkeys-lru");
    await expect(openQueue({ kind: "redis", url: redis.url }, () => undefined)).rejects.toThrow(
      /maxmemory-policy is allkeys-lru.*redis-cli config set maxmemory-policy noeviction/,
    );
  });

  it("goes on after FLUSHALL", async () => {
    await using redis = await startRedisServer();
    await using recorded = await serving({ kind: "redis", url: redis.url });
    await ringUntilSeen(recorded, "before");
    const client = new Redis(redis.url);
    await client.flushall();
    client.disconnect();
    await ringUntilSeen(recorded, "after");
  });

  it("answers false at once while Redis is dead, and goes on when it is back", async () => {
    await using redis = await startRedisServer();
    await using recorded = await serving({ kind: "redis", url: redis.url });
    await ringUntilSeen(recorded, "before");
    await redis.kill();
    const startedMs = performance.now();
    expect(await recorded.queue.ring("publish", { pageId: "lost" })).toBe(false);
    expect(performance.now() - startedMs).toBeLessThan(300);
    await redis.restart();
    await ringUntilSeen(recorded, "after");
    expect(recorded.errors.length).toBeGreaterThan(0);
  });

  it("starts without Redis and uses it as soon as it is there", async () => {
    await using redis = await startRedisServer();
    await redis.kill();
    await using recorded = await serving({ kind: "redis", url: redis.url });
    expect(await recorded.queue.ring("publish", { pageId: "lost" })).toBe(false);
    await redis.restart();
    await ringUntilSeen(recorded, "after");
  });

  it("closes in time although Redis is dead", async () => {
    await using redis = await startRedisServer();
    const { queue } = await serving({ kind: "redis", url: redis.url });
    await redis.kill();
    const startedMs = performance.now();
    await queue.close(500);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});

describe("on PostgreSQL", () => {
  it("goes on after all its connections were cut", async () => {
    await using database = await freshDatabase();
    await using recorded = await serving({ kind: "postgres", connectionString: database.url });
    await ringUntilSeen(recorded, "before");
    await database.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    await ringUntilSeen(recorded, "after");
  });

  it("is created once although several processes start together", async () => {
    await using database = await freshDatabase();
    const settings = { kind: "postgres", connectionString: database.url } as const;
    const all = await Promise.all([1, 2, 3].map(() => serving(settings)));
    const [first] = all;
    if (first !== undefined) await first.queue.ring("publish", { pageId: "p1" });
    await vi.waitFor(() => expect(all.flatMap(({ seen }) => seen)).toEqual(["p1"]), 5_000);
    await Promise.all(all.map(({ queue }) => queue.close()));
  });

  it("rejects with the driver's reason when the server is not there", async () => {
    const connectionString = `postgresql://nobody@127.0.0.1:${await freePort()}/none`;
    await expect(openQueue({ kind: "postgres", connectionString }, () => undefined)).rejects.toThrow(/ECONNREFUSED/);
  });
});
