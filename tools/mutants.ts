// pnpm mutants [FILES]: changes `core` line by line, FILES of its src or all, and counts the changes that no unit test of it sees.
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Stryker } from "@stryker-mutator/core";

const files = process.argv.slice(2);
// The library takes the working directory for the project.
process.chdir(fileURLToPath(new URL("../packages/core", import.meta.url)));

const mutants = await new Stryker({
  mutate: files.length > 0 ? files.map((file) => `src/${file}`) : ["src/**/*.ts", "!src/**/*.test.ts"],
  plugins: [import.meta.resolve("@stryker-mutator/vitest-runner")],
  testRunner: "vitest",
  coverageAnalysis: "perTest",
  // What is computed once, as a file is loaded, is changed in no single test: each such mutant would run them all.
  ignoreStatic: true,
  concurrency: 1,
  ignorePatterns: ["tsconfig.json"], // it extends one that lies outside of what is copied
  reporters: ["clear-text"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  tempDirName: join(tmpdir(), `vedette-mutants-${process.pid}`),
}).runMutationTest();

const countOf = (...statuses: string[]) => mutants.filter((mutant) => statuses.includes(mutant.status)).length;
const seen = countOf("Killed", "Timeout");
const missed = countOf("Survived", "NoCoverage");
console.log(JSON.stringify({ mutants: seen + missed, seen, missed, scorePercent: Math.round((1_000 * seen) / (seen + missed)) / 10 }));
