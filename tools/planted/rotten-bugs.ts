import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../run-step.ts";
import { bugs } from "./bugs.ts";

/** A sentence for every bug that does not fit the source any more: whoever moves a protected line moves its bug along. */
export function rottenBugs(): string[] {
  const names = new Set<string>();
  return bugs.flatMap((bug) => {
    const problems: string[] = [];
    if (names.has(bug.name)) problems.push("another bug has the same name");
    names.add(bug.name);
    const times = timesIn(bug.file, bug.from);
    if (times !== 1) problems.push(`\`from\` occurs ${times} times in ${bug.file}, not once`);
    if (!existsSync(join(root, bug.caughtBy.file))) problems.push(`there is no ${bug.caughtBy.file}`);
    return problems.map((problem) => `planted bug "${bug.name}": ${problem}. Correct it in tools/planted.`);
  });
}

function timesIn(file: string, text: string): number {
  const path = join(root, file);
  return existsSync(path) ? readFileSync(path, "utf8").split(text).length - 1 : 0;
}
