import type { FactValue } from "@vedette/core/assertion/assertion";
import type { X509Certificate } from "node:crypto";
import type { Trace } from "./trace.ts";

/** What conditions can ask about the TLS connection; nothing where there was none. Durations are milliseconds from `nowMs`. */
export function tlsFacts({ certificate, chain, tls }: Trace, nowMs: number): Record<string, FactValue> {
  if (certificate === null || tls === null) return {};
  const ends = [certificate, ...chain].map((each) => each.validToDate.getTime());
  return {
    "tls.expires_in": certificate.validToDate.getTime() - nowMs,
    "tls.chain_expires_in": Math.min(...ends) - nowMs,
    "tls.subject": oneLine(certificate.subject),
    "tls.issuer": oneLine(certificate.issuer),
    "tls.names": namesOf(certificate),
    "tls.protocol": tls.protocol,
    "tls.cipher": tls.cipher,
    "tls.trusted": tls.trusted,
  };
}

/** Node puts each part of a distinguished name on a line of its own. */
export function oneLine(name: string): string {
  return name.replaceAll("\n", ", ");
}

/** Host names and addresses of the certificate, without their types. */
export function namesOf(certificate: X509Certificate): string[] {
  return (certificate.subjectAltName ?? "").split(", ").flatMap((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1] ?? []);
}
