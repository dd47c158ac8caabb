import type { Language } from "./language.ts";
import type { Evidence, ReasonCode } from "./probe-result.ts";
import { listed } from "./quorum.ts";

/** What a check that was not up found. `reason` is its own sentence. */
export type Finding = { code: ReasonCode | null; reason: string; dueMs: number; evidence: Evidence | null };

/** The words of which incidents' sentences are made. */
export type SummaryPhrases = {
  fails: string;
  /** What one location says: in its check's own words, which other languages quote. */
  own: (finding: Finding) => string;
  /** What was found in a few words, the same at every location that found the same. */
  head: (finding: Finding) => string;
  /** What `head` has left out. */
  rest: (finding: Finding) => string[];
  from: (bad: number, total: number) => string;
  fromThese: (names: readonly string[]) => string;
  seenUp: (names: readonly string[]) => string;
  usual: (ms: number) => string;
  said: (words: string) => string;
  expired: (ago: string) => string;
  issuerExpired: (ago: string) => string;
  someExpired: string;
  /** A head that does not begin the sentence. */
  later: (head: string) => string;
};

export const summaryPhrases: Record<Language, SummaryPhrases> = {
  en: {
    fails: "Checks fail",
    own: (finding) => withoutDot(finding.code === "tls_expired" ? englishHead(finding) : finding.reason),
    head: englishHead,
    rest: ({ code, reason }) => {
      const expected = code === "status_unexpected" || code === "too_slow" ? /;\s*(expected .*?)\.?$/.exec(reason)?.[1] : undefined;
      if (expected !== undefined) return [expected];
      return code?.startsWith("tls_") === true && code !== "tls_expired" && reason !== "The TLS handshake failed."
        ? [lowerFirst(withoutDot(reason))]
        : [];
    },
    from: (bad, total) => ` from ${bad} of ${total} locations`,
    fromThese: (names) => ` from ${listed(names)}`,
    seenUp: (names) => `${listed(names)} ${names.length === 1 ? "sees" : "see"} it up`,
    usual: (ms) => `p95 of the last day: ${ms} ms`,
    said: (words) => `the response said "${words}"`,
    expired: (ago) => `the certificate expired ${ago} ago`,
    issuerExpired: (ago) => `the certificate of its issuer expired ${ago} ago`,
    someExpired: "a certificate has expired",
    later: lowerFirst,
  },
  de: {
    fails: "Prüfungen gescheitert",
    own: (finding) => {
      const judged = judgedInGerman(finding);
      if (judged !== null) return [judged.head, ...judged.rest].join("; ");
      const { code, reason } = finding;
      return code === null || code === "tls_expired" || reason === ""
        ? germanHead(finding)
        : `${germanHead(finding)} (${withoutDot(reason)})`;
    },
    head: (finding) => judgedInGerman(finding)?.head ?? germanHead(finding),
    rest: (finding) => {
      const judged = judgedInGerman(finding);
      if (judged !== null) return judged.rest;
      const { code, reason } = finding;
      return code?.startsWith("tls_") === true && code !== "tls_expired" && reason !== "The TLS handshake failed."
        ? [withoutDot(reason)]
        : [];
    },
    from: (bad, total) => ` an ${bad} von ${total} Standorten`,
    fromThese: (names) => ` (${listed(names, "de")})`,
    seenUp: (names) => `${listed(names, "de")} ${names.length === 1 ? "sieht" : "sehen"} kein Problem`,
    usual: (ms) => `p95 des letzten Tages: ${ms} ms`,
    said: (words) => `in der Antwort stand „${words}“`,
    expired: (ago) => `das Zertifikat ist seit ${ago} abgelaufen`,
    issuerExpired: (ago) => `das Zertifikat seines Ausstellers ist seit ${ago} abgelaufen`,
    someExpired: "ein Zertifikat ist abgelaufen",
    later: (head) => head,
  },
};

function englishHead({ code, reason, evidence }: Finding): string {
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

/** What `judge` says, which has the same form every time. Null: these are the words of a probe. */
function judgedInGerman({ code, reason }: Finding): { head: string; rest: string[] } | null {
  const [, status, expected] = (code === "status_unexpected" && /^Answered with status (\d+); expected (.*)\.$/s.exec(reason)) || [];
  if (status !== undefined) return { head: `Status ${status}`, rest: [`erwartet ${expected}`] };
  const [, tookMs, atMostMs] = (code === "too_slow" && /^Answered after (\d+) ms; expected at most (\d+) ms\.$/.exec(reason)) || [];
  if (tookMs !== undefined) return { head: `Antwort erst nach ${tookMs} ms`, rest: [`erwartet höchstens ${atMostMs} ms`] };
  const [, condition, actual] = (code === "assertion_failed" && /^Expected (.*?); it was (.*)\.$/s.exec(reason)) || [];
  if (condition !== undefined) return { head: `Erwartet: ${condition}; es war: ${actual}`, rest: [] };
  return null;
}

function germanHead({ code, reason, evidence }: Finding): string {
  if (code === "dns_not_found" && evidence?.detail === "NXDOMAIN") return "DNS: NXDOMAIN";
  if (code === null) return reason === "" ? "Prüfungen gescheitert" : withoutDot(reason);
  return germanNames[code];
}

const germanNames: Record<ReasonCode, string> = {
  tls_failed: "TLS-Handshake gescheitert",
  tls_expired: "TLS-Handshake gescheitert",
  tls_name_mismatch: "TLS-Handshake gescheitert",
  tls_untrusted: "TLS-Handshake gescheitert",
  tls_timeout: "TLS-Handshake gescheitert",
  dns_not_found: "Name nicht gefunden",
  dns_failed: "Namensauflösung gescheitert",
  dns_timeout: "Nameserver antworten nicht",
  dns_refused: "Nameserver verweigert die Antwort",
  resolvers_disagree: "Nameserver widersprechen sich",
  address_refused: "Adresse wird nicht angewählt",
  connect_refused: "Verbindung abgelehnt",
  connect_timeout: "Keine Verbindung in der erlaubten Zeit",
  connect_failed: "Verbindung gescheitert",
  response_timeout: "Keine Antwort in der erlaubten Zeit",
  no_reply: "Keine Antwort",
  connection_closed: "Verbindung abgebrochen",
  invalid_response: "Ungültige Antwort",
  headers_too_large: "Kopfzeilen zu groß",
  too_many_redirects: "Zu viele Weiterleitungen",
  bad_redirect: "Unbrauchbare Weiterleitung",
  protocol_error: "Protokollfehler",
  auth_failed: "Anmeldung gescheitert",
  query_failed: "Abfrage gescheitert",
  reply_unexpected: "Unerwartete Antwort",
  decode_failed: "Antwort nicht lesbar",
  too_large: "Antwort zu groß",
  not_registered: "Domain nicht registriert",
  proxy_failed: "Proxy gescheitert",
  token_failed: "Kein Zugangstoken",
  value_missing: "Wert fehlt",
  service_unhealthy: "Dienst meldet sich als gestört",
  ping_missed: "Erwarteter Ping blieb aus",
  ping_failed: "Fehlschlag gemeldet",
  run_too_long: "Lauf dauerte zu lange",
  members_down: "Zu wenige Mitglieder laufen",
  set_by_hand: "Von Hand gesetzt",
  status_unexpected: "Unerwarteter Status",
  too_slow: "Antwort zu langsam",
  assertion_failed: "Bedingung nicht erfüllt",
  assertion_too_slow: "Bedingung brauchte zu lange",
  content_changed: "Inhalt geändert",
  prober_stalled: "Prüfung nicht verwertbar",
  prober_error: "Prüfung nicht verwertbar",
  shutting_down: "Prüfung nicht verwertbar",
  registry_unavailable: "Registrierungsstelle antwortet nicht",
  location_unwell: "Standort gestört",
};

function withoutDot(text: string): string {
  return text.replace(/\.$/, "");
}

/** Not of an abbreviation, a name or a quotation. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? `${text.charAt(0).toLowerCase()}${text.slice(1)}` : text;
}
