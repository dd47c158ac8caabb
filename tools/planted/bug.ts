/** `test`: its full name, as vitest reports it. */
export type NamedTest = { project: "unit" | "integration"; file: string; test: string };

/** A mistake that somebody could make: `from`, which occurs once in `file`, becomes `to`, and `caughtBy` has to turn red. */
export type Bug = { name: string; file: string; from: string; to: string; caughtBy: NamedTest };
