import { AppError, notFound } from "@vedette/core/app-error";
import { Comment } from "@vedette/core/comment";
import type { IncidentRow } from "@vedette/core/incident-record";
import { acknowledging } from "./acknowledge.ts";
import { commenting } from "./comment.ts";
import { type ActionDeps, type IncidentAction, actOn } from "./incident-action.ts";
import type { IncidentLink } from "./incident-links.ts";
import { merging } from "./merge-incidents.ts";
import { resolving } from "./resolve-incident.ts";
import { snoozing } from "./snooze.ts";

/** What whoever holds a link may do with its incident. A link of an alert is about one of the first two; its page offers all. */
export const linkDeeds = ["acknowledge", "snooze", "resolve", "comment", "merge"] as const;
export type LinkDeed = (typeof linkDeeds)[number];

/** What the page of a link shows: no more than the messages that its channel was sent. `others`: what it can be merged into, newest first. */
export type LinkedIncident = Pick<
  IncidentRow,
  "number" | "severity" | "summary" | "startedAtMs" | "endedAtMs" | "acknowledgedAtMs" | "snoozedUntilMs"
> & {
  action: IncidentLink["action"];
  monitor: string;
  channel: string;
  url: string;
  isMerged: boolean;
  others: { id: string; number: number; monitor: string }[];
};

/** For how many minutes a link snoozes; null: until the incident is over. */
export const snoozeMinutes = [30, 60, 240, 1_440, null] as const;

/** What a link is about. `not_found` once its channel or its incident is gone: deleting a channel takes its links back. */
export async function readByLink(deps: Pick<ActionDeps, "db" | "publicUrl">, link: IncidentLink): Promise<LinkedIncident> {
  const { teamId, incidentId, channelId, action } = link;
  const [incident, channel, others] = await Promise.all([
    deps.db.incidentLog.find({ teamId, id: incidentId }),
    deps.db.incidentActions.linkedChannel({ teamId, id: channelId }),
    deps.db.incidentActions.openOf({ teamId, id: channelId }),
  ]);
  if (incident === null || channel === null) throw notFound("link");
  const { number, severity, summary, startedAtMs, endedAtMs, acknowledgedAtMs, snoozedUntilMs } = incident;
  const said = { number, severity, summary, startedAtMs, endedAtMs, acknowledgedAtMs, snoozedUntilMs };
  return {
    ...said,
    action,
    monitor: incident.monitor.name,
    channel: channel.name,
    url: `/t/${channel.teamSlug}/incidents/${incidentId}`,
    isMerged: incident.mergedInto !== null,
    others: others.filter(({ id }) => id !== incidentId),
  };
}

/** What a form says: `deed`, and what it needs, as it was typed. */
export type LinkForm = { deed: LinkDeed; minutes?: string | undefined; text?: string | undefined; into?: string | undefined };

/** `who`: what the channel's service calls whoever pressed; null where it does not say. */
export type LinkHolder = { who: string | null; ip: string | null };

/**
 * Does what somebody chose on the page of a link, in the name of its channel. The link is the authorization: whoever was sent it may.
 * Acknowledging and snoozing again, or when somebody else was faster, changes nothing; resolving what still fails and merging what cannot be
 * is a `conflict`, and merging into what the channel was never told of `not_found`. Returns the outbox rows to announce.
 */
export async function actByLink(deps: ActionDeps, link: IncidentLink, form: LinkForm, { who, ip }: LinkHolder): Promise<string[]> {
  const { teamId, incidentId, channelId } = link;
  const channel = await deps.db.incidentActions.linkedChannel({ teamId, id: channelId });
  if (channel === null) throw notFound("link");
  const action = await actionOf(deps, link, form);
  try {
    return await actOn(deps, { teamId, userId: null, ip, via: { channel: channel.name, who } }, incidentId, action);
  } catch (error) {
    const isDone = error instanceof AppError && error.code === "conflict" && error.message === action.refusal;
    if (isDone) return [];
    throw error;
  }
}

async function actionOf(deps: ActionDeps, link: IncidentLink, { deed, minutes, text, into }: LinkForm): Promise<IncidentAction> {
  switch (deed) {
    case "acknowledge":
      return acknowledging;
    case "snooze":
      return snoozing(untilOf(minutes, deps.now()), deps.now());
    case "resolve":
      return resolving;
    case "comment":
      return commenting(Comment.parse(text));
    case "merge": {
      const others = await deps.db.incidentActions.openOf({ teamId: link.teamId, id: link.channelId });
      const other = others.find(({ id }) => id === into);
      if (other === undefined) throw notFound("incident");
      return merging({ incidentId: link.incidentId, intoId: other.id });
    }
  }
}

function untilOf(minutes: string | undefined, nowMs: number): number | null {
  const chosen = snoozeMinutes.find((each) => String(each ?? "") === minutes);
  if (chosen === undefined) throw new AppError("bad_request", "Choose for how long.", "minutes");
  return chosen === null ? null : nowMs + chosen * 60_000;
}
