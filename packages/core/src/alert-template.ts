import { z } from "zod";
import { type AlertType, alertTypes } from "./alert.ts";

/**
 * The fields that a template may hold as `{{name}}`, with what each stands for. No conditions, no loops, nothing is executed:
 * what an alert does not have reads as nothing.
 */
export const alertFields = {
  event: "Down, Degraded, Acknowledged, Resolved, Test",
  headline: "the alert in one line",
  details: "all that is known, several lines",
  "team.name": "the team",
  "monitor.name": "the monitor",
  "monitor.target": "what it watches",
  "incident.number": "the incident's number",
  "incident.severity": "down or degraded",
  "incident.summary": "what is wrong, in one sentence",
  "incident.started": "when it began, in the team's time zone",
  "incident.ended": "when it ended",
  "incident.duration": "how long it lasted",
  "incident.url": "the incident's page",
  "incident.id": "the same for all messages about an incident",
  "rule.name": "the rule that was broken, where it has a name",
  "rule.labels": "its labels",
  "rule.runbook": "where it says what to do",
  delay: "by how much this message is late",
  type: "incident.opened, incident.resolved …",
  timestamp: "when it happened, ISO 8601",
  id: "the same whenever this message is repeated",
} as const;
type AlertField = keyof typeof alertFields;
export type AlertValues = Record<AlertField, string>;

const field = /\{\{([^{}]*)\}\}/g;

/** What is wrong with a template, with line and column and what there is instead; null: nothing. */
export function templateProblem(text: string): string | null {
  for (const match of text.matchAll(field)) {
    const name = (match[1] ?? "").trim();
    if (!isField(name))
      return `${placeOf(text, match.index)}: there is no field {{${name.slice(0, 40)}}}. There are: ${Object.keys(alertFields).join(", ")}.`;
  }
  const stray = text.replaceAll(field, (all) => " ".repeat(all.length)).indexOf("{{");
  return stray === -1 ? null : `${placeOf(text, stray)}: {{ is not closed by }}.`;
}

function placeOf(text: string, index: number): string {
  const lines = text.slice(0, index).split("\n");
  return `Line ${lines.length}, column ${(lines.at(-1) ?? "").length + 1}`;
}

/** The template with its fields put in, each passed through `escape`. What a field holds is never read as a template. */
export function fillTemplate(text: string, values: AlertValues, escape: (value: string) => string = (value) => value): string {
  return text.replaceAll(field, (all, name: string) => {
    const known = name.trim();
    return isField(known) ? escape(values[known]) : all;
  });
}

function isField(name: string): name is AlertField {
  return Object.hasOwn(alertFields, name);
}

/** A text with fields in it; a field that does not exist is refused by line and column. */
export function template(label: string, maxLength: number) {
  return z
    .string()
    .max(maxLength, `${label} is too long. Use at most ${maxLength} characters.`)
    .superRefine((text, context) => {
      const problem = templateProblem(text);
      if (problem !== null) context.addIssue({ code: "custom", message: problem });
    });
}

/** Own words for a type of alert; an empty text means the built-in ones. */
const AlertTemplate = z.strictObject({ title: template("The title", 200), text: template("The text", 4_000) });

/** Own words of a channel, by the type of alert. */
export const AlertTemplates = z.partialRecord(z.enum(alertTypes), AlertTemplate);
export type AlertTemplates = Partial<Record<AlertType, { title: string; text: string }>>;
