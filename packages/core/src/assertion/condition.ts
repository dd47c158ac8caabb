import type { Severity, SubjectType } from "./assertion.ts";

export const operators = [
  "==",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "in",
  "not in",
  "contains",
  "does not contain",
  "starts with",
  "ends with",
  "matches",
  "does not match",
  "exists",
  "does not exist",
] as const;
export type Operator = (typeof operators)[number];

export type Scalar = string | number | boolean | null;
/** Both ends included. */
export type Range = { from: number; to: number };
/** A regular expression as RE2 reads it; `flags` are some of `i`, `m` and `s`, in this order. */
export type Pattern = { source: string; flags: string };

/** One condition on what a check learnt; durations are milliseconds, sizes bytes. `argument` null: its subject takes none. */
export type Condition = { subject: string; type: SubjectType; argument: string | null; severity: Severity } & (
  | { operator: "==" | "!="; value: Scalar | readonly string[] }
  | { operator: "<" | "<=" | ">" | ">="; value: number }
  | { operator: "in" | "not in"; value: readonly (Scalar | Range)[] }
  | { operator: "contains" | "does not contain"; value: Scalar }
  | { operator: "starts with" | "ends with"; value: string }
  | { operator: "matches" | "does not match"; value: Pattern }
  | { operator: "exists" | "does not exist" }
);

const ordered: readonly Operator[] = ["==", "!=", "<", "<=", ">", ">=", "in", "not in", "exists", "does not exist"];

const operatorsByType: Record<SubjectType, readonly Operator[]> = {
  number: ordered,
  duration: ordered,
  bytes: ordered,
  text: operators.filter((operator) => !["<", "<=", ">", ">="].includes(operator)),
  texts: ["contains", "does not contain", "==", "!=", "exists", "does not exist"],
  boolean: ["==", "!=", "exists", "does not exist"],
  json: operators,
};

/** What may be asked of a subject of this type. */
export function operatorsOf(type: SubjectType): readonly Operator[] {
  return operatorsByType[type];
}
