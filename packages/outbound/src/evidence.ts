import type { HttpSpec } from "@vedette/core/http-spec";
import type { Evidence } from "@vedette/core/probe-result";
import { isIPv6 } from "node:net";
import type { ResponseHead } from "./response-head.ts";
import type { Trace } from "./trace.ts";

const maxHeaders = 30;
const maxNames = 20;
const secretHeaders = new Set(["set-cookie", "set-cookie2", "cookie", "authorization", "proxy-authorization", "authentication-info"]);

/** What a person needs to understand a check that was not up: bounded, and without the target's cookies and credentials. */
export function evidenceOf(
  spec: HttpSpec,
  trace: Pick<Trace, "redirects"> & Partial<Trace>,
  head: ResponseHead | null,
  detail?: string,
): Evidence {
  const { address = "", port = 0, certificate = null, redirects } = trace;
  return {
    request: { method: spec.method, url: spec.url.slice(0, 2_000) },
    ...(address !== "" && { address: isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}` }),
    ...(redirects.length > 0 && { redirects: redirects.map(({ status, location }) => ({ status, location: shown(location) })) }),
    ...(head !== null && { response: { status: head.status, headers: head.headers.slice(0, maxHeaders).map(shownHeader) } }),
    ...(certificate !== null && {
      certificate: {
        subject: shown(certificate.subject),
        issuer: shown(certificate.issuer),
        validFrom: certificate.validFromDate.toISOString(),
        validTo: certificate.validToDate.toISOString(),
        names: (certificate.subjectAltName ?? "").split(", ", maxNames).map(shown),
      },
    }),
    ...(detail !== undefined && { detail: shown(detail) }),
  };
}

function shownHeader([name, value]: [name: string, value: string]): [name: string, value: string] {
  return [shown(name), secretHeaders.has(name) ? "[redacted]" : shown(value)];
}

function shown(text: string): string {
  return text.slice(0, 200);
}
