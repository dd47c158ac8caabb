import { Redis } from "ioredis";

/** This Redis may throw queued jobs away; the message says how to forbid it. */
export class UnsafeRedisError extends Error {
  override readonly name = "UnsafeRedisError";
}

/** Nobody answers there, or refuses us. The message names the server without its password. */
export class RedisUnreachableError extends Error {
  override readonly name = "RedisUnreachableError";
}

/**
 * Throws `UnsafeRedisError` when the server would evict keys under memory pressure, `RedisUnreachableError` when it does not
 * answer within 3 s. Asks INFO rather than CONFIG, which managed services forbid.
 */
export async function assertRedisIsSafe(url: string): Promise<void> {
  const memory = await memoryInfo(url);
  const policy = /^maxmemory_policy:(\S+)/m.exec(memory)?.[1];
  if (policy === "noeviction") return;
  throw new UnsafeRedisError(
    `Redis may evict queued jobs: its maxmemory-policy is ${policy ?? "unknown"}, and it must be noeviction. ` +
      "Run `redis-cli config set maxmemory-policy noeviction` and put `maxmemory-policy noeviction` into redis.conf so that it stays.",
  );
}

async function memoryInfo(url: string): Promise<string> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 3_000, commandTimeout: 3_000 });
  let reason = "";
  redis.on("error", (error) => (reason = error.message));
  try {
    await redis.connect();
    return await redis.info("memory");
  } catch (error) {
    reason ||= error instanceof Error ? error.message : String(error);
    throw new RedisUnreachableError(
      `Redis at ${URL.parse(url)?.host ?? "the given address"} cannot be reached: ${reason}. Start it, or correct REDIS_URL.`,
    );
  } finally {
    redis.disconnect();
  }
}
