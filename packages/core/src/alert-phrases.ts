import type { Severity } from "./health.ts";
import type { Language } from "./language.ts";

/** The built-in words of alerts. `name` is a monitor's, already one line. */
export type AlertPhrases = {
  tags: { down: string; degraded: string; acknowledged: string; resolved: string; test: string; failing: string };
  severities: Record<Severity, string>;
  opened: (name: string, severity: string) => string;
  updated: (name: string, severity: string) => string;
  lasts: (name: string, severity: string, duration: string) => string;
  unacknowledged: string;
  acknowledged: (name: string, severity: string) => string;
  resolved: (name: string, duration: string | null) => string;
  test: (team: string) => string;
  testLead: string;
  failing: (channel: string) => string;
  failingLead: string;
  working: (channel: string) => string;
  unused: (channel: string) => string;
  facts: Record<
    "what" | "monitor" | "runbook" | "since" | "failedSince" | "until" | "incident" | "labels" | "team" | "delay" | "reason",
    string
  >;
  open: (number: number) => string;
  openChannel: string;
  leave: string;
  acknowledge: string;
  snooze: string;
  /** A button that snoozes for an hour without asking for how long. */
  snoozeHour: string;
  /** A button that opens the page of a link. */
  more: string;
  /** What whoever pressed a button is told. */
  pressed: Record<"acknowledge" | "snooze" | "over" | "gone" | "limit", string>;
};

export const alertPhrases: Record<Language, AlertPhrases> = {
  en: {
    tags: { down: "Down", degraded: "Degraded", acknowledged: "Acknowledged", resolved: "Resolved", test: "Test", failing: "Failing" },
    severities: { down: "down", degraded: "degraded" },
    opened: (name, severity) => `${name} is ${severity}`,
    updated: (name, severity) => `${name} is ${severity} now`,
    lasts: (name, severity, duration) => `${name} is still ${severity} after ${duration}`,
    unacknowledged: "Nobody has acknowledged it yet.",
    acknowledged: (name, severity) => `${name} is ${severity}, and somebody is looking at it`,
    resolved: (name, duration) => (duration === null ? `${name} is up again` : `${name} is up again after ${duration}`),
    test: (team) => `Vedette can reach this channel of ${team}`,
    testLead: "This is a test: nothing is wrong. Alerts of this team will arrive here.",
    failing: (channel) => `Alerts do not arrive through ${channel}`,
    failingLead: "Vedette keeps trying. Whoever relies on this channel is not told meanwhile.",
    working: (channel) => `Alerts arrive through ${channel} again`,
    unused: (channel) => `${channel}, which failed, was switched off or deleted`,
    facts: {
      what: "What",
      monitor: "Monitor",
      runbook: "Runbook",
      since: "Since",
      failedSince: "Failed since",
      until: "Until",
      incident: "Incident",
      labels: "Labels",
      team: "Team",
      delay: "Delayed by",
      reason: "Last answer",
    },
    open: (number) => `Open incident #${number}`,
    openChannel: "Open the channel",
    leave: "No longer receive these mails",
    acknowledge: "Acknowledge",
    snooze: "Snooze",
    snoozeHour: "Snooze for 1 h",
    more: "More",
    pressed: {
      acknowledge: "It is acknowledged: the team knows that somebody is looking at it.",
      snooze: "It is snoozed for an hour: nobody is told more meanwhile, but of its end.",
      over: "It is over already.",
      gone: "This button leads nowhere any more. Open the incident in Vedette.",
      limit: "That was done too often. Try again in an hour.",
    },
  },
  de: {
    tags: { down: "Ausfall", degraded: "Gestört", acknowledged: "In Arbeit", resolved: "Behoben", test: "Test", failing: "Kanal gestört" },
    severities: { down: "ausgefallen", degraded: "gestört" },
    opened: (name, severity) => `${name} ist ${severity}`,
    updated: (name, severity) => `${name} ist jetzt ${severity}`,
    lasts: (name, severity, duration) => `${name} ist nach ${duration} immer noch ${severity}`,
    unacknowledged: "Bisher kümmert sich niemand darum.",
    acknowledged: (name, severity) => `${name} ist ${severity}, jemand kümmert sich darum`,
    resolved: (name, duration) => (duration === null ? `${name} läuft wieder` : `${name} läuft nach ${duration} wieder`),
    test: (team) => `Vedette erreicht diesen Kanal von ${team}`,
    testLead: "Dies ist ein Test: Es ist nichts passiert. Meldungen dieses Teams kommen hier an.",
    failing: (channel) => `Meldungen kommen über ${channel} nicht an`,
    failingLead: "Vedette versucht es weiter. Wer sich auf diesen Kanal verlässt, erfährt solange nichts.",
    working: (channel) => `Meldungen kommen über ${channel} wieder an`,
    unused: (channel) => `${channel} war gestört und wurde abgeschaltet oder gelöscht`,
    facts: {
      what: "Was",
      monitor: "Monitor",
      runbook: "Anleitung",
      since: "Seit",
      failedSince: "Gestört seit",
      until: "Bis",
      incident: "Vorfall",
      labels: "Merkmale",
      team: "Team",
      delay: "Verspätet um",
      reason: "Letzte Antwort",
    },
    open: (number) => `Vorfall #${number} öffnen`,
    openChannel: "Kanal öffnen",
    leave: "Diese Mails nicht mehr erhalten",
    acknowledge: "Übernehmen",
    snooze: "Stummschalten",
    snoozeHour: "1 h stummschalten",
    more: "Mehr",
    pressed: {
      acknowledge: "Übernommen: Das Team weiß, dass sich jemand kümmert.",
      snooze: "Für eine Stunde stummgeschaltet: Gemeldet wird bis dahin nur noch das Ende.",
      over: "Es ist schon vorbei.",
      gone: "Dieser Knopf führt nirgendwo mehr hin. Der Vorfall steht in Vedette.",
      limit: "Das war zu oft. In einer Stunde geht es wieder.",
    },
  },
};
