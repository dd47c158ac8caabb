import { type FactValue, type Facts, type SubjectType, factName } from "./assertion.ts";
import type { Condition, Pattern, Range, Scalar } from "./condition.ts";
import { units } from "./units.ts";

/** What evaluation needs from outside: engines that core does not bring along. */
export type ConditionTools = {
  matches: (pattern: Pattern, text: string) => boolean;
  /** The values that a JSONPath finds in a text, or a sentence's end that says why none could be looked for. */
  queryJson: (path: string, text: string) => Iterable<unknown> | string;
};

/** `actual` is what was there, at most 200 characters, as a person writes it; `number` the same, where it was one. */
export type Finding = { ok: boolean; actual: string; number?: number };

/**
 * Whether a condition holds. Pure but for its tools. A subject that is not there fulfils nothing but `does not exist`; a JSONPath that
 * finds several values wants the condition to hold for each.
 */
export function evaluateCondition(condition: Condition, facts: Facts, tools: ConditionTools): Finding {
  const values = valuesOf(condition, facts, tools);
  if (typeof values === "string") return { ok: false, actual: values };
  let first: Omit<Finding, "ok"> | null = null;
  for (const value of values) {
    const found = { actual: shown(value, condition.type), ...(typeof value === "number" && Number.isFinite(value) && { number: value }) };
    if (!holds(condition, value, tools)) return { ok: false, ...found };
    first ??= found;
  }
  return first === null ? { ok: condition.operator === "does not exist", actual: "nothing" } : { ok: true, ...first };
}

function valuesOf({ subject, type, argument }: Condition, facts: Facts, tools: ConditionTools): Iterable<unknown> | string {
  if (subject === "body") return facts.body === undefined ? [] : [facts.body];
  if (argument === null) return present(facts.values[subject]);
  if (type === "json") return facts.body === undefined ? [] : tools.queryJson(argument, facts.body);
  if (subject !== "header") return present(facts.values[factName(subject, argument)]);
  const name = argument.toLowerCase();
  const lines = (facts.headers ?? []).filter((header) => header[0] === name).map((header) => header[1]);
  return lines.length === 0 ? [] : [lines.join(", ")];
}

function present(value: FactValue | undefined): FactValue[] {
  return value === undefined || value === null ? [] : [value];
}

function holds(condition: Condition, value: unknown, tools: ConditionTools): boolean {
  switch (condition.operator) {
    case "exists":
      return true;
    case "does not exist":
      return false;
    case "==":
      return equals(condition.value, value);
    case "!=":
      return !equals(condition.value, value);
    case "<":
      return typeof value === "number" && value < condition.value;
    case "<=":
      return typeof value === "number" && value <= condition.value;
    case ">":
      return typeof value === "number" && value > condition.value;
    case ">=":
      return typeof value === "number" && value >= condition.value;
    case "in":
      return condition.value.some((item) => isIn(item, value));
    case "not in":
      return !condition.value.some((item) => isIn(item, value));
    case "contains":
      return contains(condition.value, value) === true;
    case "does not contain":
      return contains(condition.value, value) === false;
    case "starts with":
      return typeof value === "string" && value.startsWith(condition.value);
    case "ends with":
      return typeof value === "string" && value.endsWith(condition.value);
    case "matches":
      return typeof value === "string" && tools.matches(condition.value, value);
    case "does not match":
      return typeof value === "string" && !tools.matches(condition.value, value);
  }
}

/** A list means a set: neither order nor repetition counts. */
function equals(expected: Scalar | readonly string[], value: unknown): boolean {
  if (!Array.isArray(expected)) return value === expected;
  const all = new Set<unknown>(expected);
  return Array.isArray(value) && value.every((item) => all.has(item)) && new Set(value).size === all.size;
}

function isIn(item: Scalar | Range, value: unknown): boolean {
  if (typeof item !== "object" || item === null) return value === item;
  return typeof value === "number" && value >= item.from && value <= item.to;
}

/** Null where the value is nothing that contains. */
function contains(expected: Scalar, value: unknown): boolean | null {
  if (Array.isArray(value)) return value.includes(expected);
  return typeof value === "string" ? value.includes(String(expected)) : null;
}

const maxLength = 200;

function shown(value: unknown, type: SubjectType): string {
  if (typeof value === "number") return type === "duration" || type === "bytes" ? rounded(value, type) : String(value);
  if (typeof value === "string") return JSON.stringify(value.slice(0, maxLength)).slice(0, maxLength);
  if (Array.isArray(value) && type === "texts")
    return `[${value
      .slice(0, maxLength)
      .join(", ")
      .slice(0, maxLength - 2)}]`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/** In the largest unit that it has at least one of, with one decimal: `1.2s`, `13.9d`. */
function rounded(value: number, measure: keyof typeof units): string {
  const all = Object.entries(units[measure]);
  const [unit, factor] = all.findLast(([name, each]) => name !== "w" && Math.abs(value) >= each) ?? all[0] ?? ["", 1];
  return `${Number((value / factor).toFixed(1))}${unit}`;
}
