import { setTimeout as delay } from "node:timers/promises";
import type { TestRedis } from "@vedette/testkit/redis-server";
import type { TcpProxy } from "@vedette/testkit/tcp-proxy";
import type { CrashingDatabase } from "./database.ts";
import type { Program } from "./program.ts";
import { type Random, between, oneOf } from "@vedette/testkit/seeded-random";

export type World = {
  workers: readonly [Program, ...Program[]];
  edge: Program;
  database: CrashingDatabase;
  /** What the product sees of the database. */
  link: TcpProxy;
  /** Null: the queue is in PostgreSQL. */
  redis: TestRedis | null;
};

type Fault = { name: string; weight: number; run: (world: World, random: Random) => Promise<void> };

const freeze = async (program: Program, forMs: number) => {
  program.freeze();
  await delay(forMs);
  program.thaw();
};

/** What may happen to a platform. Each is over when its promise resolves. */
const faults: readonly Fault[] = [
  { name: "worker killed", weight: 8, run: async ({ workers }, random) => oneOf(random, workers).kill() },
  { name: "all workers killed", weight: 2, run: async ({ workers }) => workers.forEach((worker) => worker.kill()) },
  { name: "worker frozen", weight: 4, run: async ({ workers }, random) => freeze(oneOf(random, workers), between(random, 1_000, 15_000)) },
  { name: "edge killed", weight: 1, run: async ({ edge }) => edge.kill() },
  { name: "edge frozen", weight: 1, run: async ({ edge }, random) => freeze(edge, between(random, 1_000, 5_000)) },
  { name: "database killed", weight: 2, run: ({ database }) => database.crash() },
  {
    name: "database stalled",
    weight: 1,
    run: async ({ database }, random) => {
      database.freeze();
      await delay(between(random, 2_000, 30_000));
      database.thaw();
    },
  },
  {
    name: "link to the database cut",
    weight: 2,
    run: async ({ link }, random) => {
      link.cut();
      await delay(between(random, 500, 10_000));
      link.restore();
    },
  },
  {
    name: "link to the database frozen",
    weight: 1,
    run: async ({ link }, random) => {
      link.freeze();
      await delay(between(random, 500, 10_000));
      link.restore();
    },
  },
  { name: "Redis back empty", weight: 3, run: async ({ redis }) => redis?.restart() },
  {
    name: "Redis away",
    weight: 1,
    run: async ({ redis }, random) => {
      await redis?.kill();
      await delay(between(random, 1_000, 15_000));
      await redis?.restart();
    },
  },
];

/** One fault after the other until `untilMs`, decided by `random`; several may be under way at once. Returns how often each happened. */
export async function breakThings(
  world: World,
  random: Random,
  untilMs: number,
  log: (line: string) => void,
): Promise<Map<string, number>> {
  const possible = faults.filter((fault) => world.redis !== null || !fault.name.startsWith("Redis"));
  const total = possible.reduce((sum, fault) => sum + fault.weight, 0);
  const counts = new Map<string, number>();
  const running = new Map<string, Promise<void>>();
  while (Date.now() < untilMs) {
    await delay(between(random, 2_000, 8_000));
    let left = random() * total;
    const fault = possible.find((each) => (left -= each.weight) < 0);
    // The same thing does not break twice at once.
    if (fault === undefined || running.has(fault.name) || Date.now() >= untilMs) continue;
    log(fault.name);
    counts.set(fault.name, (counts.get(fault.name) ?? 0) + 1);
    running.set(
      fault.name,
      fault.run(world, random).finally(() => running.delete(fault.name)),
    );
  }
  await Promise.all(running.values());
  return counts;
}
