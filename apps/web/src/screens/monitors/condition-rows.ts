import type { Severity, Subject } from "@vedette/core/assertion/assertion";
import { type Operator, operatorsOf } from "@vedette/core/assertion/condition";
import { readAssertions } from "@vedette/core/assertion/read-assertions";
import { writeValue } from "@vedette/core/assertion/write-assertion";

/**
 * One line of conditions in a form: taken apart, or as it is typed where it is a comment or cannot be read. `typed`: the line as it was
 * typed, for as long as nothing of its row is changed.
 */
export type ConditionRow =
  | { type: "condition"; subject: string; argument: string; operator: Operator; value: string; severity: Severity; typed: string | null }
  | { type: "text"; text: string };

export function hasValue(operator: Operator): boolean {
  return operator !== "exists" && operator !== "does not exist";
}

/** The lines of a text as rows. `textOf` gives the same text back. */
export function rowsOf(text: string, subjects: readonly Subject[]): ConditionRow[] {
  if (text.trim() === "") return [];
  return text.split("\n").map((line) => {
    const { conditions } = readAssertions(line, subjects);
    const [condition] = conditions;
    // A comment behind a condition would be lost in a row.
    if (condition === undefined || line.includes("#")) return { type: "text", text: line };
    const { subject, argument, operator, severity } = condition;
    return {
      type: "condition",
      subject,
      argument: argument ?? "",
      operator,
      value: "value" in condition ? writeValue(condition) : "",
      severity,
      typed: line,
    };
  });
}

/** A row of which something was changed. */
export function edited(row: ConditionRow): ConditionRow {
  return row.type === "text" ? row : { ...row, typed: null };
}

export function textOf(rows: readonly ConditionRow[], subjects: readonly Subject[]): string {
  return rows.map((row) => lineOf(row, subjects)).join("\n");
}

function lineOf(row: ConditionRow, subjects: readonly Subject[]): string {
  if (row.type === "text") return row.text;
  if (row.typed !== null) return row.typed;
  const takesArgument = subjects.some((subject) => subject.name === row.subject && subject.argument !== undefined);
  return [
    row.subject,
    ...(takesArgument ? [JSON.stringify(row.argument)] : []),
    row.operator,
    ...(hasValue(row.operator) ? [row.value.trim()] : []),
    ...(row.severity === "degraded" ? ["else degraded"] : []),
  ].join(" ");
}

/** The row about another subject: an operator that this one has, nothing typed yet. */
export function rowAbout(subject: Subject, severity: Severity): ConditionRow {
  const [operator = "=="] = operatorsOf(subject.type);
  return { type: "condition", subject: subject.name, argument: "", operator, value: "", severity, typed: null };
}

/** A text that was typed without quotes, quoted where that alone makes its row readable. */
export function withQuotes(row: ConditionRow, subjects: readonly Subject[]): ConditionRow {
  if (row.type === "text" || isReadable(row, subjects)) return row;
  const quoted = { ...row, typed: null, value: JSON.stringify(row.value.trim()) };
  return row.value.trim() !== "" && isReadable(quoted, subjects) ? quoted : row;
}

function isReadable(row: ConditionRow, subjects: readonly Subject[]): boolean {
  return readAssertions(lineOf(row, subjects), subjects).errors.length === 0;
}
