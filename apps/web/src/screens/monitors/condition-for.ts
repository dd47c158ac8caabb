import type { FactValue, Subject } from "@vedette/core/assertion/assertion";
import { writeAssertion } from "@vedette/core/assertion/write-assertion";

/** What takes conditions: what they can be about, and where a new line goes. */
export type Asserting = { subjects: readonly Subject[]; add: (line: string) => void };

/** The condition that what was seen suggests, as a line; null where it can be about no such thing. Times and sizes may double. */
export function conditionFor(subjects: readonly Subject[], name: string, argument: string | null, value: FactValue): string | null {
  const subject = subjects.find((each) => each.name === name);
  if (subject === undefined || (subject.argument === undefined) !== (argument === null)) return null;
  const about = { subject: name, type: subject.type, argument, severity: "down" } as const;
  if (isList(value)) return value[0] === undefined ? null : writeAssertion({ ...about, operator: "contains", value: value[0] });
  const isMeasure = (subject.type === "duration" || subject.type === "bytes") && typeof value === "number";
  return isMeasure
    ? writeAssertion({ ...about, operator: "<=", value: Math.ceil(Math.abs(value) * 2) })
    : writeAssertion({ ...about, operator: "==", value });
}

function isList(value: FactValue): value is readonly string[] {
  return Array.isArray(value);
}
