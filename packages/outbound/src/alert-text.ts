import type { AlertData, AlertMessage } from "@vedette/core/alert";

/** An alert in words for people. `subject` is one line; `html` says the same as `text`, everything escaped. */
export type AlertText = { subject: string; text: string; html: string };

type Incident = NonNullable<AlertData["incident"]>;

export function alertText(message: AlertMessage): AlertText {
  const { team, monitor, incident } = message.data;
  const subject = oneLine(subjectOf(message));
  const facts: [label: string, value: string][] = [];
  if (incident !== null) {
    if (incident.summary !== "") facts.push(["What", incident.summary]);
    if (monitor !== null) facts.push(["Monitor", `${monitor.name} (${monitor.target})`]);
    facts.push(["Since", incident.startedAt]);
    if (incident.endedAt !== null) facts.push(["Until", incident.endedAt]);
    facts.push(["Incident", `#${incident.number}`]);
  }
  facts.push(["Team", team.name]);
  if (message.delayedByMs !== undefined) facts.push(["Delayed by", duration(message.delayedByMs)]);
  const rows = facts.map(([label, value]): [string, string] => [label, oneLine(value)]);
  const lead =
    message.type === "channel.test" ? "This is a test: nothing is wrong. Alerts of this team will arrive here." : headlineOf(message);
  return { subject, text: textOf(lead, rows, incident), html: htmlOf(lead, rows, incident) };
}

function subjectOf(message: AlertMessage): string {
  const { incident, team } = message.data;
  if (message.type === "channel.test") return `[Test] Vedette can reach this channel of ${team.name}`;
  const tag =
    message.type === "incident.resolved"
      ? "Resolved"
      : message.type === "incident.acknowledged"
        ? "Acknowledged"
        : incident?.severity === "degraded"
          ? "Degraded"
          : "Down";
  return `[${tag}] ${headlineOf(message)}`;
}

function headlineOf({ type, data: { monitor, incident, team } }: AlertMessage): string {
  const name = oneLine(monitor?.name ?? team.name);
  const state = incident?.severity ?? "down";
  switch (type) {
    case "incident.opened":
      return `${name} is ${state}`;
    case "incident.updated":
      return `${name} is ${state} now`;
    case "incident.acknowledged":
      return `${name} is ${state}, and somebody is looking at it`;
    case "incident.resolved":
      return typeof incident?.durationMs === "number"
        ? `${name} is up again after ${duration(incident.durationMs)}`
        : `${name} is up again`;
    case "channel.test":
      return `Test of a channel of ${name}`;
  }
}

/** `45 s`, `4 min`, `2 h 5 min`, `3 d 2 h`: the two largest units that say something. */
export function duration(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1_000));
  if (s < 60) return `${s} s`;
  const min = Math.round(s / 60);
  if (min < 60) return `${min} min`;
  const h = Math.floor(min / 60);
  if (h < 24) return min % 60 === 0 ? `${h} h` : `${h} h ${min % 60} min`;
  return h % 24 === 0 ? `${Math.floor(h / 24)} d` : `${Math.floor(h / 24)} d ${h % 24} h`;
}

function textOf(lead: string, rows: [string, string][], incident: Incident | null): string {
  const lines = [lead, "", ...rows.map(([label, value]) => `${label}: ${value}`)];
  if (incident !== null) lines.push("", incident.url);
  return `${lines.join("\n")}\n`;
}

function htmlOf(lead: string, rows: [string, string][], incident: Incident | null): string {
  const cells = rows.map(([label, value]) => `<tr><td><b>${escapeHtml(label)}</b></td><td>${escapeHtml(value)}</td></tr>`).join("");
  const link = incident === null ? "" : `<p><a href="${escapeHtml(incident.url)}">Open incident #${incident.number}</a></p>`;
  return `<p>${escapeHtml(lead)}</p><table cellpadding="4">${cells}</table>${link}`;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Control characters become spaces, so that no value can begin a line or a header of its own. */
export function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- the point is to name them
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/gu, " ").trim();
}
