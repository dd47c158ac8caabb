import type { Facts } from "@vedette/core/assertion/assertion";
import type { HttpSpec } from "@vedette/core/kinds/http";
import type { Evidence } from "@vedette/core/probe-result";
import { shown, shownHeaders } from "./evidence.ts";
import type { Failure } from "./failure.ts";
import { filledRequest } from "./fill-request.ts";
import type { ProbeKind } from "./probe-io.ts";
import type { Hide } from "./redaction.ts";
import { type HttpReply, type HttpText, bodyText, requestHttp } from "./request-http.ts";
import type { ResponseHead } from "./response-head.ts";
import { keepAll } from "./response-reader.ts";
import { proxyOf, signInOf } from "./sign-in-of.ts";
import type { Trace } from "./trace.ts";

/** Of an answer that is an error, what is shown although no condition asks for its body. */
const maxErrorBytes = 2_048;
const maxShownLength = 16_384;

const keepErrors = ({ status }: ResponseHead) => (status >= 400 ? maxErrorBytes : 0);

/** One HTTP check. A body is kept only where a condition or a person asks for it, or where the answer is an error. */
export const probeHttp: ProbeKind<HttpSpec> = async (spec, io) => {
  const { trace } = io;
  let reply: HttpReply | null = null;
  let body: HttpText | Failure | null = null;
  trace.tell = (hide) => ({
    request: shownRequest(spec),
    ...(reply !== null && { response: shownResponse(reply, body, trace, hide) }),
  });
  const { url, headers, body: payload } = filledRequest(spec, spec.secrets);
  const way = { tls: spec.tls, family: spec.family, proxy: spec.proxy.url === "" ? undefined : proxyOf(spec.proxy, trace) };
  const signIn = spec.auth.type === "none" ? undefined : await signInOf(spec.auth, way, io);
  if (signIn !== undefined && "failed" in signIn) return signIn;
  const isBodyJudged = spec.assertions !== "" && bodySubjects.test(spec.assertions);
  const keep = isBodyJudged || trace.isWatched ? keepAll : keepErrors;
  const { method, maxRedirects, version } = spec;
  const outcome = await requestHttp({ url, method, headers, body: payload, signIn, maxRedirects, version, ...way, keep }, io);
  if ("failed" in outcome) return outcome;
  reply = outcome;
  if (isBodyJudged || reply.body.length > 0) body = await bodyText(reply);
  if (isBodyJudged && body !== null && "failed" in body) return body;
  return { status: reply.head.status, facts: trace.wantsDetail ? factsOf(reply.head, body, trace) : null };
};

/** Reading a body that no condition turns out to be about costs a little; not reading one would cost the verdict. */
const bodySubjects = /\b(?:body|json)\b/;

function factsOf(head: ResponseHead, body: HttpText | Failure | null, trace: Trace): Facts {
  const values = { status: head.status, redirects: trace.redirects.length, "http.version": head.version };
  if (body === null || "failed" in body) return { values, headers: head.headers };
  return { values: { ...values, "body.size": body.sizeBytes }, headers: head.headers, body: body.text };
}

/** The request as it was typed: secrets stand in it by their names. */
function shownRequest({ method, url, headers, body }: HttpSpec): NonNullable<Evidence["request"]> {
  const text = body.type === "raw" || body.type === "json" ? body.text : "";
  return {
    method,
    url: shown(url, 2_000),
    ...(headers.length > 0 && { headers: shownHeaders(headers.map(({ name, value }) => [name, value])) }),
    ...(text !== "" && { body: shown(text, maxErrorBytes) }),
  };
}

function shownResponse({ head }: HttpReply, body: HttpText | Failure | null, trace: Trace, hide: Hide): NonNullable<Evidence["response"]> {
  const maxLength = trace.isWatched ? maxShownLength : maxErrorBytes;
  const text = body === null ? "" : "failed" in body ? `[${body.message}]` : body.text;
  return {
    status: head.status,
    headers: shownHeaders(head.headers, hide),
    ...(text !== "" && { body: shown(hide(text), maxLength) }),
  };
}
