import type { AlertMessage, AlertRule } from "./alert.ts";
import { type AlertPhrases, alertPhrases } from "./alert-phrases.ts";
import { type AlertTemplates, type AlertValues, fillTemplate } from "./alert-template.ts";
import type { Language } from "./language.ts";
import { zonedTime } from "./zoned-time.ts";

/** How a channel words what it is told: the team's language and time zone, and the channel's own templates. */
export type Voice = { language: Language; timeZone: string; templates: AlertTemplates };

export const usualVoice: Voice = { language: "en", timeZone: "UTC", templates: {} };

/** What an alert is about, at a glance. */
export type AlertTone = "down" | "degraded" | "acknowledged" | "resolved" | "test" | "failing";

export type AlertLink = { label: string; url: string };

/** An alert in words for people, before any service's own markup. Every part but `text` is one line. */
export type AlertWords = {
  tone: AlertTone;
  /** `[Down] API is down`, or the channel's own title. */
  title: string;
  /** The same without the tag. */
  headline: string;
  facts: [label: string, value: string][];
  /** All that is known, several lines, without the title; or the channel's own text, then `isOwnText`. */
  text: string;
  isOwnText: boolean;
  link: AlertLink | null;
  /** Pages on which whoever reads it can act; only while the incident asks for it. */
  actions: AlertLink[];
  /** The fields of templates. */
  values: AlertValues;
};

export function alertWords(message: AlertMessage, voice: Voice): AlertWords {
  const phrases = alertPhrases[voice.language];
  const tone = toneOf(message);
  const headline = headlineOf(message, phrases);
  const facts = factsOf(message, phrases, voice);
  const link = linkOf(message, phrases);
  const lead = tone === "test" ? phrases.testLead : tone === "failing" ? phrases.failingLead : null;
  const details = [...(lead === null ? [] : [lead, ""]), ...facts.map(([label, value]) => `${label}: ${value}`)].join("\n");
  const values = valuesOf(message, voice, { event: phrases.tags[tone], headline, details });
  const own = voice.templates[message.type];
  const title = own === undefined || own.title === "" ? "" : oneLine(fillTemplate(own.title, values));
  const text = own === undefined || own.text === "" ? "" : fillTemplate(own.text, values);
  return {
    tone,
    headline,
    facts,
    link,
    actions: actionsOf(message, phrases),
    values,
    title: title === "" ? `[${phrases.tags[tone]}] ${headline}` : title,
    text: text === "" ? details : text,
    isOwnText: text !== "",
  };
}

function toneOf({ type, data: { incident } }: AlertMessage): AlertTone {
  switch (type) {
    case "channel.test":
      return "test";
    case "channel.failing":
      return "failing";
    case "incident.resolved":
    case "channel.working":
    case "channel.unused":
      return "resolved";
    case "incident.acknowledged":
      return "acknowledged";
    case "incident.opened":
    case "incident.updated":
      return incident?.severity === "degraded" ? "degraded" : "down";
  }
}

function headlineOf({ type, data: { monitor, incident, team, channel } }: AlertMessage, phrases: AlertPhrases): string {
  const name = oneLine(monitor?.name ?? team.name);
  const severity = phrases.severities[incident?.severity ?? "down"];
  switch (type) {
    case "incident.opened":
    case "incident.updated":
      if (incident?.lastsMs !== undefined) return phrases.lasts(name, severity, durationOf(incident.lastsMs));
      return type === "incident.opened" ? phrases.opened(name, severity) : phrases.updated(name, severity);
    case "incident.acknowledged":
      return phrases.acknowledged(name, severity);
    case "incident.resolved":
      return phrases.resolved(name, typeof incident?.durationMs === "number" ? durationOf(incident.durationMs) : null);
    case "channel.test":
      return phrases.test(oneLine(team.name));
    case "channel.failing":
      return phrases.failing(oneLine(channel?.name ?? ""));
    case "channel.working":
      return phrases.working(oneLine(channel?.name ?? ""));
    case "channel.unused":
      return phrases.unused(oneLine(channel?.name ?? ""));
  }
}

function factsOf({ data, delayedByMs }: AlertMessage, { facts: label }: AlertPhrases, voice: Voice): AlertWords["facts"] {
  const { team, monitor, incident, rule, channel } = data;
  const facts: AlertWords["facts"] = [];
  if (incident !== null) {
    const summary = summaryOf(incident, voice.language);
    if (summary !== "") facts.push([label.what, summary]);
    if (monitor !== null) facts.push([label.monitor, `${monitor.name} (${monitor.target})`]);
    if (rule !== undefined && rule.runbook !== "") facts.push([label.runbook, rule.runbook]);
    facts.push([label.since, momentOf(incident.startedAt, voice)]);
    if (incident.endedAt !== null) facts.push([label.until, momentOf(incident.endedAt, voice)]);
    facts.push([label.incident, `#${incident.number}`]);
    const labels = labelsOf(rule);
    if (labels !== "") facts.push([label.labels, labels]);
  }
  if (channel !== undefined) {
    if (channel.lastAnswer !== undefined) facts.push([label.reason, channel.lastAnswer]);
    facts.push([channel.endsId === undefined ? label.since : label.failedSince, momentOf(channel.failingSince, voice)]);
  }
  facts.push([label.team, team.name]);
  if (delayedByMs !== undefined) facts.push([label.delay, durationOf(delayedByMs)]);
  return facts.map(([name, value]) => [name, oneLine(value)]);
}

/** `service=checkout, tier=1`. */
function labelsOf(rule: AlertRule | undefined): string {
  return Object.entries(rule?.labels ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");
}

function summaryOf(incident: NonNullable<AlertMessage["data"]["incident"]>, language: Language): string {
  const { summary, translations, isUnacknowledged } = incident;
  const said = language === "en" ? summary : (translations?.[language] ?? summary);
  return isUnacknowledged === true ? `${said} ${alertPhrases[language].unacknowledged}`.trim() : said;
}

function linkOf({ data: { incident, channel } }: AlertMessage, phrases: AlertPhrases): AlertWords["link"] {
  if (incident !== null) return { label: phrases.open(incident.number), url: incident.url };
  return channel === undefined ? null : { label: phrases.openChannel, url: channel.url };
}

function actionsOf({ data: { actions } }: AlertMessage, phrases: AlertPhrases): AlertLink[] {
  if (actions === undefined) return [];
  return [
    { label: phrases.acknowledge, url: actions.acknowledge },
    { label: phrases.snooze, url: actions.snooze },
  ];
}

function valuesOf(
  { id, type, timestamp, delayedByMs, data: { team, monitor, incident, rule } }: AlertMessage,
  voice: Voice,
  words: Pick<AlertValues, "event" | "headline" | "details">,
): AlertValues {
  const moment = (iso: string | null | undefined) => (typeof iso === "string" ? momentOf(iso, voice) : "");
  return {
    ...words,
    "team.name": team.name,
    "monitor.name": monitor?.name ?? "",
    "monitor.target": monitor?.target ?? "",
    "incident.number": incident === null ? "" : String(incident.number),
    "incident.severity": incident === null ? "" : alertPhrases[voice.language].severities[incident.severity],
    "incident.summary": incident === null ? "" : summaryOf(incident, voice.language),
    "incident.started": moment(incident?.startedAt),
    "incident.ended": moment(incident?.endedAt),
    "incident.duration": typeof incident?.durationMs === "number" ? durationOf(incident.durationMs) : "",
    "incident.url": incident?.url ?? "",
    "incident.id": incident?.id ?? "",
    "rule.name": rule?.name ?? "",
    "rule.labels": labelsOf(rule),
    "rule.runbook": rule?.runbook ?? "",
    delay: delayedByMs === undefined ? "" : durationOf(delayedByMs),
    type,
    timestamp,
    id,
  };
}

/** `22 Nov 2026, 14:02 UTC+01:00`, in German `22.11.2026, 14:02 UTC+01:00`. */
function momentOf(iso: string, { language, timeZone }: Voice): string {
  const zoned = zonedTime(timeZone);
  const atMs = Date.parse(iso);
  if (language === "en") return zoned.dateTime(atMs);
  return `${zoned.isoDay(atMs).split("-").toReversed().join(".")}, ${zoned.time(atMs)}`;
}

/** `45 s`, `4 min`, `2 h 5 min`, `3 d 2 h`: the two largest units that say something. The same in every language. */
export function durationOf(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1_000));
  if (s < 60) return `${s} s`;
  const min = Math.round(s / 60);
  if (min < 60) return `${min} min`;
  const h = Math.floor(min / 60);
  if (h < 24) return min % 60 === 0 ? `${h} h` : `${h} h ${min % 60} min`;
  return h % 24 === 0 ? `${Math.floor(h / 24)} d` : `${Math.floor(h / 24)} d ${h % 24} h`;
}

/** Control characters become spaces, so that no value can begin a line or a header of its own. */
export function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- the point is to name them
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/gu, " ").trim();
}
