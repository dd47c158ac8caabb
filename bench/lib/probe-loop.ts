// Probes argv[2] argv[3] times, argv[4] at once, and prints the CPU time of this whole process per check.
import { judge } from "@vedette/core/judge";
import { HttpSpec } from "@vedette/core/kinds/http";
import { probe } from "@vedette/outbound/probe";

const [url = "", count = "1000", concurrency = "50"] = process.argv.slice(2);
const spec = HttpSpec.parse({ kind: "http", url });
const deps = { policy: { privateAllowed: true, ownEndpoints: [] }, smtp: null, now: Date.now };
const never = new AbortController().signal;
let left = 0;
let failed = 0;

async function run(checks: number): Promise<void> {
  left = checks;
  await Promise.all(
    Array.from({ length: Number(concurrency) }, async () => {
      while (left-- > 0) if (judge(spec, await probe(spec, deps, never)).kind !== "up") failed += 1;
    }),
  );
}

await run(2_000); // the first checks pay for compiling
failed = 0;
const before = process.cpuUsage();
await run(Number(count));
const used = process.cpuUsage(before);
process.stdout.write(`us ${(used.user + used.system) / Number(count)} failed ${failed}\n`);
