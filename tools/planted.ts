// pnpm planted [--only NAME] [--sample N] [--seed S]: plants known bugs one by one; a test that was named beforehand has to catch each.
import { parseArgs } from "node:util";
import { bugs } from "./planted/bugs.ts";
import { draw } from "./planted/draw.ts";
import { plant } from "./planted/plant.ts";

const { values } = parseArgs({ options: { only: { type: "string" }, sample: { type: "string" }, seed: { type: "string" } } });
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const named = bugs.filter((bug) => values.only === undefined || bug.name === values.only);
const chosen = values.sample === undefined ? named : draw(named, Number(values.sample), seed);
if (chosen.length === 0 || !Number.isSafeInteger(seed)) {
  const names = bugs.map((bug) => `  ${bug.name}`).join("\n");
  console.error(`Usage: pnpm planted [--only NAME] [--sample N] [--seed S], with NAME one of\n${names}`);
  process.exit(2);
}

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stopping.abort());

if (values.sample !== undefined) console.log(`seed ${seed}`);
const { passed, failures } = await plant(chosen, stopping.signal).catch((error: unknown) => {
  if (stopping.signal.aborted) process.exit(130);
  throw error;
});
console.log(`${passed} caught, ${failures.length} missed`);
process.exitCode = failures.length === 0 ? 0 : 1;
