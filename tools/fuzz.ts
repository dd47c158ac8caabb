// pnpm fuzz [--minutes N] [--seed S] [--only NAME [--from INDEX]]: reads nearly valid input with every reader of foreign bytes, until one fails.
import { type FuzzFinding, fuzz } from "@vedette/testkit/fuzz";
import { Session } from "node:inspector/promises";
import { parseArgs } from "node:util";
import { fuzzTargets } from "./fuzz/targets.ts";

const { values } = parseArgs({
  options: { minutes: { type: "string" }, seed: { type: "string" }, only: { type: "string" }, from: { type: "string" } },
});
const minutes = Number(values.minutes ?? 1);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const from = Number(values.from ?? 0);
const targets = fuzzTargets.filter(({ name }) => values.only === undefined || name === values.only);
if (targets.length === 0 || !(minutes > 0) || !Number.isSafeInteger(seed) || !Number.isSafeInteger(from)) {
  const names = fuzzTargets.map(({ name }) => `  ${name}`).join("\n");
  console.error(`Usage: pnpm fuzz [--minutes N] [--seed S] [--only NAME [--from INDEX]], with NAME one of\n${names}`);
  process.exit(2);
}

console.log(`seed ${seed}`);
/** What the readers remember of what they read is bounded. */
const maxKeptMb = 64;
const collector = new Session();
collector.connect();
let failed = 0;
for (const target of targets) {
  const untilMs = performance.now() + (minutes * 60_000) / targets.length;
  const beforeMb = await keptMb();
  const { inputs, slowestMs, finding } = await fuzz(target, seed, () => performance.now() > untilMs, from);
  const grownMb = (await keptMb()) - beforeMb;
  const figures = `${String(inputs).padStart(9)} inputs, slowest ${slowestMs.toFixed(1).padStart(5)} ms of CPU, ${grownMb.toFixed(1).padStart(5)} MB kept`;
  console.log(`${target.name.padEnd(24)} ${figures}`);
  if (grownMb > maxKeptMb) console.log(`  more than ${maxKeptMb} MB is kept`);
  if (finding !== null) show(finding);
  if (finding !== null || grownMb > maxKeptMb) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);

async function keptMb(): Promise<number> {
  await collector.post("HeapProfiler.collectGarbage");
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1_048_576;
}

function show({ name, index, input, problem }: FuzzFinding): void {
  const shown = typeof input === "string" ? JSON.stringify(input) : input.toString("hex");
  console.log(`  ${problem}\n  input: ${shown.slice(0, 2_000)}\n  again: pnpm fuzz --seed ${seed} --only "${name}" --from ${index}`);
}
