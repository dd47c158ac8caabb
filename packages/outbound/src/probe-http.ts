import { type HttpSpec, httpSubjects } from "@vedette/core/kinds/http";
import { needsBody } from "./conditions-of.ts";
import type { Failure } from "./failure.ts";
import { filledRequest } from "./fill-request.ts";
import { httpFacts, keepErrors, shownRequest, shownResponse } from "./http-answer.ts";
import type { ProbeKind } from "./probe-io.ts";
import { type HttpReply, type HttpText, bodyText, requestHttp } from "./request-http.ts";
import { keepAll } from "./response-reader.ts";
import { proxyOf, signInOf } from "./sign-in-of.ts";

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
  const isBodyJudged = needsBody(spec.assertions, httpSubjects);
  const keep = isBodyJudged || trace.isWatched ? keepAll : keepErrors;
  const { method, maxRedirects, version } = spec;
  const outcome = await requestHttp({ url, method, headers, body: payload, signIn, maxRedirects, version, ...way, keep }, io);
  if ("failed" in outcome) return outcome;
  reply = outcome;
  if (isBodyJudged || reply.body.length > 0) body = await bodyText(reply);
  if (isBodyJudged && body !== null && "failed" in body) return body;
  return { status: reply.head.status, facts: trace.wantsDetail ? httpFacts(reply.head, body, trace) : null };
};
