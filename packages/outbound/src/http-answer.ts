import type { Facts } from "@vedette/core/assertion/assertion";
import type { HttpSpec } from "@vedette/core/kinds/http";
import type { Evidence } from "@vedette/core/probe-result";
import { shown, shownHeaders } from "./evidence.ts";
import type { Failure } from "./failure.ts";
import type { Hide } from "./redaction.ts";
import type { HttpReply, HttpText } from "./request-http.ts";
import type { ResponseHead } from "./response-head.ts";
import type { Trace } from "./trace.ts";

/** Of an answer that is an error, what is shown although no condition asks for its body. */
const maxErrorBytes = 2_048;
const maxShownLength = 16_384;

export const keepErrors = ({ status }: ResponseHead) => (status >= 400 ? maxErrorBytes : 0);

export function httpFacts(head: ResponseHead, body: HttpText | Failure | null, trace: Trace): Facts {
  const values = { status: head.status, redirects: trace.redirects.length, "http.version": head.version };
  if (body === null || "failed" in body) return { values, headers: head.headers };
  return { values: { ...values, "body.size": body.sizeBytes }, headers: head.headers, body: body.text };
}

/** The request as it was typed: secrets stand in it by their names. */
export function shownRequest({
  method,
  url,
  headers,
  body,
}: Pick<HttpSpec, "method" | "url" | "headers" | "body">): NonNullable<Evidence["request"]> {
  const text = body.type === "raw" || body.type === "json" ? body.text : "";
  return {
    method,
    url: shown(url, 2_000),
    ...(headers.length > 0 && { headers: shownHeaders(headers.map(({ name, value }) => [name, value])) }),
    ...(text !== "" && { body: shown(text, maxErrorBytes) }),
  };
}

export function shownResponse(
  { head }: HttpReply,
  body: HttpText | Failure | null,
  trace: Trace,
  hide: Hide,
): NonNullable<Evidence["response"]> {
  const maxLength = trace.isWatched ? maxShownLength : maxErrorBytes;
  const text = body === null ? "" : "failed" in body ? `[${body.message}]` : body.text;
  return {
    status: head.status,
    headers: shownHeaders(head.headers, hide),
    ...(text !== "" && { body: shown(hide(text), maxLength) }),
  };
}
