import type { Actor } from "@vedette/core/access";
import { authorize } from "@vedette/core/authorize";
import { fitsInterval } from "@vedette/core/monitor";
import type { IntervalChanges, LeftOut } from "@vedette/core/monitor-selection";
import { type ConfigDeps, changeTeam } from "./config-deps.ts";
import { editMonitors } from "./edit-monitors.ts";
import { requireMonitors } from "./require-monitors.ts";

/**
 * Changes how often monitors are checked. Those whose timeout is longer than the new interval keep theirs and are named; those that are
 * not checked at all, such as heartbeats, are passed over. `undo`: the same change backwards, of those that changed. An unknown monitor among them is `not_found`, and nothing changes.
 */
export async function setIntervals(
  deps: ConfigDeps,
  actor: Actor,
  input: { changes: IntervalChanges },
): Promise<{ undo: IntervalChanges; leftOut: LeftOut[] }> {
  authorize(actor, "monitor:write");
  const wanted = new Map(input.changes.flatMap(({ monitorIds, intervalMs }) => monitorIds.map((id) => [id, intervalMs] as const)));
  return await changeTeam(deps, actor.teamId, async (tx) => {
    const heads = await requireMonitors(tx, actor.teamId, [...wanted.keys()]);
    const asked = heads.map((head) => ({ head, to: { intervalMs: wanted.get(head.id) ?? head.intervalMs } }));
    const changing = asked.filter(({ head, to }) => head.timeoutMs !== null && to.intervalMs !== head.intervalMs);
    const fits = ({ head, to }: (typeof changing)[number]) => fitsInterval(head.timeoutMs, to.intervalMs);
    const fitting = changing.filter(fits);
    await editMonitors(tx, deps, actor, fitting, { intervalMs: input.changes.map((change) => change.intervalMs) });
    const byInterval = Map.groupBy(fitting, ({ head }) => head.intervalMs);
    return {
      undo: [...byInterval].map(([intervalMs, group]) => ({ intervalMs, monitorIds: group.map(({ head }) => head.id) })),
      leftOut: changing.filter((each) => !fits(each)).map(({ head }) => ({ id: head.id, name: head.name })),
    };
  });
}
