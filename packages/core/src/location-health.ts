/** Why a location does not trust what it sees. */
export type UnwellReason = "canaries" | "alone" | "late";

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

/**
 * What speaks for and against a place. `canaries`: addresses that are known to be up, and how many of them failed just now. `others`: of
 * the monitors that seem to fail here and are looked at from elsewhere too, those that another place has seen up since.
 */
export type Signs = {
  suspicion: "stalled" | "failing" | null;
  canaries: { asked: number; failed: number };
  others: { shared: number; up: number };
};

/** Null: what this place sees can be believed. Without a canary or another place to compare with, it always is: that is all there is. */
export function unwellReason({ suspicion, canaries, others }: Signs): UnwellReason | null {
  if (canaries.asked > 0 && canaries.failed === canaries.asked) return "canaries";
  if (suspicion === "stalled") return "late";
  return suspicion === "failing" && others.up >= leastDissent && others.up > others.shared * failedShare ? "alone" : null;
}

export const unwellWords: Record<UnwellReason, string> = {
  canaries: "none of its canaries answers",
  alone: "most of what it looks at fails, while other locations see it up",
  late: "it is too busy to keep its deadlines",
};
