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
} as const;
export type ProbeFailure = keyof typeof probeFailureCodes;

/** Why a check cannot blame its target. Stored beside the failures, from 100 on. */
export const inconclusiveCodes = { prober_stalled: 100, prober_error: 101, shutting_down: 102 } as const;
export type InconclusiveReason = keyof typeof inconclusiveCodes;

export type ReasonCode = ProbeFailure | InconclusiveReason | "status_unexpected" | "too_slow";
const reasonCodes: Record<ReasonCode, number> = { ...probeFailureCodes, ...inconclusiveCodes, status_unexpected: 50, too_slow: 51 };

export function reasonNumber(code: ReasonCode): number {
  return reasonCodes[code];
}

/** The reason behind a stored number, or null for a number this version does not know. */
export function reasonOf(number: number | null): ReasonCode | null {
  // safe because the keys of the record are exactly ReasonCode
  return (Object.keys(reasonCodes) as ReasonCode[]).find((code) => reasonCodes[code] === number) ?? null;
}

/** What was sent and what came back, bounded and free of secrets; stored only for checks that were not up. */
export type Evidence = {
  request: { method: string; url: string };
  /** The address that was dialled last, such as `203.0.113.7:443`. */
  address?: string;
  /** Each redirect that was followed: status and the address it pointed to. */
  redirects?: { status: number; location: string }[];
  response?: { status: number; headers: [name: string, value: string][] };
  certificate?: { subject: string; issuer: string; validFrom: string; validTo: string; names: string[] };
  /** The system's or the parser's own word for the failure, such as `ECONNREFUSED`. */
  detail?: string;
};

/** What happened on the wire. A target that fails is a result, never a thrown error. */
export type ProbeResult = { totalUs: number; phases: Partial<PhasesUs>; evidence: Evidence } & (
  | { outcome: "answered"; status: number; certificateExpiresAtMs: number | null }
  | { outcome: "failed"; failure: ProbeFailure; message: string }
  | { outcome: "inconclusive"; reason: InconclusiveReason; message: string }
);
