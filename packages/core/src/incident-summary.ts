import type { Evidence, ReasonCode } from "./probe-result.ts";
import { listed } from "./quorum.ts";
import { durationName } from "./zoned-time.ts";

/** What a check that was not up found. `reason` is its own sentence. */
export type Finding = { code: ReasonCode | null; reason: string; dueMs: number; evidence: Evidence | null };
/** How the locations of a monitor see it: those that hold it to be bad, each with the newest thing it found, and those that see it up. */
export type Sightings = { bad: { location: string; finding: Finding | null }[]; good: string[]; total: number };

/**
 * What is wrong and how we know, in one sentence for people, made from the evidence alone: `Status 503 from 2 of 3 locations; Oslo sees it up;
 * the response said "Maintenance".` A monitor with one location is told in its check's own words. `usualUs`: the 95th percentile of the
 * last day, said of one that is slow; null where it is unknown.
 */
export function incidentSummary({ bad, good, total }: Sightings, usualUs: number | null): string {
  const findings = bad.flatMap(({ finding }) => finding ?? []);
  const [first] = findings;
  const ups = good.length === 0 ? [] : [`${listed(good)} ${good.length === 1 ? "sees" : "see"} it up`];
  if (first === undefined) return sentence([`Checks fail${whereOf(bad.length, total)}`, ...ups]);
  const details = detailsOf(first, usualUs);
  if (total === 1) return sentence([withoutDot(first.code === "tls_expired" ? headOf(first) : first.reason), ...details]);
  const byHead = Map.groupBy(bad, ({ finding }) => (finding === null ? "Checks fail" : headOf(finding)));
  if (byHead.size === 1) return sentence([`${headOf(first)}${whereOf(bad.length, total)}`, ...ups, ...expectedOf(first), ...details]);
  const heads = [...byHead].map(([head, seen], i) => {
    const from = listed(seen.map(({ location }) => location));
    return `${i === 0 ? head : lowerFirst(head)} from ${from}`;
  });
  return sentence([...heads, ...ups]);
}

function whereOf(bad: number, total: number): string {
  return total === 1 ? "" : ` from ${bad} of ${total} locations`;
}

/** What was found in a few words, the same at every location that found the same. */
function headOf({ code, reason, evidence }: Finding): string {
  const status = code === "status_unexpected" ? /^Answered with status (\d+)/.exec(reason)?.[1] : undefined;
  if (status !== undefined) return `Status ${status}`;
  if (code === "too_slow")
    return `Answers, but ${
      lowerFirst(withoutDot(reason))
        .split(";", 1)[0]
        ?.replace(/^answered /, "") ?? ""
    }`;
  if (code?.startsWith("tls_") === true) return "TLS handshake failed";
  if (code === "dns_not_found" && evidence?.detail === "NXDOMAIN") return "DNS: NXDOMAIN";
  return withoutDot(reason === "" ? "Checks fail." : reason);
}

/** What `headOf` has left out of the check's own words. */
function expectedOf({ code, reason }: Finding): string[] {
  const expected = code === "status_unexpected" || code === "too_slow" ? /;\s*(expected .*?)\.?$/.exec(reason)?.[1] : undefined;
  if (expected !== undefined) return [expected];
  return code?.startsWith("tls_") === true && code !== "tls_expired" && reason !== "The TLS handshake failed."
    ? [lowerFirst(withoutDot(reason))]
    : [];
}

function detailsOf({ code, dueMs, evidence }: Finding, usualUs: number | null): string[] {
  if (code === "too_slow" && usualUs !== null) return [`p95 of the last day: ${Math.round(usualUs / 1_000)} ms`];
  if (code === "tls_expired") return [expiryOf(evidence, dueMs)];
  const said = code === "status_unexpected" ? saidIn(evidence?.response?.body ?? "") : "";
  return said === "" ? [] : [`the response said "${said}"`];
}

function expiryOf(evidence: Evidence | null, dueMs: number): string {
  const [own, ...others] = (evidence?.certificates ?? []).map(({ validTo }) => Date.parse(validTo));
  if (own !== undefined && own <= dueMs) return `the certificate expired ${durationName(dueMs - own)} ago`;
  const issuer = others.find((endMs) => endMs <= dueMs);
  return issuer === undefined ? "a certificate has expired" : `the certificate of its issuer expired ${durationName(dueMs - issuer)} ago`;
}

/** The first words that a response says to people: its title, else its first line that is text; at most 80 characters. */
function saidIn(body: string): string {
  const start = body.slice(0, 4_000);
  const title = /<title[^>]{0,100}>([^<]{1,200})/i.exec(start)?.[1];
  const first = title ?? (/^\s*</.test(start) ? "" : (start.split("\n").find((line) => /\p{L}{3}/u.test(line)) ?? ""));
  const words = first.replaceAll(/[\p{C}\s"]+/gu, " ").trim();
  return words.length > 80 ? `${words.slice(0, 79).trim()}…` : words;
}

function sentence(parts: readonly string[]): string {
  return `${parts.join("; ")}.`;
}

function withoutDot(text: string): string {
  return text.replace(/\.$/, "");
}

/** Not of an abbreviation, a name or a quotation. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? `${text.charAt(0).toLowerCase()}${text.slice(1)}` : text;
}
