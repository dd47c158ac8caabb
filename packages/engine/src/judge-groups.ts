import { groupVerdict } from "@vedette/core/group-verdict";
import type { RoadDeps } from "./deps.ts";
import { observeIn } from "./observe.ts";
import { passiveResult } from "./passive-result.ts";

const portion = 500;
/** Groups of groups follow within the same call, this deep. */
const maxRounds = 20;

/**
 * Computes the groups again of which a member has changed. A group that comes out as it stands gets no result (unless its time is without data), so computing again
 * changes nothing; its marks go with the same transaction. Returns the outbox rows to announce.
 */
export async function judgeGroups(deps: RoadDeps): Promise<string[]> {
  const appended: string[] = [];
  for (let round = 0, taken = 1; taken > 0 && round < maxRounds; round++) {
    const ids = await deps.db.transaction(async (tx) => {
      const nos = await tx.groups.takeMarks(portion);
      taken = nos.length;
      if (taken === 0) return [];
      const groups = await tx.groups.hold(nos);
      const { nowMs } = await tx.heartbeats.heard();
      const results = groups.flatMap(({ groupNo, spec, members, confirmed, isWaiting, lastDueMs }) => {
        const verdict = spec === null ? null : groupVerdict(spec, members);
        if (verdict === null || (verdict.verdict === confirmed && !isWaiting)) return [];
        const { reason, sinceMs } = verdict;
        // It came to be so with the last of its members, unless the group itself was told of something later.
        const dueMs = Math.max(Math.min(sinceMs, nowMs), lastDueMs + 1);
        const code = verdict.verdict === "up" ? null : ("members_down" as const);
        return [passiveResult({ monitorNo: groupNo, dueMs, nowMs, verdict: verdict.verdict, code, reason })];
      });
      await tx.states.endWaiting(results);
      // What it holds was computed from how its members stood until now.
      await tx.states.startWaiting(
        groups.flatMap((group) => (group.spec === null ? [group.groupNo] : [])),
        nowMs,
      );
      return results.length === 0 ? [] : await observeIn(tx, deps, { results, batches: [] });
    });
    appended.push(...ids);
  }
  return appended;
}
