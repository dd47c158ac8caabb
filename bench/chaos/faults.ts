import { appendFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { TestRedis } from "@vedette/testkit/redis-server";
import type { TcpProxy } from "@vedette/testkit/tcp-proxy";
import type { CrashingDatabase } from "./database.ts";
import { addressesOf, canaryAddresses, locationNos } from "./addresses.ts";
import type { FaultLine } from "./logs.ts";
import type { Program } from "./program.ts";
import { type Random, between, oneOf } from "@vedette/testkit/seeded-random";

export type World = {
  workers: readonly [Program, ...Program[]];
  edge: Program;
  /** Null: not yet there. */
  web: Program | null;
  database: CrashingDatabase;
  /** What the product sees of the database. */
  link: TcpProxy;
  /** Null: the queue is in PostgreSQL. */
  redis: TestRedis | null;
  /** Tells the farm what happens now. */
  farm: (happening: "outage" | "over" | "cut", what: Record<string, string>) => Promise<void>;
  targets: number;
  /** False: the uplinks of locations are left alone. */
  cutsUplinks: boolean;
  /** SIGKILLs so far that met a living process; PostgreSQL with all its backends counts once. */
  kills: Record<"worker" | "edge" | "web" | "database" | "redis", number>;
  /** Where what is done is written down. */
  logFile: string;
};

type Part = "workers" | "edge" | "web" | "database" | "link" | "redis" | "clock" | "uplink";
/** A database that is frozen is not killed, and so on: of these parts one fault at a time. */
const frail: readonly Part[] = ["database", "link", "redis", "clock", "uplink"];

/** Resolves when it is over; with the targets that were down meanwhile, where it was theirs. */
type Fault = { name: string; part: Part; weight: number; run: (world: World, random: Random) => Promise<number[] | void> };

const kill = ({ kills }: World, kind: "worker" | "edge" | "web", program: Program | null) => {
  if (program?.kill() === true) kills[kind] += 1;
};

const freeze = async (program: Program | null, forMs: number) => {
  program?.freeze();
  await delay(forMs);
  program?.thaw();
};

/** What may happen to a platform. Each is over when its promise resolves. */
const faults: readonly Fault[] = [
  { name: "worker killed", part: "workers", weight: 5, run: async (world, random) => kill(world, "worker", oneOf(random, world.workers)) },
  {
    name: "all workers killed",
    part: "workers",
    weight: 2,
    run: async (world) => world.workers.forEach((worker) => kill(world, "worker", worker)),
  },
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
  {
    name: "clock of a worker drifts",
    part: "clock",
    weight: 1,
    run: async ({ workers }, random) => {
      const worker = oneOf(random, workers);
      const direction = oneOf(random, [-1, 1]);
      const seconds = between(random, 10, 30);
      for (let second = 1; second <= seconds; second++) {
        worker.setClock?.((direction * second) / 60);
        await delay(1_000);
      }
      worker.setClock?.(0);
    },
  },
  { name: "edge killed", part: "edge", weight: 5, run: async (world) => kill(world, "edge", world.edge) },
  { name: "edge frozen", part: "edge", weight: 1, run: ({ edge }, random) => freeze(edge, between(random, 1_000, 5_000)) },
  { name: "web killed", part: "web", weight: 5, run: async (world) => kill(world, "web", world.web) },
  { name: "web frozen", part: "web", weight: 1, run: ({ web }, random) => freeze(web, between(random, 1_000, 15_000)) },
  {
    name: "database killed",
    part: "database",
    weight: 5,
    run: async ({ database, kills }) => {
      await database.crash();
      kills.database += 1;
    },
  },
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
    run: async ({ redis, kills }, random) => {
      await redis?.command("SAVE");
      await delay(between(random, 2_000, 20_000));
      await redis?.restart();
      kills.redis += 1;
    },
  },
  {
    name: "Redis away",
    part: "redis",
    weight: 1,
    run: async ({ redis, kills }, random) => {
      await redis?.kill();
      kills.redis += 1;
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
  {
    name: "uplink of a location cut",
    part: "uplink",
    weight: 2,
    run: (world, random) => cutWhole(world, random, [oneOf(random, locationNos)], between(random, 8_000, 20_000)),
  },
  {
    name: "every uplink cut",
    part: "uplink",
    weight: 1,
    run: (world, random) => cutWhole(world, random, locationNos, between(random, 8_000, 20_000)),
  },
  {
    name: "some addresses cut from a location",
    part: "uplink",
    weight: 2,
    run: (world, random) => {
      const addresses = shuffled(random, addressesOf(world.targets));
      const some = addresses.slice(0, between(random, 1, addresses.length - 1));
      return cut(world, random, [oneOf(random, locationNos)], some, between(random, 5_000, 20_000));
    },
  },
  {
    // None of ours; beside the cuts it shows that a healthy location is believed.
    name: "40 % of the targets down at once",
    part: "uplink",
    weight: 2,
    run: (world, random) => strike(world, random, between(random, 15_000, 20_000)),
  },
];

async function cut(world: World, random: Random, places: readonly number[], addresses: readonly string[], forMs: number): Promise<void> {
  const how = oneOf(random, ["silent", "refused", "lossy"]);
  const set = async (list: readonly string[]) => {
    for (const location of places) await world.farm("cut", { location: String(location), addresses: list.join(), how });
  };
  await set(addresses);
  await delay(forMs);
  await set([]);
}

const cutWhole = (world: World, random: Random, places: readonly number[], forMs: number) =>
  cut(world, random, places, [...addressesOf(world.targets), ...canaryAddresses], forMs);

async function strike({ farm, targets }: World, random: Random, forMs: number): Promise<number[]> {
  const all = Array.from({ length: targets }, (_, target) => target);
  const struck = shuffled(random, all).slice(0, Math.round(targets * 0.4));
  await farm("outage", { targets: struck.join() });
  await delay(forMs);
  await farm("over", {});
  return struck;
}

function shuffled<T>(random: Random, items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

type Counts = Map<string, number>;

async function happen(fault: Fault, world: World, random: Random, counts: Counts, log: (line: string) => void): Promise<void> {
  const { name, part } = fault;
  log(name);
  counts.set(name, (counts.get(name) ?? 0) + 1);
  const fromMs = Date.now();
  const targets = (await fault.run(world, random)) ?? [];
  const line: FaultLine = { name, part, fromMs, untilMs: Date.now(), targets };
  appendFileSync(world.logFile, `${JSON.stringify(line)}\n`);
}

/** What an uplink can do, and a large outage, each alone, so that nothing else explains what comes of it. */
export async function breakUplinks(world: World, random: Random, counts: Counts, log: (line: string) => void): Promise<void> {
  for (const fault of faults.filter(({ part }) => part === "uplink")) {
    await happen(fault, world, random, counts, log);
    await delay(5_000);
  }
}

/**
 * One fault after the other until it is over, decided by `random`; several may be under way at once. What has not happened yet is chosen
 * more often than its weight says. `pauseMs`: the shortest and the longest time between two of them.
 */
export async function breakThings(
  world: World,
  random: Random,
  counts: Counts,
  log: (line: string) => void,
  { pauseMs, isOver }: { pauseMs: readonly [number, number]; isOver: () => boolean },
): Promise<void> {
  const possible = faults.filter(
    ({ name, part }) =>
      (part !== "redis" || world.redis !== null) &&
      (part !== "clock" || world.workers[0].setClock !== null) &&
      (part !== "uplink" || world.cutsUplinks) &&
      (name !== "disk of the database full" || world.database.fillDisk !== null),
  );
  const total = possible.reduce((sum, fault) => sum + fault.weight, 0);
  const running = new Map<Fault, Promise<void>>();
  while (!isOver()) {
    await delay(between(random, ...pauseMs));
    let left = random() * total;
    const unseen = possible.filter(({ name }) => !counts.has(name));
    const drawn = possible.find((each) => (left -= each.weight) < 0);
    const fault = random() < 0.5 ? (unseen[between(random, 0, unseen.length - 1)] ?? drawn) : drawn;
    if (fault === undefined || isOver() || (fault.part === "web" && world.web === null)) continue;
    const isBusy = [...running.keys()].some((other) => other === fault || (other.part === fault.part && frail.includes(fault.part)));
    if (isBusy) continue;
    const run = happen(fault, world, random, counts, log).finally(() => running.delete(fault));
    run.catch(() => {}); // Told by the wait below, or else by what does not come back.
    running.set(fault, run);
  }
  await Promise.all(running.values());
}
