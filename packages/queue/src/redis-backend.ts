import { once } from "node:events";
import { Queue, Worker } from "bullmq";
import { Redis } from "ioredis";
import type { Backend, OnError } from "./backend.ts";
import { RedisUnreachableError, assertRedisIsSafe } from "./redis-safety.ts";
import { within } from "./within.ts";

/**
 * Throws `UnsafeRedisError` when the server would evict jobs. A server that cannot be reached is no reason to stay down:
 * it is reported and used as soon as it answers.
 */
export async function openRedisBackend(url: string, onError: OnError): Promise<Backend> {
  try {
    await assertRedisIsSafe(url);
  } catch (error) {
    if (!(error instanceof RedisUnreachableError)) throw error;
    onError(error, "redis");
  }
  // A doorbell fails at once rather than wait for Redis; a worker, whose connection is opened with the first, waits for ever.
  const producing = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 1 });
  let consuming: Redis | undefined;
  producing.on("error", (error) => onError(error, "redis"));
  await within(once(producing, "ready"), 1_000, []);
  return {
    openProducer: (name) => new Queue(name, { connection: producing }),
    openConsumer: (name, run, options) => {
      consuming ??= new Redis(url, { maxRetriesPerRequest: null }).on("error", (error) => onError(error, "redis"));
      return new Worker(name, run, { ...options, connection: consuming });
    },
    isReachable: () => producing.status === "ready",
    close: async () => {
      producing.disconnect();
      consuming?.disconnect();
    },
  };
}
