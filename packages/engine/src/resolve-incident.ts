import type { Actor } from "@vedette/core/access";
import { AppError } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { type HealthState, settle } from "@vedette/core/health";
import type { Tx } from "@vedette/db/db";
import { type ActionDeps, type IncidentAction, actOn, personOf } from "./incident-action.ts";

const endsByRule =
  "An incident of a rule ends when the rule no longer holds. Snooze it until it is over, or switch the rule off if it should not count.";
const stillFails =
  "The newest check still fails, so it is not over. Snooze it until it is over to hear no more of it, or pause the monitor. It resolves itself with the first good checks.";

export const resolving: IncidentAction = {
  name: "resolved",
  refusal: "This incident is already closed.",
  tells: true,
  run: async (tx, incident, by) => {
    const found = await tx.incidentActions.find(incident);
    if (found === null || !found.isOpen) return null;
    if (found.ruleId !== null) throw new AppError("conflict", endsByRule);
    const endedAtMs = await settleMonitor(tx, found, by.atMs);
    if (endedAtMs === null) throw new AppError("conflict", stillFails);
    await tx.rollupMarks.mark([{ monitorNo: found.monitorNo, fromMs: endedAtMs, untilMs: null }]);
    await tx.groups.mark([found.monitorNo]);
    await tx.incidents.announceMonitors([found.monitorId], ["monitors"]);
    return await tx.incidentActions.resolve(incident, by, endedAtMs);
  },
};

/**
 * Ends an incident before as many good checks have come as its monitor waits for, from the first good one on. A `conflict` while the
 * newest check of any location fails: what is down counts as down, whoever says otherwise. It opens again only by a new confirmed outage.
 * See `actOn`.
 */
export async function resolveIncident(deps: ActionDeps, actor: Actor, input: { incidentId: string }): Promise<string[]> {
  authorize(actor, "incident:acknowledge");
  return await actOn(deps, personOf(actor), input.incidentId, resolving);
}

/** Turns a monitor to up whose newest checks are all good; what is awaited is judged when it comes. Null: one of them fails. */
async function settleMonitor(
  tx: Tx,
  { monitorNo, locationNos }: { monitorNo: number; locationNos: number[] },
  nowMs: number,
): Promise<number | null> {
  // In the order of the road: states before incidents.
  const [before] = await tx.states.lockUnsteady(
    locationNos.map((locationNo) => ({ monitorNo, locationNo, dueMs: nowMs, isHealthy: false })),
  );
  if (before === undefined) return null;
  const { teamId, unplayedFromMs } = before;
  const isAlone = locationNos.length === 1;
  const locations = isAlone ? [] : await tx.states.ofLocations([{ monitorNo, sinceMs: nowMs }]);
  const settled = settle(isAlone ? before.state : together(before.state, locations));
  const closing = settled?.effects.find((effect) => effect.type === "close");
  if (settled === null || closing === undefined) return null;
  await tx.states.save([{ monitorNo, state: settled.next, unplayedFromMs }]);
  const states = locations.flatMap(({ state, ...location }) =>
    state === null ? [] : [{ ...location, state: settle(state)?.next ?? state }],
  );
  await tx.states.saveLocations([{ monitorNo, teamId, isSteady: unplayedFromMs === null, states }]);
  return closing.endedAtMs;
}

/** The monitor's state with the run that all locations make together: good since the last of them saw something good. */
function together(state: HealthState, locations: readonly { state: HealthState | null }[]): HealthState {
  const runs = locations.flatMap((location) => location.state?.run ?? []);
  const healthy = runs.length > 0 && runs.every((run) => run.healthy);
  return { ...state, run: { healthy, length: 1, startedAtMs: Math.max(0, ...runs.map((run) => run.startedAtMs)) } };
}
