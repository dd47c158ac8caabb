import type { HttpSpec } from "@vedette/core/kinds/http";
import { HttpUrl } from "@vedette/core/http-url";
import type { Deadline } from "./deadline.ts";
import { dial, dialTargetOf } from "./dial.ts";
import { shown, shownHeaders } from "./evidence.ts";
import { Exchange } from "./exchange.ts";
import type { Failure } from "./failure.ts";
import type { OutboundDeps } from "./outbound-deps.ts";
import { type ResponseHead, headerOf } from "./response-head.ts";
import type { ProbeKind } from "./probe-io.ts";
import type { Trace } from "./trace.ts";

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/**
 * One HTTP check: a fresh connection per hop, redirects followed by hand through the dialer, bodies counted up to 1 MB and dropped.
 */
export const probeHttp: ProbeKind<HttpSpec> = async (spec, { deps, deadline, trace }) => {
  let head: ResponseHead | null = null;
  trace.tell = () => ({
    request: { method: spec.method, url: shown(spec.url, 2_000) },
    ...(head !== null && { response: { status: head.status, headers: shownHeaders(head.headers) } }),
  });
  const outcome = await follow(spec, deps, deadline, trace);
  if ("failed" in outcome) return outcome;
  head = outcome;
  return {
    status: head.status,
    facts: trace.wantsDetail
      ? { values: { status: head.status, redirects: trace.redirects.length, "http.version": head.version }, headers: head.headers }
      : null,
  };
};

async function follow(spec: HttpSpec, deps: OutboundDeps, deadline: Deadline, trace: Trace): Promise<ResponseHead | Failure> {
  let url = new URL(spec.url);
  let method: string = spec.method;
  const tls = { ...spec.tls, protocols: ["http/1.1"] };
  for (;;) {
    const exchange = new Exchange(method, (head) => spec.maxRedirects > 0 && locationOf(head) !== null);
    const socket = await dial(dialTargetOf(url, tls, spec.family), deps, deadline, trace, exchange.receive);
    if ("failed" in socket) return socket;
    const head = await exchange.run(socket, requestOf(url, method), deadline, trace);
    if ("failed" in head) return head;

    const location = spec.maxRedirects > 0 ? locationOf(head) : null;
    if (location === null) return head;
    if (trace.redirects.length === spec.maxRedirects)
      return { failed: "too_many_redirects", message: `The target redirected more than ${spec.maxRedirects} times.` };
    trace.redirects.push({ status: head.status, location });
    const next = redirectTarget(location, url);
    if (next === null) return { failed: "bad_redirect", message: "The target redirected to an address that cannot be watched." };
    url = next;
    method = methodAfter(head.status, method);
  }
}

function locationOf(head: ResponseHead): string | null {
  if (!redirectStatuses.has(head.status)) return null;
  const location = headerOf(head, "location");
  // Header bytes were read as latin1; an address is UTF-8.
  return location === null || location === "" ? null : Buffer.from(location, "latin1").toString();
}

/** A redirect leads through the same gate as an address that a person types: http(s) only, no credentials, bounded. */
function redirectTarget(location: string, from: URL): URL | null {
  const typed = HttpUrl.safeParse(URL.parse(location, from.href)?.href ?? "");
  return typed.success ? new URL(typed.data) : null;
}

/** RFC 9110 section 15.4, as browsers read it. */
function methodAfter(status: number, method: string): string {
  if (method === "HEAD" || status === 307 || status === 308) return method;
  return status === 303 || method === "POST" ? "GET" : method;
}

function requestOf(url: URL, method: string): string {
  const length = method === "POST" || method === "PUT" || method === "PATCH" ? "Content-Length: 0\r\n" : "";
  return `${method} ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nUser-Agent: Vedette/0.1 (+monitoring)\r\nAccept: */*\r\nAccept-Encoding: identity\r\nConnection: close\r\n${length}\r\n`;
}
