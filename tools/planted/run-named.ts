import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { NamedTest } from "./bug.ts";
import type { WorkingCopy } from "./working-copy.ts";

/** `red`: with what the test said. `other`: neither passed nor failed by what it asserts; `why` says what happened instead. */
export type Outcome = { kind: "green" } | { kind: "red"; said: string } | { kind: "other"; why: string };

type Report = { testResults: { name: string; message: string; assertionResults: Assertion[] }[] };
type Assertion = { ancestorTitles: string[]; title: string; status: string; failureMessages: string[] };

/** For a run of one test, which may wait for a minute by itself; each further one adds a little, as most take less than a second. */
const longestRunMs = 120_000;
const furtherTestMs = 2_000;
/** A test that fails by one of these has found a slip of the bug's text, not the mistake that it stands for. */
const slip = /SyntaxError|ReferenceError|is not a function|syntax error at or near|\b(column|relation|function) \S+ does not exist/;

/** Runs the given tests of a copy, and no other, in one go. The answers are in the order of the tests. */
export async function runNamed(copy: WorkingCopy, tests: readonly NamedTest[], signal: AbortSignal): Promise<Outcome[]> {
  rmSync(copy.report, { force: true });
  const projects = [...new Set(tests.map((test) => test.project))];
  const names = [...new Set(tests.map((test) => test.test))];
  const output = await vitest(
    copy.root,
    [
      ...new Set(tests.map((test) => test.file)),
      ...projects.flatMap((project) => ["--project", project]),
      `--testNamePattern=^(?:${names.map(literally).join("|")})$`,
      "--reporter=json",
      `--outputFile=${copy.report}`,
    ],
    longestRunMs + furtherTestMs * (tests.length - 1),
    signal,
  );
  if (!existsSync(copy.report)) return tests.map(() => ({ kind: "other", why: `vitest wrote no report: ${output.trim().slice(-500)}` }));
  const report = JSON.parse(readFileSync(copy.report, "utf8")) as Report; // safe because vitest's own reporter wrote it
  return tests.map((test) => outcomeOf(copy, report, test));
}

function literally(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}

function outcomeOf(copy: WorkingCopy, report: Report, { file, test }: NamedTest): Outcome {
  const found = report.testResults.find((result) => result.name === join(copy.root, file));
  const named = found?.assertionResults.filter((result) => [...result.ancestorTitles, result.title].join(" > ") === test) ?? [];
  const [only] = named;
  if (only === undefined)
    return { kind: "other", why: found?.message ? `the file did not load: ${found.message}` : "there is no such test" };
  if (named.length > 1) return { kind: "other", why: `${named.length} tests have this name` };
  if (only.status === "passed") return { kind: "green" };
  if (only.status !== "failed") return { kind: "other", why: `the test was ${only.status}` };
  const said = only.failureMessages.join("\n");
  return slip.test(said) ? { kind: "other", why: `the bug does not run: ${said}` } : { kind: "red", said };
}

/** What it printed. It is ended as by Ctrl-C, upon which it stops the servers that it started. */
function vitest(cwd: string, args: string[], longestMs: number, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(cwd, "node_modules/vitest/vitest.mjs"), "run", ...args], {
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own: a second Ctrl-C, from the terminal, would keep it from stopping its servers.
      detached: true,
      signal,
      killSignal: "SIGINT",
      timeout: longestMs,
    });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
    let failure: Error | null = null;
    child.on("error", (error) => (failure = error));
    child.on("close", () => (failure === null ? resolve(output) : reject(failure)));
  });
}
