import type { Language } from "./language.ts";
import type { Evidence } from "./probe-result.ts";
import { type Finding, type SummaryPhrases, summaryPhrases } from "./summary-phrases.ts";
import { durationName } from "./zoned-time.ts";

/** How the locations of a monitor see it: those that hold it to be bad, each with the newest thing it found, and those that see it up. */
export type Sightings = { bad: { location: string; finding: Finding | null }[]; good: string[]; total: number };

/**
 * What is wrong and how we know, in one sentence for people, made from the evidence alone: `Status 503 from 2 of 3 locations; Oslo sees it up;
 * the response said "Maintenance".` A monitor with one location is told in its check's own words. `usualUs`: the 95th percentile of the
 * last day, said of one that is slow; null where it is unknown. Other languages name what was found and quote words that are not theirs.
 */
export function incidentSummary({ bad, good, total }: Sightings, usualUs: number | null, language: Language = "en"): string {
  const phrases = summaryPhrases[language];
  const findings = bad.flatMap(({ finding }) => finding ?? []);
  const [first] = findings;
  const ups = good.length === 0 ? [] : [phrases.seenUp(good)];
  const everywhere = total === 1 ? "" : phrases.from(bad.length, total);
  if (first === undefined) return sentence([`${phrases.fails}${everywhere}`, ...ups]);
  const details = detailsOf(first, usualUs, phrases);
  if (total === 1) return sentence([phrases.own(first), ...details]);
  const byHead = Map.groupBy(bad, ({ finding }) => (finding === null ? phrases.fails : phrases.head(finding)));
  if (byHead.size === 1) return sentence([`${phrases.head(first)}${everywhere}`, ...ups, ...phrases.rest(first), ...details]);
  const heads = [...byHead].map(([head, seen], i) => {
    return `${i === 0 ? head : phrases.later(head)}${phrases.fromThese(seen.map(({ location }) => location))}`;
  });
  return sentence([...heads, ...ups]);
}

function detailsOf({ code, dueMs, evidence }: Finding, usualUs: number | null, phrases: SummaryPhrases): string[] {
  if (code === "too_slow" && usualUs !== null) return [phrases.usual(Math.round(usualUs / 1_000))];
  if (code === "tls_expired") return [expiryOf(evidence, dueMs, phrases)];
  const said = code === "status_unexpected" ? saidIn(evidence?.response?.body ?? "") : "";
  return said === "" ? [] : [phrases.said(said)];
}

function expiryOf(evidence: Evidence | null, dueMs: number, phrases: SummaryPhrases): string {
  const [own, ...others] = (evidence?.certificates ?? []).map(({ validTo }) => Date.parse(validTo));
  if (own !== undefined && own <= dueMs) return phrases.expired(durationName(dueMs - own));
  const issuer = others.find((endMs) => endMs <= dueMs);
  return issuer === undefined ? phrases.someExpired : phrases.issuerExpired(durationName(dueMs - issuer));
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
