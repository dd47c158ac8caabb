import { policyFor } from "@vedette/core/policy";
import { begin } from "@vedette/core/telling";
import type { Tx } from "@vedette/db/db";
import type { IncidentEventContext } from "@vedette/db/incidents";
import type { RoutingRow } from "@vedette/db/routing";
import type { TellingEvent } from "./alerts.ts";

/** What lets an incident begin its policy: it opens, is released, is given back, or gets worse, which other steps may be meant for. */
const begins: readonly IncidentEventContext["change"][] = ["opened", "told", "raised", "unacknowledged"];

/**
 * Takes the first steps of incidents for which a policy holds: who is told now, why, and when the next step is due, all written with the
 * caller's transaction. Events that no policy has a say in come back as they were.
 */
export async function route(tx: Tx, routings: readonly RoutingRow[], events: readonly IncidentEventContext[]): Promise<TellingEvent[]> {
  const ofTeam = new Map(routings.map((routing) => [routing.teamId, routing]));
  const beginning = events.filter((event) => begins.includes(event.change) && (ofTeam.get(event.team.id)?.policies.length ?? 0) > 0);
  if (beginning.length === 0) return [...events];
  const incidents = new Map(
    (await tx.routing.incidents(beginning.map((event) => event.incidentId))).map((each) => [each.incidentId, each]),
  );
  const turns = beginning.flatMap((event) => {
    const [routing, incident] = [ofTeam.get(event.team.id), incidents.get(event.incidentId)];
    if (routing === undefined || incident === undefined || incident.isHeld || incident.isAcknowledged) return [];
    const policy = policyFor({ id: incident.monitorId, tags: incident.tags }, routing.policies);
    return policy === null ? [] : [{ event, policy, keys: incident.keys, turn: begin(policy, routing, incident, routing.nowMs) }];
  });
  await tx.incidents.note(turns.map(({ event, turn }) => ({ incidentId: event.incidentId, decisions: turn.decisions })));
  await tx.escalations.save(
    turns.flatMap(({ event, policy, turn: { progress } }) => {
      if (progress === null) return [];
      const { id: teamId } = event.team;
      return [
        { incidentId: event.incidentId, teamId, policyName: policy.name, policyVersion: policy.version, plan: policy.plan, progress },
      ];
    }),
  );
  const begun = new Map(turns.map((each) => [each.event, each]));
  return events.map((event) => {
    const found = begun.get(event);
    if (found === undefined) return event;
    const { keys, policy, turn } = found;
    const channelIds = event.change === "raised" || event.change === "unacknowledged" ? event.channelIds : [];
    const joiningIds = turn.channelIds.filter((id) => !channelIds.includes(id));
    return { ...event, channelIds, joiningIds, keys, groupSeconds: policy.plan.groupSeconds };
  });
}
