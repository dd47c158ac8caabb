import type { Subject } from "@vedette/core/assertion/assertion";
import { type AssertionError, readAssertions } from "@vedette/core/assertion/read-assertions";
import { writeAssertion } from "@vedette/core/assertion/write-assertion";
import type { Condition } from "@vedette/core/assertion/condition";

/** Conditions with their canonical lines but for the severity, and what could not be read. */
export type ReadConditions = {
  conditions: readonly { condition: Condition; text: string }[];
  errors: readonly AssertionError[];
  needsBody: boolean;
};

const maxKept = 2_000;
const kept = new WeakMap<readonly Subject[], Map<string, ReadConditions>>();

/** The conditions of a text. Texts are read once: the last 2,000 of each kind of monitor are remembered. */
export function conditionsOf(text: string, subjects: readonly Subject[]): ReadConditions {
  const known = kept.get(subjects) ?? new Map<string, ReadConditions>();
  kept.set(subjects, known);
  const before = known.get(text);
  if (before !== undefined) return before;
  const { conditions, errors } = readAssertions(text, subjects);
  const inBody = new Set(subjects.filter((subject) => subject.needsBody === true).map((subject) => subject.name));
  const read: ReadConditions = {
    conditions: conditions.map((condition) => ({ condition, text: writeAssertion({ ...condition, severity: "down" }) })),
    errors,
    needsBody: conditions.some((condition) => inBody.has(condition.subject)),
  };
  const oldest = known.keys().next().value;
  if (known.size >= maxKept && oldest !== undefined) known.delete(oldest);
  known.set(text, read);
  return read;
}

/** Whether a condition is about something that only an answer's body holds. */
export function needsBody(text: string, subjects: readonly Subject[]): boolean {
  return text !== "" && conditionsOf(text, subjects).needsBody;
}
