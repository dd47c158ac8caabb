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

type Part = "workers" | "edge" | "database" | "link" | "redis" | "clock";
/** A database that is frozen is not killed, and so on: of these parts one fault at a time. */
const frail: readonly Part[] = ["database", "link", "redis", "clock"];

type Fault = { name: string; part: Part; weight: number; run: (world: World, random: Random) => Promise<void> };

const freeze = async (program: Program, forMs: number) => {
  program.freeze();
  await delay(forMs);
  program.thaw();
};

/** What may happen to a platform. Each is over when its promise resolves. */
const faults: readonly Fault[] = [
  { name: "worker killed", part: "workers", weight: 8, run: async ({ workers }, random) => oneOf(random, workers).kill() },
  { name: "all workers killed", part: "workers", weight: 2, run: async ({ workers }) => workers.forEach((worker) => worker.kill()) },
  {
    name: "worker frozen",
    part: "workers",
    weight: 4,
    run: ({ workers }, random) => freeze(oneOf(random, workers), between(random, 1_000, 15_000)),
  },
  {
    name: "clock of a worker stepped",
    part: "clock",
    weight: 2,
    run: async ({ workers }, random) => {
      const worker = oneOf(random, workers);
      worker.setClock?.(between(random, -3_600, 3_600));
      await delay(between(random, 2_000, 20_000));
      worker.setClock?.(0);
    },
  },
  { name: "edge killed", part: "edge", weight: 1, run: async ({ edge }) => edge.kill() },
  { name: "edge frozen", part: "edge", weight: 1, run: ({ edge }, random) => freeze(edge, between(random, 1_000, 5_000)) },
  { name: "database killed", part: "database", weight: 2, run: ({ database }) => database.crash() },
  {
    name: "database stalled",
    part: "database",
    weight: 1,
    run: async ({ database }, random) => {
      database.freeze();
      await delay(between(random, 2_000, 30_000));
      database.thaw();
    },
  },
  {
    name: "disk of the database full",
    part: "database",
    weight: 1,
    run: async ({ database }, random) => database.fillDisk?.(between(random, 1_000, 15_000)),
  },
  {
    name: "link to the database cut",
    part: "link",
    weight: 2,
    run: async ({ link }, random) => {
      link.cut();
      await delay(between(random, 500, 10_000));
      link.restore();
    },
  },
  {
    name: "link to the database frozen",
    part: "link",
    weight: 1,
    run: async ({ link }, random) => {
      link.freeze();
      await delay(between(random, 500, 10_000));
      link.restore();
    },
  },
  { name: "Redis flushed", part: "redis", weight: 2, run: async ({ redis }) => redis?.command("FLUSHALL") },
  {
    name: "Redis back as it was before",
    part: "redis",
    weight: 2,
    run: async ({ redis }, random) => {
      await redis?.command("SAVE");
      await delay(between(random, 2_000, 20_000));
      await redis?.restart();
    },
  },
  {
    name: "Redis away",
    part: "redis",
    weight: 1,
    run: async ({ redis }, random) => {
      await redis?.kill();
      await delay(between(random, 1_000, 15_000));
      await redis?.restart();
    },
  },
  {
    name: "Redis out of memory",
    part: "redis",
    weight: 1,
    run: async ({ redis }, random) => {
      await redis?.command("CONFIG", "SET", "maxmemory", "1");
      await delay(between(random, 1_000, 15_000));
      await redis?.command("CONFIG", "SET", "maxmemory", "0");
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
  const possible = faults.filter(
    ({ name, part }) =>
      (part !== "redis" || world.redis !== null) &&
      (part !== "clock" || world.workers[0].setClock !== null) &&
      (name !== "disk of the database full" || world.database.fillDisk !== null),
  );
  const total = possible.reduce((sum, fault) => sum + fault.weight, 0);
  const counts = new Map<string, number>();
  const running = new Map<Fault, Promise<void>>();
  while (Date.now() < untilMs) {
    await delay(between(random, 2_000, 8_000));
    let left = random() * total;
    const fault = possible.find((each) => (left -= each.weight) < 0);
    if (fault === undefined || Date.now() >= untilMs) continue;
    const isBusy = [...running.keys()].some((other) => other === fault || (other.part === fault.part && frail.includes(fault.part)));
    if (isBusy) continue;
    log(fault.name);
    counts.set(fault.name, (counts.get(fault.name) ?? 0) + 1);
    const run = fault.run(world, random).finally(() => running.delete(fault));
    run.catch(() => {}); // Told by the wait below, or else by what does not come back.
    running.set(fault, run);
  }
  await Promise.all(running.values());
  return counts;
}
