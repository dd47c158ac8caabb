import type { AlertMessage } from "@vedette/core/alert";
import { type MessageHold, type PastMessage, paceOf } from "@vedette/core/pacing";
import type { Decision } from "@vedette/core/telling";
import type { Tx } from "@vedette/db/db";
import type { EventRow } from "@vedette/db/incidents";
import type { NewAlert } from "@vedette/db/outbox";
import type { RoutingRow } from "@vedette/db/routing";
import { type TellingEvent, alertsOf } from "./alerts.ts";
import type { RoadDeps } from "./deps.ts";
import { route } from "./route.ts";

type TellingDeps = Pick<RoadDeps, "newId" | "publicUrl">;

/**
 * Tells people of lines of timelines, inside the transaction that wrote them: whoever the policy that holds says, else the monitor's own
 * channels; of anything later whoever was told it began. Returns the ids of the outbox rows to announce, and whose monitors these were.
 */
export async function tell(tx: Tx, deps: TellingDeps, events: readonly EventRow[]): Promise<{ outboxIds: string[]; monitorIds: string[] }> {
  const contexts = await tx.incidents.contexts(events);
  const routings = await tx.routing.of([...new Set(contexts.map((context) => context.team.id))]);
  const routed = routings.length === 0 ? contexts : await route(tx, routings, contexts);
  return {
    outboxIds: await appendAlerts(tx, deps, routings, routed),
    monitorIds: [...new Set(contexts.map((context) => context.monitor.id))],
  };
}

/** Appends the alerts of events; what has to wait for others, as its channel or its policy says, waits. */
export async function appendAlerts(
  tx: Tx,
  deps: TellingDeps,
  routings: readonly RoutingRow[],
  events: readonly TellingEvent[],
): Promise<string[]> {
  const alerts = events.flatMap((event) => alertsOf(event, deps.publicUrl, deps.newId));
  return await tx.outbox.append(routings.length === 0 ? alerts : await paced(tx, routings, events, alerts));
}

async function paced(
  tx: Tx,
  routings: readonly RoutingRow[],
  events: readonly TellingEvent[],
  alerts: readonly NewAlert[],
): Promise<NewAlert[]> {
  const ofTeam = new Map(routings.map((routing) => [routing.teamId, routing]));
  const ofIncident = new Map(events.map((event) => [event.incidentId, event]));
  const past = await tx.heldMessages.past([...ofTeam.keys()], unique(alerts.map((alert) => alert.channelId)), [...ofIncident.keys()]);
  // Kept by incident as well: a thousand that begin at once would each look through what all the others are sent.
  const ofChannel = Map.groupBy(past, ({ channelId }) => channelId);
  const ofBoth = Map.groupBy(past, keyOf);
  const waiting: { incidentId: string; reason: MessageHold["reason"]; why: string; name: string }[] = [];
  const superseding: { incidentId: string; channelId: string; outboxId: string }[] = [];
  const kept = alerts.map((alert) => {
    const { channelId, incidentId } = alert;
    const [routing, event] = [ofTeam.get(alert.teamId), ofIncident.get(incidentId ?? "")];
    const channel = routing?.channels.find(({ id }) => id === channelId);
    if (routing === undefined || channel === undefined || event === undefined || incidentId === null) return alert;
    const [all, own] = [ofChannel.get(channelId) ?? [], ofBoth.get(keyOf({ channelId, incidentId })) ?? []];
    const earlier = own.filter((each) => each.hold !== null);
    const message = alert.message as AlertMessage; // safe because alertsOf makes no other
    const { number, severity } = event;
    const asked = {
      incidentId,
      monitorId: event.monitor.id,
      number,
      severity,
      type: message.type,
      keys: event.keys ?? [],
      groupSeconds: event.groupSeconds ?? 0,
    };
    const { hold, why } = paceOf(asked, channel, { all, own }, routing.nowMs);
    const now = { ...asked, channelId, atMs: routing.nowMs, hold, isGrouped: false };
    for (const list of [all, own]) list.push(now);
    ofChannel.set(channelId, all);
    ofBoth.set(keyOf(now), own);
    if (hold !== null && why !== null) waiting.push({ incidentId, reason: hold.reason, why, name: channel.name });
    if (hold !== null) return { ...alert, hold };
    if (earlier.length === 0) return alert;
    superseding.push({ incidentId, channelId, outboxId: alert.id });
    return opensWith(earlier) ? { ...alert, message: { ...message, type: "incident.opened" as const } } : alert;
  });
  await tx.heldMessages.supersede(superseding);
  const ofIncidents = Map.groupBy(waiting, ({ incidentId }) => incidentId);
  await tx.incidents.note([...ofIncidents].map(([incidentId, waits]) => ({ incidentId, decisions: decisionsOf(waits) })));
  return kept;
}

/** One sentence for all channels that wait for the same. */
function decisionsOf(waits: readonly { reason: MessageHold["reason"]; why: string; name: string }[]): Decision[] {
  return [...Map.groupBy(waits, ({ why }) => why)].flatMap(([why, alike]) =>
    alike.slice(0, 1).map(({ reason }) => ({ reason, sentence: `${why}: ${alike.map(({ name }) => name).join(", ")}.` })),
  );
}

const keyOf = ({ channelId, incidentId }: { channelId: string; incidentId: string }) => `${channelId}/${incidentId}`;
const opensWith = (waiting: readonly PastMessage[]) => waiting.some((each) => each.type === "incident.opened");
const unique = (values: readonly string[]) => [...new Set(values)];
