import { HttpUrl, type HttpSpec } from "@vedette/core/http-spec";
import { judge } from "@vedette/core/judge";
import type { ProbeResult } from "@vedette/core/probe-result";
import { Deadline } from "./deadline.ts";
import { dial, dialTargetOf } from "./dial.ts";
import { evidenceOf } from "./evidence.ts";
import { Exchange } from "./exchange.ts";
import { type Failure, blame, isInconclusive, stalled } from "./failure.ts";
import type { OutboundDeps } from "./outbound-deps.ts";
import { type ResponseHead, headerOf } from "./response-head.ts";
import { Trace } from "./trace.ts";

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/**
 * One HTTP check: a fresh connection per hop, redirects followed by hand through the dialer, bodies counted up to 1 MB and dropped.
 * Ends within the spec's timeout plus 250 ms whatever the target does. A target that fails is a value; throws only for a bug.
 */
export async function probeHttp(spec: HttpSpec, deps: OutboundDeps, signal: AbortSignal): Promise<ProbeResult> {
  const deadline = new Deadline(spec.timeoutMs, signal);
  const trace = new Trace();
  try {
    const outcome = await follow(spec, deps, deadline, trace);
    return "failed" in outcome ? failed(spec, blame(outcome, deadline), deadline, trace) : answered(spec, outcome, deadline, trace);
  } finally {
    deadline.close();
  }
}

async function follow(spec: HttpSpec, deps: OutboundDeps, deadline: Deadline, trace: Trace): Promise<ResponseHead | Failure> {
  let url = new URL(spec.url);
  let method: string = spec.method;
  for (;;) {
    const exchange = new Exchange(method, (head) => spec.maxRedirects > 0 && locationOf(head) !== null);
    const socket = await dial(dialTargetOf(url), deps, deadline, trace, exchange.receive);
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

function answered(spec: HttpSpec, head: ResponseHead, deadline: Deadline, trace: Trace): ProbeResult {
  const totalUs = deadline.elapsedUs();
  const blockedUs = deadline.blockedMs() * 1_000;
  if (
    spec.slowAfterMs !== undefined &&
    blockedUs > 0 &&
    totalUs > spec.slowAfterMs * 1_000 &&
    totalUs - blockedUs <= spec.slowAfterMs * 1_000
  ) {
    return failed(spec, stalled(blockedUs / 1_000), deadline, trace);
  }
  const { dnsUs = 0, connectUs = 0, tlsUs = 0, firstByteUs = 0, transferUs = 0 } = trace.phases;
  const result: ProbeResult = {
    outcome: "answered",
    status: head.status,
    certificateExpiresAtMs: trace.certificate?.validToDate.getTime() ?? null,
    totalUs,
    phases: { dnsUs, connectUs, tlsUs, firstByteUs, transferUs },
    evidence: { request: { method: spec.method, url: spec.url } },
  };
  // Evidence is stored only for checks that are not up, so nearly every check saves itself the work.
  return judge(spec, result).kind === "up" ? result : { ...result, evidence: evidenceOf(spec, trace, head) };
}

function failed(spec: HttpSpec, { failed: code, message, detail }: Failure, deadline: Deadline, trace: Trace): ProbeResult {
  // What an address that is refused would show, times included, must not help to map our network.
  if (code === "address_refused") {
    return {
      outcome: "failed",
      failure: code,
      message,
      totalUs: 0,
      phases: {},
      evidence: evidenceOf(spec, { redirects: trace.redirects }, null),
    };
  }
  const seen = { totalUs: deadline.elapsedUs(), phases: trace.phases, evidence: evidenceOf(spec, trace, null, detail) };
  return isInconclusive(code)
    ? { outcome: "inconclusive", reason: code, message, ...seen }
    : { outcome: "failed", failure: code, message, ...seen };
}
