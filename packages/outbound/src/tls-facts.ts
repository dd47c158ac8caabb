import type { FactValue } from "@vedette/core/assertion/assertion";
import type { X509Certificate } from "node:crypto";
import type { Trace } from "./trace.ts";

/** What conditions can ask about the TLS connection; nothing where there was none. Durations are milliseconds from `nowMs`. */
export function tlsFacts({ certificate, chain, tls }: Trace, nowMs: number): Record<string, FactValue> {
  if (certificate === null || tls === null) return {};
  const ends = [certificate, ...chain].map((each) => endOf(each) ?? Number.NaN);
  const [own = Number.NaN] = ends;
  return {
    "tls.expires_in": spanTo(own, nowMs),
    "tls.chain_expires_in": spanTo(Math.min(...ends), nowMs),
    "tls.subject": oneLine(certificate.subject),
    "tls.issuer": oneLine(certificate.issuer),
    "tls.names": namesOf(certificate),
    "tls.protocol": tls.protocol,
    "tls.cipher": tls.cipher,
    "tls.trusted": tls.trusted,
  };
}

/** When a certificate ends, in milliseconds since the epoch; null for a date that cannot be read, which nobody has to trust for us to see it. */
export function endOf({ validTo, validToDate }: X509Certificate): number | null {
  return dateOf(validTo, validToDate)?.getTime() ?? null;
}

/** One end of a certificate's validity. Of a date that cannot be read OpenSSL says so in words alone: as a number it is whatever was in memory. */
export function dateOf(text: string, date: Date): Date | null {
  return text === "Bad time value" || Number.isNaN(date.getTime()) ? null : date;
}

/** No date, no span: a certificate of the chain that has none leaves open when the chain ends. */
function spanTo(endMs: number, nowMs: number): number | null {
  return Number.isNaN(endMs) ? null : endMs - nowMs;
}

/** Node puts each part of a distinguished name on a line of its own. */
export function oneLine(name: string): string {
  return name.replaceAll("\n", ", ");
}

/** Host names and addresses of the certificate, without their types. */
export function namesOf(certificate: X509Certificate): string[] {
  return (certificate.subjectAltName ?? "").split(", ").flatMap((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry)?.[1] ?? []);
}
