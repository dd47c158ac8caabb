import { AppError, notFound } from "@vedette/core/app-error";
import type { IncidentRow } from "@vedette/core/incident-record";
import { acknowledging } from "./acknowledge.ts";
import { type ActionDeps, actOn } from "./incident-action.ts";
import type { IncidentLink, LinkAction } from "./incident-links.ts";
import { snoozing } from "./snooze.ts";

/** What the page of a link shows: no more than the message that carried it. */
export type LinkedIncident = Pick<
  IncidentRow,
  "number" | "severity" | "summary" | "startedAtMs" | "endedAtMs" | "acknowledgedAtMs" | "snoozedUntilMs"
> & { action: LinkAction; monitor: string; channel: string; url: string };

/** For how many minutes a link snoozes; null: until the incident is over. */
export const snoozeMinutes = [30, 60, 240, 1_440, null] as const;

/** What a link is about. `not_found` once its channel or its incident is gone: deleting a channel takes its links back. */
export async function readByLink(deps: Pick<ActionDeps, "db" | "publicUrl">, link: IncidentLink): Promise<LinkedIncident> {
  const { teamId, incidentId, channelId, action } = link;
  const [incident, channel] = await Promise.all([
    deps.db.incidentLog.find({ teamId, id: incidentId }),
    deps.db.incidentActions.linkedChannel({ teamId, id: channelId }),
  ]);
  if (incident === null || channel === null) throw notFound("link");
  const { number, severity, summary, startedAtMs, endedAtMs, acknowledgedAtMs, snoozedUntilMs } = incident;
  const said = { number, severity, summary, startedAtMs, endedAtMs, acknowledgedAtMs, snoozedUntilMs };
  return { ...said, action, monitor: incident.monitor.name, channel: channel.name, url: `/t/${channel.teamSlug}/incidents/${incidentId}` };
}

/**
 * Does what a link allows, in the name of its channel. The link is the authorization: whoever was sent it may. Doing it again changes
 * nothing, and so does doing it when somebody else was faster. `minutes`: how long to snooze, one of `snoozeMinutes`, as a form says it.
 * Returns the outbox rows to announce.
 */
export async function actByLink(
  deps: ActionDeps,
  link: IncidentLink,
  { minutes, ip }: { minutes: string | undefined; ip: string | null },
): Promise<string[]> {
  const { teamId, incidentId, channelId } = link;
  const channel = await deps.db.incidentActions.linkedChannel({ teamId, id: channelId });
  if (channel === null) throw notFound("link");
  const action = link.action === "acknowledge" ? acknowledging : snoozing(untilOf(minutes, deps.now()), deps.now());
  try {
    return await actOn(deps, { teamId, userId: null, ip, via: channel.name }, incidentId, action);
  } catch (error) {
    if (error instanceof AppError && error.code === "conflict") return [];
    throw error;
  }
}

function untilOf(minutes: string | undefined, nowMs: number): number | null {
  const chosen = snoozeMinutes.find((each) => String(each ?? "") === minutes);
  if (chosen === undefined) throw new AppError("bad_request", "Choose for how long.", "minutes");
  return chosen === null ? null : nowMs + chosen * 60_000;
}
