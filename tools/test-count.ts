import { existsSync, readFileSync } from "node:fs";

export type Count = { passed: number; failed: number };

type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
};
type PlaywrightReport = { stats: { expected: number; unexpected: number; flaky: number }; errors: unknown[] };

/** Tests of a vitest run; a file that could not even be loaded counts as one failure. */
export function countVitest(file: string, exitCode: number): Count {
  const report = read<VitestReport>(file);
  if (report === null) return { passed: 0, failed: 1 };
  const unloadable = report.testResults.filter((result) => result.status === "failed" && result.assertionResults.length === 0).length;
  return atLeastOne({ passed: report.numPassedTests, failed: report.numFailedTests + unloadable }, exitCode);
}

/** Tests of a Playwright run. One that passed only when repeated did not pass. */
export function countPlaywright(file: string, exitCode: number): Count {
  const report = read<PlaywrightReport>(file);
  if (report === null) return { passed: 0, failed: 1 };
  const { expected, unexpected, flaky } = report.stats;
  return atLeastOne({ passed: expected, failed: unexpected + flaky + report.errors.length }, exitCode);
}

/** A run that ended badly without naming a failed test, or that ran nothing, is a failure all the same. */
function atLeastOne(count: Count, exitCode: number): Count {
  const isSilentFailure = count.failed === 0 && (exitCode !== 0 || count.passed === 0);
  return isSilentFailure ? { ...count, failed: 1 } : count;
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
