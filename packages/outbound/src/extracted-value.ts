import type { Extraction } from "@vedette/core/kinds/sequence";
import { isOneLine } from "@vedette/core/placeholders";
import { singularPath, valueAt } from "@vedette/core/singular-path";
import type { CookieJar } from "./cookie-jar.ts";
import { type ResponseHead, headerOf } from "./response-head.ts";

const maxLength = 8_000;

/**
 * The value that an answer has for a later step, or null: not there, not a single value, empty, of several lines, longer than 8,000
 * characters. Takes time in proportion to the answer, whatever it and the extraction say.
 */
export function extractedValue({ from, where }: Extraction, head: ResponseHead, body: string, url: URL, jar: CookieJar): string | null {
  const value = find(from, where, { head, body, url, jar });
  return value === undefined || value === "" || value.length > maxLength || !isOneLine(value) ? null : value;
}

type Answer = { head: ResponseHead; body: string; url: URL; jar: CookieJar };

function find(from: Extraction["from"], where: string, { head, body, url, jar }: Answer): string | undefined {
  switch (from) {
    case "header":
      return headerOf(head, where.toLowerCase()) ?? undefined;
    case "cookie":
      return jar.get(url, where);
    case "json":
      return jsonValue(where, body);
    case "text": {
      const [before = "", after = ""] = where.split("*");
      const start = body.indexOf(before);
      const end = start < 0 ? -1 : body.indexOf(after, start + before.length);
      return end < 0 ? undefined : body.slice(start + before.length, end);
    }
  }
}

function jsonValue(where: string, body: string): string | undefined {
  try {
    const value = valueAt(JSON.parse(body), singularPath(where) ?? []);
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a value opens doors, as far as one can see: it is then shown nowhere. */
export function isTokenLike({ name, from }: Extraction, value: string): boolean {
  return from === "cookie" || /token|secret|session|csrf|auth|pass|key|code|jwt/i.test(name) || /^\S{16,}$/.test(value);
}
