import type { ConfirmationPolicy } from "@vedette/core/monitor";
import type { Quorum } from "@vedette/core/quorum-rule";
import type { VerdictKind } from "@vedette/core/verdict";

/*
 * What is promised, written down once more from its words, sharing no code with the product: a run of so many bad checks opens an incident
 * that begins with the first of them, a run of so many good ones ends it with the first of these; severity only rises; whoever could not
 * tell does not count.
 */

export type Check = { dueMs: number; verdict: VerdictKind };
export type Outage = { fromMs: number; openedAs: "degraded" | "down"; raisedMs: number | null; untilMs: number | null };

/** The outages that checks of one place confirm, in the order in which they were due. */
export function outagesOf(checks: readonly Check[], { failuresToOpen, successesToClose }: ConfirmationPolicy): Outage[] {
  const outages: Outage[] = [];
  let [bad, good, badFromMs, goodFromMs] = [0, 0, 0, 0];
  for (const { dueMs, verdict } of checks.toSorted((a, b) => a.dueMs - b.dueMs)) {
    if (verdict === "inconclusive" || verdict === "no_data") continue;
    const last = outages.at(-1);
    const open = last?.untilMs === null ? last : undefined;
    if (verdict === "up") {
      if (good === 0) goodFromMs = dueMs;
      [bad, good] = [0, good + 1];
      if (open !== undefined && good >= successesToClose) open.untilMs = goodFromMs;
    } else {
      if (bad === 0) badFromMs = dueMs;
      [bad, good] = [bad + 1, 0];
      if (bad < failuresToOpen) continue;
      if (open === undefined) outages.push({ fromMs: badFromMs, openedAs: verdict, raisedMs: null, untilMs: null });
      else if (verdict === "down" && open.openedAs === "degraded") open.raisedMs ??= dueMs;
    }
  }
  return outages;
}

/** Whether one place has ever been sure of anything, good or bad. */
export function hasConfirmed(checks: readonly Check[], { failuresToOpen, successesToClose }: ConfirmationPolicy): boolean {
  let [good, bad] = [0, 0];
  return checks
    .toSorted((a, b) => a.dueMs - b.dueMs)
    .some(({ verdict }) => {
      if (verdict === "inconclusive" || verdict === "no_data") return false;
      [good, bad] = verdict === "up" ? [good + 1, 0] : [0, bad + 1];
      return good >= successesToClose || bad >= failuresToOpen;
    });
}

/** How many of `n` locations have to see it failing. */
export function votesNeeded({ rule, atLeast }: Quorum, n: number): number {
  switch (rule) {
    case "any":
      return 1;
    case "all":
      return n;
    case "majority":
      return Math.ceil((n + 1) / 2);
    case "at_least":
      return Math.min(n, atLeast);
  }
}
