import type { Evidence, ReasonCode } from "./probe-result.ts";

/** What a check needs of its place to reach a target. An uplink may lose one of them alone. */
export type Way = "ipv4" | "ipv6" | "names";

/** Why a location does not trust what it sees. */
export type UnwellReason = "canaries" | "canaries_ipv6" | "canary_names" | "alone" | "late";

/** What a check says about the place it was made from: it ended well, the target seemed to fail, or we ourselves were too slow. */
export type Glimpse = "fine" | "failed" | "stalled";

const windowS = 15;
/** Fewer checks than this say nothing about a place. */
const leastChecks = 10;
const stalledShare = 0.2;
const failedShare = 0.5;
const leastDissent = 3;

/** The checks of the last 15 s, counted by second: memory and time do not grow with them. */
export type Glimpses = {
  add: (atMs: number, glimpse: Glimpse) => void;
  /** Whether the place itself may be the cause. It takes more than a large outage: most of what is looked at has to fail at once. */
  suspicion: (nowMs: number) => "stalled" | "failing" | null;
};

export function createGlimpses(): Glimpses {
  const seconds = Array.from({ length: windowS }, () => ({ second: -1, fine: 0, failed: 0, stalled: 0 }));
  return {
    add: (atMs, glimpse) => {
      const second = Math.floor(atMs / 1_000);
      const slot = seconds[second % windowS];
      if (slot === undefined) return;
      if (slot.second !== second) Object.assign(slot, { second, fine: 0, failed: 0, stalled: 0 });
      slot[glimpse] += 1;
    },
    suspicion: (nowMs) => {
      const now = Math.floor(nowMs / 1_000);
      const sum = { fine: 0, failed: 0, stalled: 0 };
      for (const { second, fine, failed, stalled } of seconds) {
        if (second <= now - windowS || second > now) continue;
        sum.fine += fine;
        sum.failed += failed;
        sum.stalled += stalled;
      }
      const n = sum.fine + sum.failed + sum.stalled;
      if (n < leastChecks) return null;
      if (sum.stalled >= n * stalledShare) return "stalled";
      return sum.failed > n * failedShare ? "failing" : null;
    },
  };
}

const byName: ReadonlySet<ReasonCode> = new Set<ReasonCode>(["dns_not_found", "dns_failed", "dns_timeout"]);

/** What a failing check got stuck on. One that could choose between the families is taken for one of IPv4. */
export function wayOf({ code, evidence }: { code: ReasonCode | null; evidence: Evidence | null }): Way {
  if (code !== null && byName.has(code) && evidence?.address === undefined) return "names";
  return evidence?.ipv6Only === true ? "ipv6" : "ipv4";
}

const unheard: Record<Way, UnwellReason> = { ipv4: "canaries", ipv6: "canaries_ipv6", names: "canary_names" };

/**
 * What speaks for and against a place. `canaries`: addresses that are known to be up, and how many of them failed just now, asked in the
 * `way` of the check. `others`: of the monitors that seem to fail here and are looked at from elsewhere too, those that another place has
 * seen up since.
 */
export type Signs = {
  way: Way;
  suspicion: "stalled" | "failing" | null;
  canaries: { asked: number; failed: number };
  others: { shared: number; up: number };
};

/** Null: what this place sees can be believed. Without a canary or another place to compare with, it always is: that is all there is. */
export function unwellReason({ way, suspicion, canaries, others }: Signs): UnwellReason | null {
  if (canaries.asked > 0 && canaries.failed === canaries.asked) return unheard[way];
  if (suspicion === "stalled") return "late";
  return suspicion === "failing" && others.up >= leastDissent && others.up > others.shared * failedShare ? "alone" : null;
}

export const unwellWords: Record<UnwellReason, string> = {
  canaries: "none of its canaries answers",
  canaries_ipv6: "none of its canaries answers over IPv6",
  canary_names: "the name of none of its canaries is found",
  alone: "most of what it looks at fails, while other locations see it up",
  late: "it is too busy to keep its deadlines",
};
