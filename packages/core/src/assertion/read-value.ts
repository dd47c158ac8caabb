import type { SubjectType } from "./assertion.ts";
import type { Operator, Pattern, Range, Scalar } from "./condition.ts";
import type { LineReader } from "./line-reader.ts";
import { nearest } from "./nearest.ts";
import { patternProblem } from "./pattern-problem.ts";
import { units } from "./units.ts";

export type ConditionValue = Scalar | Pattern | readonly (Scalar | Range)[];

const maxItems = 50;
const maxNumber = 1e15;
const knownFlags = ["i", "m", "s"];
const bareText = /(?!else\b)[^\s,[\]"#][^\s,[\]"]*/;

/** Reads what stands right of an operator, typed by its subject; throws a `ConditionProblem` that says what would be right. */
export function readValue(line: LineReader, type: SubjectType, operator: Operator): ConditionValue {
  if (operator === "matches" || operator === "does not match") return readPattern(line);
  if (operator === "in" || operator === "not in") return readItems(line, () => readItem(line, type));
  if (type === "texts" && (operator === "==" || operator === "!=")) return readSet(line);
  if (operator === "starts with" || operator === "ends with") return readText(line, type);
  if (type === "json" && /[<>]/.test(operator)) return readNumber(line, "number");
  return readScalar(line, type);
}

function readScalar(line: LineReader, type: SubjectType): Scalar {
  switch (type) {
    case "number":
    case "duration":
    case "bytes":
      return readNumber(line, type);
    case "boolean":
      return readBoolean(line);
    case "text":
    case "texts":
      return readText(line, type);
    case "json":
      return readJson(line);
  }
}

function readItem(line: LineReader, type: SubjectType): Scalar | Range {
  const column = line.column;
  const from = readScalar(line, type);
  if (typeof from !== "number") return from;
  if (line.see(/-\s*\d/) !== null) line.fail("Write a range with two dots, such as 200..299.");
  if (line.take(/\.\./) === null) return from;
  const to = readNumber(line, type === "json" ? "number" : type);
  return from <= to ? { from, to } : line.fail("This range ends before it begins. Swap its two ends.", column);
}

function readItems<T>(line: LineReader, read: () => T): T[] {
  const items = [read()];
  while (line.take(/,/) !== null) {
    if (items.length === maxItems) line.fail(`A list has at most ${maxItems} items.`);
    items.push(read());
  }
  return items;
}

function readSet(line: LineReader): string[] {
  if (line.take(/\[/) === null) line.fail("Write the set in brackets, such as [10.0.0.7, 10.0.0.8].");
  if (line.take(/\]/) !== null) return [];
  const items = readItems(line, () => readText(line, "texts"));
  if (line.take(/\]/) === null) line.fail("Close the set with ].");
  return items;
}

/** A text in quotes; where the subject is a text anyway, one word may go without. */
function readText(line: LineReader, type: SubjectType): string {
  const text = line.quoted();
  if (text !== null) return text;
  const column = line.column;
  const word = type === "json" ? null : line.take(bareText);
  if (word !== null && line.see(bareText) !== null) line.fail("Put a text of several words in quotes.", column);
  return word ?? line.fail('Type a text in quotes here, such as "ok".');
}

function readBoolean(line: LineReader): boolean {
  const word = line.take(/(?:true|false)\b/);
  return word === null ? line.fail("This is either true or false.") : word === "true";
}

function readJson(line: LineReader): Scalar {
  const text = line.quoted();
  if (text !== null) return text;
  const word = line.take(/(?:true|false|null)\b/);
  if (word !== null) return word === "null" ? null : word === "true";
  if (line.see(/[-+.\d]/) !== null) return readNumber(line, "number");
  return line.fail(`Type a number, true, false, null, or a text in quotes${line.isDone() ? "" : `: "${line.word()}"`}.`);
}

function readNumber(line: LineReader, type: SubjectType): number {
  const column = line.column;
  const example = type === "duration" ? "800ms, 5s or 14d" : type === "bytes" ? "500B, 20kB or 1MB" : "200";
  // A unit may stand apart; after a plain number a further word is something else.
  const token = line.take(type === "number" ? /-?\d{1,16}(?:\.\d{1,9})?[a-z%µ]*/i : /-?\d{1,16}(?:\.\d{1,9})?(?:\s*(?!else\b)[a-z%µ]+)?/i);
  if (token === null) return line.fail(`Type a ${type === "number" ? "number" : type === "bytes" ? "size" : type}, such as ${example}.`);
  const unit = /[a-z%µ]+$/i.exec(token)?.[0] ?? null;
  const digits = token.slice(0, token.length - (unit?.length ?? 0)).trimEnd();
  const value = Number(digits) * factorOf(line, type, unit, example, column + digits.length);
  if (Math.abs(value) > maxNumber) line.fail("This number is too large.", column);
  // Six decimals: what is written is then what was read, also after a unit was taken out. Adding 0 makes -0 a 0.
  return Math.round(value * 1e6) / 1e6 + 0;
}

function factorOf(line: LineReader, type: SubjectType, unit: string | null, example: string, column: number): number {
  if (type !== "duration" && type !== "bytes")
    return unit === null ? 1 : line.fail(`This is a plain number; leave out "${unit.slice(0, 20)}".`, column);
  if (unit === null) return line.fail(`Give this a unit, such as ${example}.`, column);
  const known: Record<string, number> = units[type];
  const exact = Object.keys(known).find((name) => name.toLowerCase() === unit.toLowerCase());
  if (exact !== undefined) return known[exact] ?? 1;
  const near = unit === "m" ? "min" : nearest(unit, Object.keys(known));
  const names = Object.keys(known).join(", ");
  return line.fail(`There is no unit "${unit.slice(0, 20)}". ${near === null ? `Units are ${names}.` : `Did you mean ${near}?`}`, column);
}

function readPattern(line: LineReader): Pattern {
  const column = line.column;
  const token = line.take(/\/(?:[^/\\]|\\.)+\/\w*/);
  if (token === null) return line.fail(String.raw`Write the pattern between slashes, such as /ok|ready/i; a slash in it as \/.`);
  const end = token.lastIndexOf("/");
  const flags = token.slice(end + 1);
  const wrong = flags.split("").find((flag, i) => !knownFlags.includes(flag) || flags.indexOf(flag) !== i);
  if (wrong !== undefined) line.fail(`There is no flag "${wrong}" here. Flags are i, m and s, each once.`, column + end + 1);
  const source = token.slice(1, end).replaceAll(/\\[^]/g, (pair) => (pair === String.raw`\/` ? "/" : pair));
  const problem = patternProblem(source);
  if (problem !== null) line.fail(problem.message, column + 1 + problem.index);
  return { source, flags: knownFlags.filter((flag) => flags.includes(flag)).join("") };
}
