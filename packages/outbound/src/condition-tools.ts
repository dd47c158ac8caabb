import type { ConditionTools } from "@vedette/core/assertion/evaluate-condition";
import { FunctionExpressionType, JSONPathEnvironment, JSONPathRecursionLimitError, type JSONValue } from "json-p3";
import { RE2JS } from "re2js";

const maxKept = 500;

/** Answers by key, the newest 500 kept. */
function kept<T>(make: (key: string) => T): (key: string) => T {
  const answers = new Map<string, T>();
  return (key) => {
    const known = answers.get(key);
    if (known !== undefined) return known;
    const made = make(key);
    const oldest = answers.keys().next().value;
    if (answers.size >= maxKept && oldest !== undefined) answers.delete(oldest);
    answers.set(key, made);
    return made;
  };
}

const compiled = kept((pattern) => {
  const slash = pattern.indexOf("/");
  const flags = pattern.slice(0, slash);
  return RE2JS.compile(
    pattern.slice(slash + 1),
    [...flagNumbers].reduce((all, [flag, number]) => (flags.includes(flag) ? all | number : all), 0),
  );
});

const flagNumbers = [
  ["i", RE2JS.CASE_INSENSITIVE],
  ["m", RE2JS.MULTILINE],
  ["s", RE2JS.DOTALL],
] as const;

const environment = new JSONPathEnvironment();
// RFC 9535's own functions would run on the engine that can backtrack.
environment.functionRegister.set(
  "match",
  regexFunction((pattern, text) => pattern.testExact(text)),
);
environment.functionRegister.set(
  "search",
  regexFunction((pattern, text) => pattern.test(text)),
);

function regexFunction(test: (pattern: RE2JS, text: string) => boolean) {
  return {
    argTypes: [FunctionExpressionType.ValueType, FunctionExpressionType.ValueType],
    returnType: FunctionExpressionType.LogicalType,
    call: (text: unknown, pattern: unknown): boolean => {
      if (typeof text !== "string" || typeof pattern !== "string" || pattern.length > 500) return false;
      try {
        return test(compiled(`/${pattern}`), text);
      } catch {
        // RFC 9535, section 2.4.6: a pattern that is none matches nothing.
        return false;
      }
    },
  };
}

const query = kept((path) => environment.compile(path));

let parsed: { text: string; value: JSONValue | undefined } = { text: "", value: undefined };

/** Regular expressions on RE2JS, JSONPath by RFC 9535. Of hostile input they are as slow as they like: not for the event loop. */
export const conditionTools: ConditionTools = {
  matches: ({ source, flags }, text) => compiled(`${flags}/${source}`).test(text),
  queryJson: (path, text) => {
    if (text !== parsed.text) parsed = { text, value: parse(text) };
    return parsed.value === undefined ? "not JSON" : found(path, parsed.value);
  },
};

/** What the first group of a pattern matches in a text, where the whole pattern matches first; null where either matches nothing. */
export function firstGroup(pattern: string, text: string): string | null {
  const matcher = compiled(`/${pattern}`).matcher(text);
  return matcher.find() ? matcher.group(1) : null;
}

/** Forgets the text of the last check. */
export function forgetJson(): void {
  parsed = { text: "", value: undefined };
}

function* found(path: string, value: JSONValue): Iterable<unknown> {
  for (const node of query(path).lazyQuery(value)) yield node.value;
}

function parse(text: string): JSONValue | undefined {
  try {
    return JSON.parse(text) as JSONValue; // safe because whatever JSON.parse answers is one
  } catch {
    return undefined;
  }
}

/** Whether evaluation gave up because the JSON is nested too deeply for it, which is the target's doing. */
export function isTooDeep(error: unknown): boolean {
  return error instanceof RangeError || error instanceof JSONPathRecursionLimitError;
}
