import type { Severity, Subject } from "./assertion.ts";
import { type Condition, type Operator, operators, operatorsOf } from "./condition.ts";
import { jsonPathProblem } from "./json-path-problem.ts";
import { ConditionProblem, LineReader } from "./line-reader.ts";
import { nearest } from "./nearest.ts";
import { readValue } from "./read-value.ts";

/** `line` and `column` count from 1. `message` says what is wrong there and what would be right. */
export type AssertionError = { line: number; column: number; message: string };

const maxConditions = 50;
/** Nobody mends more in one go, and a text of nothing but errors is not read for long. */
const maxErrors = 50;

/**
 * Reads conditions, one a line: `subject ["argument"] operator value [else degraded]`. Blank lines and `# comments` are none. Total: any
 * text is conditions or errors, one for each of the first fifty lines that are wrong.
 */
export function readAssertions(text: string, subjects: readonly Subject[]): { conditions: Condition[]; errors: AssertionError[] } {
  const conditions: Condition[] = [];
  const errors: AssertionError[] = [];
  for (const [i, typed] of text.split(/\r\n|\n|\r/).entries()) {
    const line = new LineReader(typed);
    if (line.isDone()) continue;
    try {
      if (conditions.length === maxConditions) line.fail(`A monitor has at most ${maxConditions} conditions.`);
      conditions.push(readCondition(line, subjects));
    } catch (error) {
      if (!(error instanceof ConditionProblem)) throw error;
      errors.push({ line: i + 1, column: error.column, message: error.message });
      if (conditions.length === maxConditions || errors.length === maxErrors) break;
    }
  }
  return { conditions, errors };
}

function readCondition(line: LineReader, subjects: readonly Subject[]): Condition {
  const subject = readSubject(line, subjects);
  const argument = readArgument(line, subject);
  const operator = readOperator(line, subject);
  const isAlone = operator === "exists" || operator === "does not exist";
  const value = isAlone ? undefined : readValue(line, subject.type, operator);
  const severity = readSeverity(line);
  if (!line.isDone()) line.fail(`Nothing more is expected here than "else degraded"; "${line.word()}" would be a condition of its own.`);
  // safe because `readValue` answers what the operator takes
  return { subject: subject.name, type: subject.type, argument, severity, operator, ...(!isAlone && { value }) } as Condition;
}

function readSubject(line: LineReader, subjects: readonly Subject[]): Subject {
  const column = line.column;
  const name = line.take(/[a-z_][\w.]*/i);
  const names = subjects.map((subject) => subject.name);
  if (name === null) return line.fail(`Begin with what the condition is about: ${names.join(", ")}.`);
  const subject = subjects.find((each) => each.name === name);
  if (subject !== undefined) return subject;
  const near = nearest(name, names);
  const help = near === null ? `This monitor can be asked about ${names.join(", ")}.` : `Did you mean ${near}?`;
  return line.fail(`There is no ${name.slice(0, 40)} here. ${help}`, column);
}

function readArgument(line: LineReader, { name, argument }: Subject): string | null {
  const column = line.column;
  const typed = line.quoted();
  if (argument === undefined) return typed === null ? null : line.fail(`${name} is followed by an operator, not by a text.`, column);
  const example = `${name} ${JSON.stringify(argument.placeholder)}`;
  if (typed === null || typed.trim() === "") return line.fail(`Say which ${name} is meant, in quotes, such as ${example}.`, column);
  const problem = name === "json" ? jsonPathProblem(typed) : null;
  return problem === null ? typed : line.fail(problem.message, column + 1 + problem.index);
}

const symbol = /[=!<>~]+/;
const words = operators
  .filter((operator) => /^\w/.test(operator))
  .map((operator): { operator: Operator; spelling: RegExp } => ({
    operator,
    spelling: new RegExp(`${operator.replaceAll(" ", String.raw`\s+`)}\\b`),
  }));

/** What people type who come from other languages. */
const habits: [RegExp, Operator][] = [
  [/!==?|<>|is\s+not\b|ne\b/, "!="],
  [/=~|~|match\b|like\b/, "matches"],
  [/!~|not\s+match(?:es)?\b/, "does not match"],
  [/not\s+contains?\b|lacks\b/, "does not contain"],
  [/not\s+exists?\b/, "does not exist"],
  [/includes?\b|has\b|contain\b/, "contains"],
  [/starts?\b|begins?\b/, "starts with"],
  [/ends?\b/, "ends with"],
  [/=<|under\b|below\b/, "<"],
  [/=>|over\b|above\b/, ">"],
  [/between\b/, "in"],
  [/={1,3}|is\s+(?!not\b)|equals\b|eq\b/, "=="],
];

function readOperator(line: LineReader, { name, type }: Subject): Operator {
  const column = line.column;
  const known = operatorsOf(type);
  const typed = line.see(symbol);
  const word = words.find(({ spelling }) => line.see(spelling) !== null);
  const operator = typed === null ? word?.operator : operators.find((each) => each === typed);
  if (operator === undefined) return line.fail(unknownOperator(line, name, known));
  if (!known.includes(operator)) return line.fail(`${name} has no "${operator}". It has ${known.join(", ")}.`, column);
  line.take(word?.spelling ?? symbol);
  return operator;
}

function unknownOperator(line: LineReader, name: string, known: readonly Operator[]): string {
  if (line.isDone()) return `Say what is expected of ${name}: ${known.join(", ")}.`;
  const word = line.word();
  const meant = habits.find(([spelling]) => line.see(spelling) !== null)?.[1] ?? nearest(word, known);
  const help = meant !== null && known.includes(meant) ? `Did you mean ${meant}?` : `${name} has ${known.join(", ")}.`;
  return `"${word}" is no operator. ${help}`;
}

function readSeverity(line: LineReader): Severity {
  if (line.take(/else\b/) === null) return "down";
  const column = line.column;
  const word = line.take(/\w+/) ?? "";
  return word === "degraded" || word === "down" ? word : line.fail("After else stands degraded or down.", column);
}
