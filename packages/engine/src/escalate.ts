import { type Decision, takeTurn } from "@vedette/core/telling";
import type { DueEscalation } from "@vedette/db/escalations";
import type { TellingEvent } from "./alerts.ts";
import type { RoadDeps } from "./deps.ts";
import { appendAlerts } from "./tell.ts";

/** One transaction takes at most this many. */
const portion = 200;

/**
 * Takes the steps and sends the reminders that are due of incidents that are open and unacknowledged, from rows alone. Of two callers at
 * once each takes others; a crash leaves everything due. Returns the ids of the outbox rows to announce.
 */
export async function escalate(deps: Pick<RoadDeps, "db" | "newId" | "publicUrl" | "step">): Promise<string[]> {
  const appended: string[] = [];
  for (let taken = portion; taken === portion;) {
    const ids = await deps.db.transaction(async (tx) => {
      const due = await tx.escalations.lockDue(portion);
      taken = due.length;
      if (taken === 0) return [];
      const open = due.filter((each) => !each.isOver && !each.isAcknowledged);
      const routings = new Map((await tx.routing.all([...new Set(open.map((each) => each.teamId))])).map((each) => [each.teamId, each]));
      const incidents = new Map((await tx.routing.incidents(open.map((each) => each.incidentId))).map((each) => [each.incidentId, each]));
      const turns = open.flatMap((each) => {
        const [routing, incident] = [routings.get(each.teamId), incidents.get(each.incidentId)];
        if (routing === undefined || incident === undefined) return [];
        return [
          {
            each,
            keys: incident.keys,
            turn: takeTurn({ name: each.policyName, plan: each.plan }, each.progress, routing, incident, routing.nowMs),
          },
        ];
      });
      const events = await tx.incidents.note([
        ...turns.map(({ each, turn }) => ({ incidentId: each.incidentId, decisions: turn.decisions })),
        ...due.flatMap((each) => (each.isAcknowledged ? [{ incidentId: each.incidentId, decisions: [endedBy(each)] }] : [])),
      ]);
      await deps.step("incidents-changed");
      await tx.escalations.save(turns.flatMap(({ each, turn: { progress } }) => (progress === null ? [] : [{ ...each, progress }])));
      const goingOn = new Set(turns.flatMap(({ each, turn }) => (turn.progress === null ? [] : [each.incidentId])));
      await tx.escalations.remove(due.flatMap(({ incidentId }) => (goingOn.has(incidentId) ? [] : [incidentId])));

      const told = new Map(turns.map((taken) => [taken.each.incidentId, taken]));
      const contexts = await tx.incidents.contexts(events);
      const telling = contexts.flatMap((context): TellingEvent[] => {
        const taken = told.get(context.incidentId);
        if (taken === undefined) return [];
        const { each, turn, keys } = taken;
        const event = { ...context, keys, groupSeconds: each.plan.groupSeconds };
        const channelIds = context.channelIds.filter((id) => turn.reminds || turn.channelIds.includes(id));
        const joiningIds = turn.channelIds.filter((id) => !context.channelIds.includes(id));
        return [{ ...event, channelIds, joiningIds }];
      });
      const outboxIds = await appendAlerts(tx, deps, [...routings.values()], telling);
      await deps.step("outbox-appended");
      return outboxIds;
    });
    appended.push(...ids);
  }
  return appended;
}

function endedBy({ policyName, acknowledgedBy }: DueEscalation): Decision {
  return { reason: "acknowledged", sentence: `${policyName} goes no further: ${acknowledgedBy ?? "somebody"} acknowledged.` };
}
