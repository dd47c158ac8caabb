// npm test [-- build | verify | unit | chaos | simulation | integration | planted | e2e ...]: every test, or the named parts. What failed is said once
// more at the end, and the last line counts.
import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkClient } from "./check-client.ts";
import { buildIfChanged } from "./launcher/build.ts";
import { bugs } from "./planted/bugs.ts";
import { draw } from "./planted/draw.ts";
import { plant } from "./planted/plant.ts";
import { root } from "./run-step.ts";
import { type Count, countPlaywright, countVitest, failure } from "./test-count.ts";
import { ensurePrograms } from "./test-programs.ts";
import { verify } from "./verify-steps.ts";

const reports = mkdtempSync(join(tmpdir(), "vedette-reports-"));
const longestPartMs = 900_000;

const parts: Record<string, () => Promise<Count>> = {
  // First, as chaos runs beside what comes here, and waits with web until it is built.
  build: async () => {
    await build();
    return { passed: 1, failures: [] };
  },
  verify: async () => {
    const results = await verify();
    const failures = results.filter((result) => !result.ok).map(({ name, output }) => failure(name, output));
    return { passed: results.length - failures.length, failures };
  },
  unit: () => runVitest("unit"),
  chaos: async () => verdictOf("chaos", await breaking),
  simulation: async () => verdictOf("simulation", await simulating),
  integration: () => runVitest("integration"),
  planted: async () => {
    const seed = Date.now() % 1_000_000;
    console.log(`seed ${seed}`);
    return await plant(draw(bugs, 4, seed), AbortSignal.timeout(longestPartMs));
  },
  e2e: async () => {
    await build();
    const file = join(reports, "e2e.json");
    const code = await run("playwright", ["test", "--reporter=list,json"], join(root, "apps/web"), { PLAYWRIGHT_JSON_OUTPUT_FILE: file });
    return countPlaywright(file, code);
  },
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`There is no part named ${unknown.join(", ")}. The parts are ${Object.keys(parts).join(", ")}.`);
  process.exit(2);
}

const missing = wanted.length === 0 || wanted.some((name) => name !== "verify" && name !== "unit") ? ensurePrograms() : null;
if (missing !== null) console.log(missing);
for (const problem of await checkClient()) console.log(problem);

// One mostly waits and the other steps back for everybody, so they begin beside the parts that do not mind.
const isBuiltBeside = wanted.length === 0 || wanted.includes("build");
const chaos = ["bench/chaos/main.ts", "--minutes", "5", "--locations", "1"];
const breaking = beside("chaos", isBuiltBeside ? [...chaos, "--build-elsewhere"] : chaos);
const simulating = beside("simulation", ["bench/simulation/main.ts", "--seeds", "10000", "--threads", "1"]);
const total: Count = { passed: 0, failures: [] };
for (const [name, part] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n── ${name}`);
  const count = await part().catch((error: unknown): Count => {
    const why = error instanceof Error ? error.message : String(error);
    console.log(why);
    return { passed: 0, failures: [failure(name, why)] };
  });
  total.passed += count.passed;
  total.failures.push(...count.failures);
  console.log(`── ${name}: ${count.passed} passed, ${count.failures.length} failed`);
}
rmSync(reports, { recursive: true, force: true });
if (missing !== null) console.log(`\n${missing}`);
if (total.failures.length > 0) console.log(`\n── failed\n${total.failures.slice(0, 20).join("\n")}\n`);
console.log(`${total.passed} passed, ${total.failures.length} failed`);
process.exit(total.failures.length === 0 && total.passed > 0 ? 0 : 1);

function build(): Promise<void> {
  return buildIfChanged((line) => console.log(line), AbortSignal.timeout(longestPartMs));
}

async function runVitest(project: string): Promise<Count> {
  const file = join(reports, `${project}.json`);
  const code = await run(
    "vitest",
    ["run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`],
    root,
    {},
  );
  return countVitest(file, code);
}

/** Runs a part that judges itself: its exit code is the verdict, and what it said is shown later. */
async function beside(part: string, args: string[]): Promise<{ code: number; said: string }> {
  if (wanted.length > 0 && !wanted.includes(part)) return { code: 0, said: "" };
  const log = join(reports, `${part}.log`);
  const file = openSync(log, "w");
  const code = await run(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], root, {}, file);
  closeSync(file);
  return { code, said: readFileSync(log, "utf8").trimEnd() };
}

function verdictOf(part: string, { code, said }: { code: number; said: string }): Count {
  const lines = said.split("\n");
  console.log(code === 0 ? lines.slice(-2).join("\n") : said);
  return code === 0 ? { passed: 1, failures: [] } : { passed: 0, failures: [failure(part, lines.slice(-25).join("\n"))] };
}

/** Exit code of a program whose output goes to the terminal or an open file; one that hangs is ended. */
function run(
  command: string,
  args: string[],
  cwd: string,
  env: Record<string, string>,
  output: number | "inherit" = "inherit",
): Promise<number> {
  return new Promise((resolve) => {
    const path = `${join(cwd, "node_modules/.bin")}:${process.env["PATH"] ?? ""}`;
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, PATH: path, ...env },
      stdio: ["ignore", output, output],
      timeout: longestPartMs,
    });
    child.on("error", (error) => {
      console.log(error.message);
      resolve(127);
    });
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
