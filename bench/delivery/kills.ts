import { setTimeout as delay } from "node:timers/promises";
import { type TestRedis, hasRedisServer, startRedisServer } from "@vedette/testkit/redis-server";
import { isSaid, isSettled } from "./answers.ts";
import { type Outcome, numbered } from "./outcome.ts";
import { type World, startWorld } from "./world.ts";

type Fault = {
  name: string;
  intervalMs?: number;
  begin: (world: { workers: { kill: () => boolean }[]; redis: TestRedis | null }) => Promise<() => Promise<void>>;
};

const nothing = async () => {};
/** As BullMQ pauses and resumes one. */
const forEachQueue = (words: string) => `for _, key in ipairs(redis.call('KEYS', 'bull:*:meta')) do redis.call(${words}) end`;
const faults: Fault[] = [
  { name: "nothing", begin: async () => nothing },
  {
    name: "a worker killed every 7 s",
    begin: async ({ workers }) => {
      let nth = 0;
      const timer = setInterval(() => workers[nth++ % workers.length]?.kill(), 7_000);
      return async () => clearInterval(timer);
    },
  },
  {
    name: "the queue paused",
    // A doorbell that nobody hears costs three seconds, and a check is not run after its next tick.
    intervalMs: 5_000,
    begin: async ({ redis }) => {
      await redis?.command("EVAL", forEachQueue("'HSET', key, 'paused', 1"), "0");
      return async () => await redis?.command("EVAL", forEachQueue("'HDEL', key, 'paused'"), "0");
    },
  },
  {
    name: "Redis frozen",
    begin: async ({ redis }) => {
      redis?.freeze();
      return async () => await redis?.restart();
    },
  },
  {
    name: "Redis killed",
    begin: async ({ redis }) => {
      await redis?.kill();
      return async () => await redis?.restart();
    },
  },
];

/**
 * Promise 11: from the end of the check that confirms an outage to the first attempt at telling of it, in the receiver, with two workers, while
 * one of them is killed again and again, the queue takes jobs and hands none out, and Redis stands still or is gone.
 */
export async function kills({ quick }: { quick: boolean }): Promise<Outcome> {
  const outcome: Outcome = { rows: [], figures: {}, broken: [] };
  await using redis = hasRedisServer() ? await startRedisServer() : null;
  for (const fault of redis === null ? faults.slice(0, 2) : faults) {
    await using world = await startWorld();
    await world.hook("hook");
    const monitors = numbered("monitor", quick ? 30 : 100);
    await world.monitors(monitors, "all", fault.intervalMs);
    const env: Record<string, string> = redis === null ? {} : { REDIS_URL: redis.url };
    const workers = [await world.worker(env), await world.worker(env)];
    await world.until("all is up", 90_000, () => isSaid(world, "up", monitors.length));
    const end = await fault.begin({ workers, redis });
    // Not all in the same moment: a fault meets them at every point of the road.
    for (let incident = 0; incident < 3; incident++)
      for (const isUp of [false, true]) {
        for (const monitor of monitors) {
          world.setUp([monitor], isUp);
          await delay((quick ? 6_000 : 12_000) / monitors.length);
        }
        await world.until(`all is ${isUp ? "up" : "down"} (${fault.name})`, 180_000, () =>
          isSaid(world, isUp ? "up" : "down", monitors.length),
        );
      }
    await end();
    await world.until("all is settled", 120_000, () => isSettled(world));
    const tookMs = await took(world);
    const p99Ms = tookMs.at(Math.min(tookMs.length - 1, Math.floor(tookMs.length * 0.99))) ?? Number.POSITIVE_INFINITY;
    const p50Ms = tookMs[Math.floor(tookMs.length / 2)] ?? Number.POSITIVE_INFINITY;
    outcome.rows.push([`to the first attempt: ${fault.name}, p50 / p99 ms of ${tookMs.length}`, `${p50Ms} / ${p99Ms}`]);
    outcome.figures[`page_p99_ms_${fault.name.toLowerCase().replaceAll(/[^a-z]+/g, "_")}`] = p99Ms;
    if (p99Ms > 15_000) outcome.broken.push(`people are told within 15 s: ${fault.name}`);
  }
  return outcome;
}

/** Ascending; an incident of which nobody was told took for ever. */
async function took({ rows, heard }: World): Promise<number[]> {
  const firstMs = new Map<string, number>();
  for (const { id, atMs } of heard) if (!firstMs.has(id)) firstMs.set(id, atMs);
  const told = await rows<{ key: string | null; ended: number }>(
    `SELECT o.key, (extract(epoch FROM r.due_at) * 1000 + r.late_ms + r.total_us / 1000)::float8 AS ended
     FROM incidents i JOIN monitors m ON m.id = i.monitor_id JOIN results r ON r.monitor_no = m.compat_number AND r.due_at = i.confirmed_at
     LEFT JOIN outbox o ON o.incident_id = i.id AND o.type = 'incident.opened' WHERE m.name LIKE 'monitor-%'`,
  );
  return told.map(({ key, ended }) => Math.round((firstMs.get(key ?? "") ?? Number.POSITIVE_INFINITY) - ended)).sort((a, b) => a - b);
}
