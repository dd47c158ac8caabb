import type { Receipt } from "@vedette/core/alert";
import { oneLine } from "@vedette/core/alert-words";
import type { NoAnswer, ServiceAnswer } from "./call-service.ts";
import { retryAfterMs } from "./retry-after.ts";

/** What a refusal of a known service means, for people. Any other 4xx is the message's own fault, or ours. */
const meanings: Record<number, string> = {
  401: "refuses the key or token: it was revoked, or is wrong. Put a new one into this channel",
  403: "does not let this key or token do that: it was revoked, or lacks a permission. Put a new one into this channel",
  404: "knows nothing under this address: it was deleted, or is wrong. Correct it in this channel",
  410: "says that this address is gone for good. Put a new one into this channel",
  429: "asks to be sent less",
};

/** What repeating may mend although the status begins with 4: a timeout, a conflict, one who is too early or asked too much. */
const worthAnotherTry = new Set([408, 409, 423, 425, 429]);

type Options = { nowMs: number; reference?: string | undefined; words?: string; retryAfterMs?: number | undefined; isOk?: boolean };

/**
 * What an answer of a known service comes to: 2xx is success; a 4xx is permanent unless waiting can mend it; all else is worth another
 * try, as soon as `Retry-After` allows. `words`: the service's own, where they are not the beginning of the body.
 */
export function readAnswer(answer: ServiceAnswer | NoAnswer, service: string, options: Options): Receipt {
  if ("unanswered" in answer) return { ok: false, permanent: false, code: null, detail: bounded(answer.unanswered) };
  const { status: code, headers } = answer;
  const words = options.words ?? answer.text;
  if (options.isOk ?? (code >= 200 && code < 300)) {
    const { reference } = options;
    return { ok: true, code, detail: bounded(words), ...(reference !== undefined && { reference: reference.slice(0, 500) }) };
  }
  const waitMs = options.retryAfterMs ?? retryAfterMs(headers["retry-after"], options.nowMs);
  const permanent = code >= 400 && code < 500 && !worthAnotherTry.has(code);
  return {
    ok: false,
    permanent,
    code,
    detail: bounded(`${service} ${meaningOf(code)} (${code})${words === "" ? "." : `: ${words}`}`),
    ...(waitMs !== null && !permanent && { retryAfterMs: waitMs }),
  };
}

function meaningOf(code: number): string {
  const known = meanings[code];
  if (known !== undefined) return known;
  if (code >= 500) return "has trouble of its own";
  if (code >= 400) return "does not accept this message";
  return code >= 300 ? "answered with a redirect, which is not followed" : "answered something unexpected";
}

/** A refusal that the service puts into a success, such as `{"ok": false}`. */
export function refused(service: string, code: number, words: string): Receipt {
  return { ok: false, permanent: true, code, detail: bounded(`${service} refuses: ${words}`) };
}

/** One line of at most 500 characters. */
export function bounded(text: string): string {
  return oneLine(text).slice(0, 500);
}

/** A field of JSON that may be anything. */
export function fieldOf(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (at as Record<string | number, unknown>)[key] : undefined),
    value,
  ); // safe because anything may be asked for a key
}

export function textOf(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = fieldOf(value, ...path);
  if (typeof found === "string") return found;
  return typeof found === "number" ? String(found) : undefined;
}

/** There is nothing that the service could be told, and that is no failure. */
export function nothingToTell(why: string): Receipt {
  return { ok: true, code: null, detail: `${why} Nothing was sent.` };
}
