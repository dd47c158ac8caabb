import type { AlertMessage, AlertType } from "@vedette/core/alert";
import type { IncidentEventContext } from "@vedette/db/incidents";
import type { NewAlert } from "@vedette/db/outbox";
import { createHash } from "node:crypto";

/**
 * `joiningIds`: channels that hear of the incident for the first time, so that to them it opens now. `keys`: what its monitor has in
 * common with others, with which it is told together within `groupSeconds`.
 */
export type TellingEvent = IncidentEventContext & { joiningIds?: readonly string[]; keys?: readonly string[]; groupSeconds?: number };

const typeOf: Record<IncidentEventContext["change"], AlertType> = {
  opened: "incident.opened",
  told: "incident.opened",
  raised: "incident.updated",
  routed: "incident.updated",
  acknowledged: "incident.acknowledged",
  unacknowledged: "incident.updated",
  woken: "incident.updated",
  resolved: "incident.resolved",
};

/** What is longer is no address that a program would open. */
const longestRunbook = 2_000;

/** What tells of an incident that goes on as it was. */
const lasting: readonly IncidentEventContext["change"][] = ["routed", "unacknowledged", "woken"];

/**
 * The alerts of one event, one per channel. Ids are derived from incident, event number and channel, so whoever concludes the
 * same writes the same ids, and a receiver can drop repetitions.
 */
export function alertsOf(event: TellingEvent, publicUrl: string, newId: () => string): NewAlert[] {
  const told = event.channelIds.map((channelId) => ({ channelId, type: typeOf[event.change] }));
  const joining = (event.joiningIds ?? []).map((channelId) => ({ channelId, type: "incident.opened" as const }));
  return [...told, ...joining].map(({ channelId, type }) => {
    const key = `msg_${createHash("sha256").update(`${event.incidentId}/${event.seq}/${channelId}`).digest("base64url").slice(0, 27)}`;
    return {
      id: newId(),
      key,
      teamId: event.team.id,
      channelId,
      incidentId: event.incidentId,
      incidentSeq: event.seq,
      message: messageOf(event, type, key, publicUrl),
    };
  });
}

function messageOf(event: IncidentEventContext, type: AlertType, id: string, publicUrl: string): AlertMessage {
  const ended = event.change === "resolved" ? event.endedAtMs : null;
  return {
    id,
    type,
    timestamp: new Date(event.atMs).toISOString(),
    data: {
      team: { id: event.team.id, name: event.team.name },
      monitor: event.monitor,
      incident: {
        id: event.incidentId,
        number: event.number,
        severity: event.severity,
        summary: event.summary.en,
        translations: { de: event.summary.de },
        startedAt: new Date(event.startedAtMs).toISOString(),
        endedAt: ended === null ? null : new Date(ended).toISOString(),
        durationMs: ended === null ? null : ended - event.startedAtMs,
        ...(lasting.includes(event.change) && { lastsMs: event.atMs - event.startedAtMs }),
        ...(event.change === "routed" && { isUnacknowledged: true as const }),
        url: `${publicUrl}/t/${event.team.slug}/incidents/${event.incidentId}`,
      },
      ...(event.rule !== null && { rule: { ...event.rule, runbook: event.rule.runbook.slice(0, longestRunbook) } }),
    },
  };
}
