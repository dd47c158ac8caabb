import type { z } from "zod";
import { nearest } from "./assertion/nearest.ts";

/** `{{name}}`: where a secret, or a value of an earlier step, is put in when the request is made. */
export const placeholder = /\{\{\s*([a-z]\w{0,39})\s*\}\}/gi;
// eslint-disable-next-line no-control-regex -- the point is to name them
const controlCharacters = /[\u0000-\u001f\u007f]/;

type Secret = { name: string; value: string };
type Place = string | number;
/** The parts of a request that placeholders can stand in, as the schemas of HTTP kinds have them. */
type RequestFields = {
  url: string;
  headers: readonly { name: string; value: string }[];
  body: { type: "none" } | { type: "raw" | "json"; text: string } | { type: "form"; fields: readonly { name: string; value: string }[] };
};

export function namesIn(text: string): string[] {
  return [...text.matchAll(placeholder)].map((match) => match[1] ?? "");
}

/**
 * Refuses, at its field, a placeholder that names nothing, one in the path of an address, a JSON body that is none, and a secret of
 * several lines in a header. `known`: names besides the secrets'.
 */
export function checkPlaceholders(
  { url, headers, body }: RequestFields,
  secrets: readonly Secret[],
  known: readonly string[],
  context: z.core.$RefinementCtx,
  at: readonly Place[] = [],
): void {
  const issue = (path: readonly Place[], message: string) => context.addIssue({ code: "custom", path: [...at, ...path], message });
  const names = [...known, ...secrets.map(({ name }) => name)];
  const check = (path: readonly Place[], text: string) => {
    for (const name of namesIn(text)) {
      if (names.includes(name)) continue;
      const meant = nearest(name, names);
      issue(
        path,
        `Nothing is called {{${name}}} here. ${meant === null ? "Add a secret of that name, or correct it." : `Did you mean {{${meant}}}?`}`,
      );
    }
  };
  check(["url"], new URL(url).search);
  if (/%7B%7B\s*[a-z]\w*\s*%7D%7D/i.test(new URL(url).pathname))
    issue(["url"], "A {{name}} can stand in the query of an address, not in its path.");
  headers.forEach(({ value }, i) => {
    check(["headers", i, "value"], value);
    for (const name of namesIn(value))
      if (controlCharacters.test(secrets.find((secret) => secret.name === name)?.value ?? ""))
        issue(
          ["headers", i, "value"],
          `The secret {{${name}}} has several lines, which a header cannot. Type it again without line breaks.`,
        );
  });
  if (body.type === "form") body.fields.forEach(({ value }, i) => check(["body", "fields", i, "value"], value));
  if (body.type === "raw" || body.type === "json") check(["body", "text"], body.text);
  if (body.type === "json" && !isJson(body.text.replaceAll(placeholder, "0")))
    issue(["body", "text"], "This is not JSON. Check commas and quotes.");
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether a header could carry the value. */
export function isOneLine(value: string): boolean {
  return !controlCharacters.test(value);
}
