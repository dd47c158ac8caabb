import { existsSync, readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { root } from "./run-step.ts";

/** `failures`: for each test that failed its name, and in the lines below it why. */
export type Count = { passed: number; failures: string[] };

type VitestReport = {
  numPassedTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
};
type PlaywrightSuite = {
  file: string;
  suites?: PlaywrightSuite[];
  specs: { title: string; tests: { status: string; results: { errors: { message?: string }[] }[] }[] }[];
};
type PlaywrightReport = { stats: { expected: number }; errors: { message?: string }[]; suites: PlaywrightSuite[] };

/** Tests of a vitest run; a file that could not even be loaded counts as one failure. */
export function countVitest(file: string, exitCode: number): Count {
  const report = read<VitestReport>(file);
  if (report === null) return { passed: 0, failures: ["the run ended before it wrote its report"] };
  const failures = report.testResults.flatMap(({ name, status, message, assertionResults }) => [
    ...(status === "failed" && assertionResults.length === 0 ? [failure(name, message)] : []),
    ...assertionResults
      .filter((test) => test.status === "failed")
      .map((test) => failure(`${name}: ${test.fullName}`, test.failureMessages.join("\n"))),
  ]);
  return atLeastOne({ passed: report.numPassedTests, failures }, exitCode);
}

/** Tests of a Playwright run. One that passed only when repeated did not pass. */
export function countPlaywright(file: string, exitCode: number): Count {
  const report = read<PlaywrightReport>(file);
  if (report === null) return { passed: 0, failures: ["the run ended before it wrote its report"] };
  const failures = [
    ...report.errors.map(({ message }) => failure("outside of all tests", message ?? "")),
    ...report.suites.flatMap((suite) => failuresOf(suite)),
  ];
  return atLeastOne({ passed: report.stats.expected, failures }, exitCode);
}

/** A test's name and the first lines of why it failed, without colours and without the frames of other people's code. */
export function failure(name: string, why: string): string {
  const lines = stripVTControlCharacters(why).trimEnd().split("\n");
  const ours = lines.filter((line) => !/^\s+at (?:.*node_modules|new Promise)/.test(line));
  return [name.replace(`${root}/`, ""), ...ours.slice(0, 25).map((line) => `    ${line}`)].join("\n").trimEnd();
}

function failuresOf({ file, suites = [], specs }: PlaywrightSuite): string[] {
  const own = specs.flatMap(({ title, tests }) =>
    tests
      .filter((test) => test.status === "unexpected" || test.status === "flaky")
      .map((test) => {
        const errors = test.results.flatMap((result) => result.errors.map(({ message }) => message ?? ""));
        return failure(`${file}: ${title}`, errors.join("\n"));
      }),
  );
  return [...own, ...suites.flatMap((suite) => failuresOf(suite))];
}

/** A run that ended badly without naming a failed test, or that ran nothing, is a failure all the same. */
function atLeastOne(count: Count, exitCode: number): Count {
  const isSilentFailure = count.failures.length === 0 && (exitCode !== 0 || count.passed === 0);
  return isSilentFailure ? { ...count, failures: [`exit code ${exitCode} after ${count.passed} tests that passed`] } : count;
}

/** null: the run ended before it wrote its report. */
function read<T>(file: string): T | null {
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, "utf8")) as T; // safe because the tools' own reporters wrote it
  } catch {
    return null;
  }
}
