// pnpm simulate [--seeds N] [--from S] [--threads T] | --seed S: plays seeds until one breaks a promise; --seed shows what happened in one.
import { once } from "node:events";
import { availableParallelism, setPriority } from "node:os";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { playSeeds, type Sum } from "./play-seeds.ts";
import { shrink } from "./shrink.ts";
import { simulate } from "./simulate.ts";

type Portion = { from: number; count: number };

const perPortion = 250;
const yearMs = 365.25 * 86_400_000;

if (isMainThread) {
  const { values } = parseArgs({
    options: { seeds: { type: "string" }, from: { type: "string" }, threads: { type: "string" }, seed: { type: "string" } },
  });
  const [seeds, from] = [Number(values.seeds ?? 10_000), Number(values.from ?? Date.now() % 1_000_000_000)];
  const threads = Number(values.threads ?? availableParallelism());
  const seed = values.seed === undefined ? null : Number(values.seed);
  if (![seeds, from, threads, seed ?? 0].every((n) => Number.isSafeInteger(n) && n >= 0) || seeds === 0 || threads === 0) {
    console.error("Usage: pnpm simulate [--seeds N] [--from S] [--threads T], or pnpm simulate --seed S");
    process.exit(2);
  }
  // Whatever else runs here measures time; this does not.
  setPriority(10);
  const violations = seed === null ? await playAll(seeds, from, threads) : await show(seed);
  process.exitCode = violations === 0 ? 0 : 1;
} else {
  const port = parentPort;
  port?.on("message", (portion: Portion) => void playSeeds(portion).then((sum) => port.postMessage(sum)));
}

async function playAll(seeds: number, from: number, threads: number): Promise<number> {
  console.log(`seeds ${from} to ${from + seeds - 1}`);
  const startedMs = performance.now();
  const total: Sum = { seeds: 0, hash: 0, events: 0, simulatedMs: 0, figures: {}, violations: [] };
  let next = from;
  const oneThread = async (): Promise<void> => {
    const worker = new Worker(new URL(import.meta.url));
    while (next < from + seeds && total.violations.length === 0) {
      const portion = { from: next, count: Math.min(perPortion, from + seeds - next) };
      next += portion.count;
      const sum = await inThread(worker, portion);
      for (const key of ["seeds", "hash", "events", "simulatedMs"] as const) total[key] += sum[key];
      for (const [name, n] of Object.entries(sum.figures)) total.figures[name] = (total.figures[name] ?? 0) + n;
      total.violations.push(...sum.violations);
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: threads }, oneThread));
  for (const violation of total.violations) await show(violation.seed);
  const seconds = (performance.now() - startedMs) / 1_000;
  const figures = {
    seeds: total.seeds,
    simulatedYears: Number((total.simulatedMs / yearMs).toFixed(3)),
    ...total.figures,
    events: total.events,
    seedsPerSecond: Math.round(total.seeds / seconds),
    hash: (total.hash % 2 ** 32).toString(16).padStart(8, "0"),
    violations: total.violations.length,
  };
  for (const [name, value] of Object.entries(figures)) console.log(`${name.padEnd(16)} ${value}`);
  console.log(JSON.stringify(figures));
  return total.violations.length;
}

async function inThread(worker: Worker, portion: Portion): Promise<Sum> {
  worker.postMessage(portion);
  const [sum] = (await once(worker, "message")) as [Sum]; // safe because it sends nothing else
  return sum;
}

/** One seed: what went wrong in it, as little of it as still breaks the promise, and the last that happened. */
async function show(seed: number): Promise<number> {
  const { violation } = await simulate(seed);
  if (violation === null) {
    const { hash, trace } = await simulate(seed, { isTraced: true });
    console.log(`${trace.join("\n")}\nseed ${seed} keeps every promise; its trace is ${hash.toString(16)}`);
    return 0;
  }
  const { plan, outcome } = await shrink(seed);
  console.log(`\n${outcome.trace.join("\n")}\n\nseed ${seed}: ${violation}`);
  if (outcome.violation !== violation) console.log(`of which is left: ${outcome.violation}`);
  console.log(`with ${JSON.stringify(plan)}\nagain: pnpm simulate --seed ${seed}`);
  return 1;
}
