import type { Facts } from "@vedette/core/assertion/assertion";
import type { CertificateFacts, Evidence } from "@vedette/core/probe-result";
import type { X509Certificate } from "node:crypto";
import { isIPv6 } from "node:net";
import { type Hide, hideIn } from "./redaction.ts";
import { dateOf, namesOf, oneLine } from "./tls-facts.ts";
import type { Trace } from "./trace.ts";

const maxHeaders = 30;
const maxNames = 20;
const maxCertificates = 5;
const secretHeaders = /^(?:set-cookie2?|cookie|authorization|proxy-authorization|authentication-info|x-api-key|.*(?:token|secret).*)$/;

/** What a person needs to understand a check: bounded, and without the target's cookies and credentials, nor anything that `hide` knows. */
export function evidenceOf(trace: Trace, facts: Facts | null, hide: Hide, detail?: string): Evidence {
  const { address, port, certificate, chain, tls, redirects } = trace;
  const evidence: Evidence = {
    ...trace.tell?.(hide),
    ...(trace.isIpv6Only && { ipv6Only: true as const }),
    ...(address !== "" && { address: port === 0 ? address : isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}` }),
    ...(redirects.length > 0 && { redirects: redirects.map((redirect) => ({ ...redirect, location: shown(hide(redirect.location)) })) }),
    ...(certificate !== null && { certificates: [certificate, ...chain].slice(0, maxCertificates).map(certificateFacts) }),
    ...(tls !== null && { tls }),
    ...(facts !== null && { facts: facts.values }),
    ...(detail !== undefined && { detail: shown(hide(detail)) }),
  };
  return hideIn(evidence, hide);
}

/** Headers as they may be kept: bounded, values that are somebody's secret replaced. */
export function shownHeaders(
  headers: readonly (readonly [name: string, value: string])[],
  hide: Hide = (text) => text,
): [name: string, value: string][] {
  return headers
    .slice(0, maxHeaders)
    .map(([name, value]) => [shown(name), secretHeaders.test(name.toLowerCase()) ? "[redacted]" : shown(hide(value))]);
}

function certificateFacts(certificate: X509Certificate): CertificateFacts {
  return {
    subject: shown(oneLine(certificate.subject)),
    issuer: shown(oneLine(certificate.issuer)),
    validFrom: dateOf(certificate.validFrom, certificate.validFromDate)?.toISOString() ?? "",
    validTo: dateOf(certificate.validTo, certificate.validToDate)?.toISOString() ?? "",
    names: namesOf(certificate)
      .slice(0, maxNames)
      .map((name) => shown(name)),
    fingerprint: certificate.fingerprint256,
  };
}

export function shown(text: string, maxLength = 200): string {
  return text.slice(0, maxLength);
}
