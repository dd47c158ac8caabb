/** `test`: its name behind those of its suites, as vitest reports it: `a suite > a test`. */
export type NamedTest = { project: "unit" | "integration"; file: string; test: string };

/** A mistake that somebody could make: `from`, which occurs once in `file`, becomes `to`, and `caughtBy` has to turn red. */
export type Bug = { name: string; file: string; from: string; to: string; caughtBy: NamedTest };

const inProject = (project: NamedTest["project"]) => (file: string) => (test: string) => ({ project, file, test });
/** `unit(file)(test)` names a test. */
export const unit = inProject("unit");
export const integration = inProject("integration");
