import type { Severity } from "./health.ts";
import type { Translations } from "./language.ts";

export const alertTypes = [
  "incident.opened",
  "incident.updated",
  "incident.acknowledged",
  "incident.resolved",
  "channel.failing",
  "channel.working",
  "channel.unused",
  "channel.test",
] as const;
export type AlertType = (typeof alertTypes)[number];

/** What an incident tells people: the `data` of a webhook, and all that a mail is written from. Times are ISO 8601, UTC. */
export type AlertData = {
  team: { id: string; name: string };
  monitor: { id: string; name: string; target: string } | null;
  incident: {
    id: string;
    number: number;
    severity: Severity;
    /** One plain sentence: what is wrong and how we know. */
    summary: string;
    /** The same in the languages other than English. */
    translations?: Translations;
    startedAt: string;
    endedAt: string | null;
    durationMs: number | null;
    /** Only of a message that says that it goes on (a reminder, an escalation, a snooze that is over): for how long it has. */
    lastsMs?: number;
    /** Nobody has acknowledged it, which is why the message is sent. */
    isUnacknowledged?: true;
    url: string;
  } | null;
  /** Only of an incident of a rule: what is written with that for whoever is told. `runbook` empty: there is none. */
  rule?: AlertRule;
  /** Pages on which whoever reads the message can act without signing in; only while the incident asks for it. */
  actions?: { acknowledge: string; snooze: string };
  /** Only of these: the channel through which nothing arrives (`channel.failing`), something does again (`working`), nothing is sent (`unused`). */
  channel?: {
    id: string;
    name: string;
    kind: string;
    failingSince: string;
    /** Only while it fails. */
    lastAnswer?: string;
    /** Once it works again or is not used: the id of the message that said that it fails. */
    endsId?: string;
    url: string;
  };
  /** What else this message tells of: incidents that are told together, in the order in which they began to be. */
  others?: OtherIncident[];
};

/** `name` empty: it is called by what it says. */
export type AlertRule = { id: string; name: string; labels: Record<string, string>; runbook: string };

/** `endedAt`: ISO 8601, UTC; null while it is open. */
export type OtherIncident = {
  id: string;
  number: number;
  severity: Severity;
  monitor: { id: string; name: string; target: string } | null;
  endedAt: string | null;
  url: string;
};

/**
 * One alert to one channel. `id` is derived from incident, event and channel, so every repetition bears the same one
 * (`webhook-id`, `Message-ID`). `timestamp` is when the event happened, not when it is sent.
 */
export type AlertMessage = { id: string; type: AlertType; timestamp: string; data: AlertData; delayedByMs?: number };

/** A channel's failures without a success between: it began to fail at this moment. */
export type FailingStretch = { channelId: string; sinceMs: number };

/** A mail of the platform itself (verify, reset, invite): plain text, one recipient. `failing`: it says that this channel fails. */
export type SystemMail = { id: string; type: "system.mail"; to: string; subject: string; text: string; failing?: FailingStretch };

export type OutboundMessage = AlertMessage | SystemMail;

/**
 * A channel's answer. `permanent`: repeating cannot help (410, recipient refused). `code` is the service's own number
 * (HTTP status, SMTP reply), `detail` its own words, bounded to 500 characters and free of secrets. `reference`: what the service calls the message, such
 * as its number, at most 500 characters; it is kept and handed to later sends about the same incident.
 */
export type Receipt =
  | { ok: true; code: number | null; detail: string; reference?: string }
  | { ok: false; permanent: boolean; code: number | null; detail: string; retryAfterMs?: number };
