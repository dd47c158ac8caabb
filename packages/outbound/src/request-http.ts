import { HttpUrl } from "@vedette/core/http-url";
import type { CookieJar } from "./cookie-jar.ts";
import { type DialTarget, dial, dialTargetOf } from "./dial.ts";
import { type Proxy, dialThrough, refusedByProxy } from "./dial-through.ts";
import { Exchange } from "./exchange.ts";
import { Http2Exchange } from "./http2-exchange.ts";
import type { Failure } from "./failure.ts";
import type { ProbeIo } from "./probe-io.ts";
import { type HttpHeader, type HttpPayload, allHeaders, requestBytes } from "./request-bytes.ts";
import { decodedBody, textOf } from "./response-body.ts";
import { type ResponseHead, headerOf } from "./response-head.ts";
import { type Keep, atHead } from "./response-reader.ts";
import type { SecureOptions } from "./secure.ts";
import type { SignIn } from "./sign-in.ts";

/** What to ask for, and how far to go for the answer. Headers and body must be free of line breaks where HTTP wants none. */
export type HttpRequest = {
  url: URL;
  method: string;
  /** In addition to Vedette's own; one of the same name replaces it. */
  headers?: readonly HttpHeader[] | undefined;
  body?: HttpPayload | undefined;
  signIn?: SignIn | undefined;
  /** How many redirects are followed; with 0 a redirect is an answer like any other. */
  maxRedirects: number;
  /** HTTP/2 is spoken over TLS only; a redirect to a plain address is followed with HTTP/1.1. */
  version?: "1.1" | "2";
  tls?: SecureOptions;
  proxy?: Proxy | undefined;
  family?: DialTarget["family"] | undefined;
  /** What is kept of the last response's body. */
  keep: Keep;
  /** Cookies that hops set and send; without one, none are kept. */
  jar?: CookieJar;
};

/** The last response. `body` as it came, at most what was to be kept; `isCut`: there was more. `url`: where it came from. */
export type HttpReply = { head: ResponseHead; body: Buffer; isCut: boolean; url: URL };

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/**
 * A request and its answer through the guarded dialer: a fresh connection per hop, redirects followed by hand, all within the
 * deadline. Phases, address, certificate and redirects are added to the trace. On the way to another origin headers, sign-in and body
 * are dropped for good. A 401 is answered once, on a new connection, where the sign-in has an answer.
 */
export async function requestHttp(request: HttpRequest, io: ProbeIo): Promise<HttpReply | Failure> {
  const { maxRedirects, proxy, jar, keep } = request;
  const { deps, deadline, trace } = io;
  let { url, method, headers, body, signIn } = request;
  let followed = 0;
  let mayAnswer = true;
  const keepOf: Keep = (head) => (maxRedirects > 0 && locationOf(head) !== null ? atHead : keep(head));
  for (;;) {
    const isSecure = url.protocol === "https:";
    const isViaProxy = proxy !== undefined && !isSecure;
    const exchange = isSecure && request.version === "2" ? new Http2Exchange(method, keepOf) : new Exchange(method, keepOf);
    const tls = isSecure ? { ...request.tls, protocols: exchange.protocols } : undefined;
    const target = dialTargetOf(url, tls, request.family);
    const socket = await (proxy === undefined
      ? dial(target, deps, deadline, trace, exchange.receive)
      : dialThrough(proxy, target, deps, deadline, trace, exchange.receive));
    if ("failed" in socket) return socket;
    const sent = headersOf(headers, signIn, method, url, isViaProxy ? proxy : undefined, jar);
    const head =
      exchange instanceof Http2Exchange
        ? await exchange.run(socket, allHeaders(url, sent, body), url, body, deadline, trace)
        : await exchange.run(socket, requestBytes(method, url, sent, body, isViaProxy ? "address" : "path"), deadline, trace);
    if ("failed" in head) return head;
    if (isViaProxy && head.status === 407) return refusedByProxy(head.status);
    jar?.take(head, url);
    if (head.status === 401 && mayAnswer && signIn !== undefined) {
      mayAnswer = false;
      const isAnswered = await signIn.refused(head);
      if (typeof isAnswered === "object") return isAnswered;
      if (isAnswered) continue;
    }
    const location = maxRedirects > 0 ? locationOf(head) : null;
    if (location === null) return { head, body: exchange.body, isCut: exchange.isCut, url };
    if (followed++ === maxRedirects)
      return { failed: "too_many_redirects", message: `The target redirected more than ${maxRedirects} times.` };
    const next = redirectTarget(location, url);
    const isInsecure = url.protocol === "https:" && next?.protocol === "http:";
    trace.redirects.push({ status: head.status, location, ...(isInsecure && { insecure: true }) });
    if (next === null) return { failed: "bad_redirect", message: "The target redirected to an address that cannot be watched." };
    const methodNow = methodAfter(head.status, method);
    if (methodNow !== method) body = undefined;
    if (next.origin !== url.origin) headers = body = signIn = undefined;
    method = methodNow;
    url = next;
  }
}

/** What goes along to this hop: the request's own headers, its sign-in, the origin's cookies, and the credentials of a proxy that reads them. */
function headersOf(
  headers: HttpRequest["headers"],
  signIn: SignIn | undefined,
  method: string,
  url: URL,
  proxy: Proxy | undefined,
  jar: CookieJar | undefined,
): HttpRequest["headers"] {
  const cookies = jar?.headerFor(url) ?? null;
  if (signIn === undefined && proxy === undefined && cookies === null) return headers;
  const all = [...(headers ?? [])];
  const authorization = signIn?.header(method, url.pathname + url.search) ?? null;
  if (cookies !== null) all.push(["Cookie", cookies]);
  if (authorization !== null) all.push(["Authorization", authorization]);
  if (proxy !== undefined && proxy.authorization !== null) all.push(["Proxy-Authorization", proxy.authorization]);
  return all;
}

/** A decoded body: its text, and how many bytes it has. Both are those of the beginning where the reply is cut. */
export type HttpText = { text: string; sizeBytes: number };

/** The text of an answer whose body was kept; or `decode_failed`. */
export async function bodyText({ head, body, isCut }: HttpReply): Promise<HttpText | Failure> {
  const decoded = await decodedBody(head, body, isCut);
  return "failed" in decoded ? decoded : { text: textOf(head, decoded), sizeBytes: decoded.length };
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
