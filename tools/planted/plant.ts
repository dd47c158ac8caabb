import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Count, failure } from "../test-count.ts";
import type { Bug } from "./bug.ts";
import { rottenBugs } from "./rotten-bugs.ts";
import { type Outcome, runNamed } from "./run-named.ts";
import { type WorkingCopy, makeWorkingCopy } from "./working-copy.ts";

/**
 * Plants each bug alone in a copy of the repository and runs the one test that is said to catch it, which was green without the bug.
 * Prints a line per bug. Counts a bug as passed when exactly its test turned red; the working tree is never touched.
 */
export async function plant(bugs: readonly Bug[], signal: AbortSignal): Promise<Count> {
  const rotten = rottenBugs();
  for (const problem of rotten) console.log(problem);
  if (rotten.length > 0) return { passed: 0, failures: rotten };

  await using copy = await makeWorkingCopy();
  const healthy = await runNamed(
    copy,
    bugs.map((bug) => bug.caughtBy),
    signal,
  );
  const count: Count = { passed: 0, failures: [] };
  const nameWidth = Math.max(...bugs.map((bug) => bug.name.length));
  for (const [i, bug] of bugs.entries()) {
    const startedMs = performance.now();
    const before = healthy[i];
    const after = before?.kind === "green" ? await runWith(copy, bug, signal) : undefined;
    const isCaught = after?.kind === "red";
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1).padStart(5);
    console.log(`${isCaught ? "✓" : "✗"} ${bug.name.padEnd(nameWidth)} ${seconds} s  ${bug.caughtBy.file}: ${bug.caughtBy.test}`);
    if (isCaught) {
      count.passed += 1;
      // Whoever plants one bug wants to see that it is red for the right reason.
      if (bugs.length === 1) console.log(after.said);
    } else {
      const why = `${after === undefined ? "without" : "with"} the bug: ${wordsFor(after ?? before)}`;
      console.log(`    ${why}`);
      count.failures.push(failure(`planted: ${bug.name}`, why));
    }
  }
  return count;
}

async function runWith(copy: WorkingCopy, bug: Bug, signal: AbortSignal): Promise<Outcome | undefined> {
  const path = join(copy.root, bug.file);
  const right = readFileSync(path, "utf8");
  writeFileSync(
    path,
    right.replace(bug.from, () => bug.to),
  );
  try {
    return (await runNamed(copy, [bug.caughtBy], signal))[0];
  } finally {
    writeFileSync(path, right);
  }
}

function wordsFor(outcome: Outcome | undefined): string {
  return outcome?.kind === "other" ? outcome.why : `the test is ${outcome?.kind ?? "not run"}`;
}
