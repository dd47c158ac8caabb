import type { SubjectType } from "./assertion.ts";
import type { Condition, Pattern, Range, Scalar } from "./condition.ts";
import { withUnit } from "./units.ts";

/** The canonical line of a condition. `readAssertions` reads it as the same condition. */
export function writeAssertion(condition: Condition): string {
  const { subject, argument, operator, severity } = condition;
  return [
    subject,
    ...(argument === null ? [] : [JSON.stringify(argument)]),
    operator,
    ...("value" in condition ? [writeValue(condition)] : []),
    ...(severity === "down" ? [] : ["else", severity]),
  ].join(" ");
}

/** What stands right of the operator, as it is typed. */
export function writeValue(condition: Extract<Condition, { value: unknown }>): string {
  const { type, operator, value } = condition;
  if (typeof value === "object" && value !== null && "source" in value) return writePattern(value);
  if (!isList(value)) return writeScalar(value, type);
  const items = value.map((item) => (isRange(item) ? writeRange(item, type) : writeScalar(item, type))).join(", ");
  return operator === "in" || operator === "not in" ? items : `[${items}]`;
}

function isList(value: Scalar | readonly (Scalar | Range)[]): value is readonly (Scalar | Range)[] {
  return Array.isArray(value);
}

function isRange(item: Scalar | Range): item is Range {
  return typeof item === "object" && item !== null;
}

function writeRange({ from, to }: Range, type: SubjectType): string {
  return `${writeScalar(from, type)}..${writeScalar(to, type)}`;
}

/** What can stand without quotes in a set: addresses, host names, capabilities. */
const bare = /^(?!else\b)\w[\w.:-]*$/;

function writeScalar(value: Scalar, type: SubjectType): string {
  if (typeof value === "number" && (type === "duration" || type === "bytes")) return withUnit(value, type);
  if (typeof value === "string") return type === "texts" && bare.test(value) ? value : JSON.stringify(value);
  return String(value);
}

function writePattern({ source, flags }: Pattern): string {
  const escaped = source.replaceAll(/\\[^]|\/|\n|\r/g, (found) =>
    found === "/" ? String.raw`\/` : found === "\n" ? String.raw`\n` : found === "\r" ? String.raw`\r` : found,
  );
  return `/${escaped}/${flags}`;
}
