import type { AssertionOutcome, FactValue } from "./assertion/assertion.ts";
import type { Content } from "./content.ts";

/**
 * Durations of one exchange in microseconds, each phase apart. A literal address has no DNS phase, plain HTTP no TLS phase: 0.
 * With redirects, each phase is the sum over all hops. The phases add up to `totalUs` but for scheduling between them.
 */
export type PhasesUs = { dnsUs: number; connectUs: number; tlsUs: number; firstByteUs: number; transferUs: number };

/** Why a target failed. Closed: the codes are stored in result rows and never change their number. */
export const probeFailureCodes = {
  dns_not_found: 1,
  dns_failed: 2,
  dns_timeout: 3,
  /** The address is one that Vedette never dials; nothing was sent. */
  address_refused: 4,
  connect_refused: 5,
  connect_timeout: 6,
  connect_failed: 7,
  tls_failed: 8,
  tls_expired: 9,
  tls_name_mismatch: 10,
  tls_untrusted: 11,
  tls_timeout: 12,
  response_timeout: 13,
  connection_closed: 14,
  invalid_response: 15,
  headers_too_large: 16,
  too_many_redirects: 17,
  bad_redirect: 18,
  /** The peer speaks something else, or breaks its protocol. */
  protocol_error: 19,
  auth_failed: 20,
  query_failed: 21,
  reply_unexpected: 22,
  no_reply: 23,
  decode_failed: 24,
  too_large: 25,
  resolvers_disagree: 26,
  dns_refused: 27,
  not_registered: 28,
  proxy_failed: 29,
  token_failed: 30,
  value_missing: 31,
  service_unhealthy: 32,
} as const;
export type ProbeFailure = keyof typeof probeFailureCodes;

/** Why a monitor that is not probed is not up. */
export const passiveCodes = { ping_missed: 60, ping_failed: 61, run_too_long: 62, members_down: 63, set_by_hand: 64 } as const;
export type PassiveReason = keyof typeof passiveCodes;

/** What a judgement found in an answer. */
export const judgementCodes = {
  status_unexpected: 50,
  too_slow: 51,
  assertion_failed: 52,
  assertion_too_slow: 53,
  content_changed: 54,
} as const;

/** Why a check cannot blame its target. Stored beside the failures, from 100 on. */
export const inconclusiveCodes = {
  prober_stalled: 100,
  prober_error: 101,
  shutting_down: 102,
  /** Who was asked about the target cannot say now. */
  registry_unavailable: 103,
  /** The place that looked does not trust what it sees. */
  location_unwell: 104,
} as const;
export type InconclusiveReason = keyof typeof inconclusiveCodes;

export type ReasonCode = ProbeFailure | InconclusiveReason | PassiveReason | keyof typeof judgementCodes;
const reasonCodes: Record<ReasonCode, number> = { ...probeFailureCodes, ...judgementCodes, ...passiveCodes, ...inconclusiveCodes };

export function reasonNumber(code: ReasonCode): number {
  return reasonCodes[code];
}

/** The reason behind a stored number, or null for a number this version does not know. */
export function reasonOf(number: number | null): ReasonCode | null {
  // safe because the keys of the record are exactly ReasonCode
  return (Object.keys(reasonCodes) as ReasonCode[]).find((code) => reasonCodes[code] === number) ?? null;
}

export type CertificateFacts = {
  subject: string;
  issuer: string;
  /** ISO dates, empty where they cannot be read. */
  validFrom: string;
  validTo: string;
  names: string[];
  /** SHA-256 of the certificate, hexadecimal with colons. */
  fingerprint: string;
};

/** What one name server answered to one question. `code` is `NOERROR`, `NXDOMAIN`, … or the failure's name. */
export type DnsFacts = { server: string; question: string; code: string; answers: string[]; durationUs: number };

/**
 * What was sent and what came back, bounded and free of secrets. Stored for checks that were not up, and once in a while for those that
 * were, as the last detailed look.
 */
export type Evidence = {
  request?: { method: string; url: string; headers?: [name: string, value: string][]; body?: string };
  /** The address that was dialled last, such as `203.0.113.7:443`. */
  address?: string;
  /** No address of IPv4 was dialled. */
  ipv6Only?: true;
  /** Each redirect that was followed: status and the address it pointed to; `insecure`: from there on without TLS. */
  redirects?: { status: number; location: string; insecure?: true }[];
  response?: { status: number; headers: [name: string, value: string][]; body?: string };
  /** The server's own first, then what it sent along. */
  certificates?: CertificateFacts[];
  tls?: { protocol: string; cipher: string; trusted: boolean };
  dns?: DnsFacts[];
  /** Of a line protocol: who said what, in order. */
  transcript?: { from: "us" | "them"; text: string }[];
  /** What else the kind learnt, by the names that conditions use. */
  facts?: Record<string, FactValue>;
  /** Of a sequence: each step that was run. */
  steps?: { name: string; status: number | null; totalUs: number; failure?: string }[];
  /** Of watched content that is not the approved one: the lines that differ. */
  change?: { before: string; after: string };
  /** The system's or the parser's own word for the failure, such as `ECONNREFUSED`. */
  detail?: string;
};

/** What happened on the wire. A target that fails is a result, never a thrown error. `status` null: the kind has no status. */
export type ProbeResult = { totalUs: number; phases: Partial<PhasesUs>; evidence: Evidence } & (
  | {
      outcome: "answered";
      status: number | null;
      certificateExpiresAtMs: number | null;
      assertions: readonly AssertionOutcome[];
      /** Of a kind that watches content: what was there. */
      content?: Content;
    }
  | { outcome: "failed"; failure: ProbeFailure; message: string }
  | { outcome: "inconclusive"; reason: InconclusiveReason; message: string }
);
