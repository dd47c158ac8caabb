import type { Extraction } from "@vedette/core/kinds/sequence";
import { isOneLine } from "@vedette/core/placeholders";
import { singularPath, valueAt } from "@vedette/core/singular-path";
import type { CookieJar } from "./cookie-jar.ts";
import { captureIn } from "./evaluate.ts";
import type { Failure } from "./failure.ts";
import { type ResponseHead, headerOf } from "./response-head.ts";

const maxLength = 8_000;

/** Where values are looked for; `waitMs` bounds the wait for a turn of the engine for patterns. */
export type ExtractFrom = { head: ResponseHead; body: string; url: URL; jar: CookieJar; waitMs: number };

/**
 * The value that an answer has for a later step, or `value_missing`: not there, not a single value, empty, of several lines, longer than
 * 8,000 characters. Takes time in proportion to the answer, whatever it and the extraction say; a pattern runs beside the event loop.
 */
export async function extractedValue(extraction: Extraction, from: ExtractFrom): Promise<{ value: string } | Failure> {
  const found = await find(extraction, from);
  if ("failed" in found) return found;
  const { value } = found;
  if (value === undefined || value === null || value === "" || value.length > maxLength || !isOneLine(value))
    return {
      failed: "value_missing",
      message: `The answer has no usable value for {{${extraction.name}}} at ${extraction.from} ${extraction.where}.`,
    };
  return { value };
}

type Found = { value: string | null | undefined };

async function find({ from, where }: Extraction, { head, body, url, jar, waitMs }: ExtractFrom): Promise<Found | Failure> {
  switch (from) {
    case "header":
      return { value: headerOf(head, where.toLowerCase()) };
    case "cookie":
      return { value: jar.get(url, where) };
    case "json":
      return { value: jsonValue(where, body) };
    case "pattern":
      return await captureIn(body, where, url.href, waitMs);
    case "text": {
      const [before = "", after = ""] = where.split("*");
      const start = body.indexOf(before);
      const end = start < 0 ? -1 : body.indexOf(after, start + before.length);
      return { value: end < 0 ? null : body.slice(start + before.length, end) };
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
