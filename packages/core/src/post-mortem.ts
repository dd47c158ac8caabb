import { z } from "zod";
import type { IncidentRow } from "./incident-record.ts";
import { multiLine } from "./text.ts";
import { durationName } from "./zoned-time.ts";

export const PostMortemText = multiLine("The post-mortem", 50_000).refine(
  (text) => text.trim() !== "",
  "The post-mortem is empty. Write at least one line.",
);
export type PostMortemText = z.infer<typeof PostMortemText>;

/** One version of what people wrote. `version` grows by one with every save. */
export type PostMortem = { version: number; text: string; atMs: number; author: { id: string; name: string } };
/** A line of a timeline in words. */
export type StoryLine = { atMs: number; text: string; detail: string | null };
/** What an incident did, in figures. `failedChecks` null: its results are no longer kept. */
export type Impact = { failedChecks: number | null };

/** Markdown to begin with: everything that is known is filled in, everything that people have to say has its place. */
export function draftPostMortem(incident: IncidentRow, story: readonly StoryLine[], { failedChecks }: Impact): string {
  const { startedAtMs, confirmedAtMs, endedAtMs, acknowledgedAtMs, monitor } = incident;
  const lasted =
    endedAtMs === null
      ? "It is not over yet."
      : `It lasted ${durationName(endedAtMs - startedAtMs)}: from ${iso(startedAtMs)} to ${iso(endedAtMs)}.`;
  const checks = failedChecks === null ? "" : ` ${failedChecks} ${failedChecks === 1 ? "check" : "checks"} failed.`;
  const taken =
    acknowledgedAtMs === null
      ? "Nobody acknowledged it."
      : `${incident.acknowledgedBy?.name ?? incident.acknowledgedVia?.who ?? "Somebody"} acknowledged it ${durationName(Math.max(0, acknowledgedAtMs - confirmedAtMs))} after that.`;
  return `## What happened

${incident.summary}

## Impact

${monitor.name} (${monitor.target}) was ${incident.severity}. ${lasted}${checks}

## How it was noticed

A check confirmed it ${durationName(Math.max(0, confirmedAtMs - startedAtMs))} after the first failure. ${taken}

## Timeline (UTC)

${story.map(lineOf).join("\n")}

## Why it happened



## How it ended

${endedAtMs === null ? "" : "The checks were good again."}

## Follow-ups

- 
`;
}

/** An incident with its story and what people wrote of it, as one Markdown document. What was typed cannot begin a heading of ours. */
export function incidentMarkdown(incident: IncidentRow, story: readonly StoryLine[], postMortem: string | null): string {
  const { startedAtMs, endedAtMs } = incident;
  const facts = [
    `- Monitor: ${oneLine(`${incident.monitor.name} (${incident.monitor.target})`)}`,
    `- Severity: ${incident.severity}`,
    `- Began: ${iso(startedAtMs)}`,
    `- Ended: ${endedAtMs === null ? "not yet" : `${iso(endedAtMs)}, after ${durationName(endedAtMs - startedAtMs)}`}`,
    `- Acknowledged: ${incident.acknowledgedAtMs === null ? "by nobody" : `${iso(incident.acknowledgedAtMs)} by ${oneLine(whoAcknowledged(incident))}`}`,
  ];
  const head = `# Incident #${incident.number}: ${oneLine(incident.monitor.name)}\n\n${oneLine(incident.summary)}\n\n${facts.join("\n")}\n`;
  const timeline = `\n## Timeline (UTC)\n\n${story.map(lineOf).join("\n")}\n`;
  return `${head}${timeline}${postMortem === null ? "" : `\n# Post-mortem\n\n${postMortem.trim()}\n`}`;
}

function lineOf({ atMs, text, detail }: StoryLine): string {
  return `- ${iso(atMs)} ${oneLine(detail === null ? text : `${text} ${detail}`)}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** `2026-11-30 12:00:05`. */
function iso(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replace("T", " ");
}

function whoAcknowledged({ acknowledgedBy, acknowledgedVia }: IncidentRow): string {
  if (acknowledgedBy !== null) return acknowledgedBy.name;
  if (acknowledgedVia === null) return "somebody";
  return acknowledgedVia.who === null ? acknowledgedVia.channel : `${acknowledgedVia.who} in ${acknowledgedVia.channel}`;
}
