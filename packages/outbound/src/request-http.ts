import { HttpUrl } from "@vedette/core/http-url";
import { type DialTarget, dial, dialTargetOf } from "./dial.ts";
import { Exchange } from "./exchange.ts";
import type { Failure } from "./failure.ts";
import type { ProbeIo } from "./probe-io.ts";
import { type HttpHeader, type HttpPayload, requestBytes } from "./request-bytes.ts";
import { decodedBody, textOf } from "./response-body.ts";
import { type ResponseHead, headerOf } from "./response-head.ts";
import { type Keep, atHead } from "./response-reader.ts";
import type { SecureOptions } from "./secure.ts";

/** What to ask for, and how far to go for the answer. Headers and body must be free of line breaks where HTTP wants none. */
export type HttpRequest = {
  url: URL;
  method: string;
  /** In addition to Vedette's own; one of the same name replaces it. */
  headers?: readonly HttpHeader[];
  body?: HttpPayload;
  /** How many redirects are followed; with 0 a redirect is an answer like any other. */
  maxRedirects: number;
  tls?: SecureOptions;
  family?: DialTarget["family"];
  /** What is kept of the last response's body. */
  keep: Keep;
};

/** The last response. `body` as it came, at most what was to be kept; `isCut`: there was more. `url`: where it came from. */
export type HttpReply = { head: ResponseHead; body: Buffer; isCut: boolean; url: URL };

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/**
 * A request and its answer through the guarded dialer: a fresh connection per hop, redirects followed by hand, all within the
 * deadline. Phases, address, certificate and redirects are added to the trace. On the way to another origin headers and body are
 * dropped for good.
 */
export async function requestHttp(request: HttpRequest, io: ProbeIo): Promise<HttpReply | Failure> {
  const { maxRedirects, family, keep } = request;
  const { deps, deadline, trace } = io;
  let { url, method, headers, body } = request;
  let followed = 0;
  for (;;) {
    const exchange = new Exchange(method, (head) => (maxRedirects > 0 && locationOf(head) !== null ? atHead : keep(head)));
    const tls = url.protocol === "https:" ? { ...request.tls, protocols: ["http/1.1"] } : {};
    const socket = await dial(dialTargetOf(url, tls, family), deps, deadline, trace, exchange.receive);
    if ("failed" in socket) return socket;
    const head = await exchange.run(socket, requestBytes(method, url, headers, body), deadline, trace);
    if ("failed" in head) return head;

    const location = maxRedirects > 0 ? locationOf(head) : null;
    if (location === null) return { head, body: exchange.body, isCut: exchange.isCut, url };
    if (followed++ === maxRedirects)
      return { failed: "too_many_redirects", message: `The target redirected more than ${maxRedirects} times.` };
    trace.redirects.push({ status: head.status, location });
    const next = redirectTarget(location, url);
    if (next === null) return { failed: "bad_redirect", message: "The target redirected to an address that cannot be watched." };
    const methodNow = methodAfter(head.status, method);
    if (methodNow !== method) body = undefined;
    if (next.origin !== url.origin) headers = body = undefined;
    method = methodNow;
    url = next;
  }
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
