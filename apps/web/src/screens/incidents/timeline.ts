import type { DeliveryRow, IncidentDetail, IncidentEventRow, IncidentRow } from "@vedette/core/incident-record";
import { untilResolvedMs } from "@vedette/core/quiet";
import { durationName } from "@vedette/core/zoned-time";
import { dateTimeText } from "../../ui/format.ts";

/** One line of an incident's story. `mark` is the sign it is drawn with; `deliveries`: the messages that it is about, if any. */
export type TimelineEntry = {
  key: string;
  atMs: number;
  mark: "up" | "degraded" | "down" | "person" | "message";
  text: string;
  detail: string | null;
  deliveries: readonly DeliveryRow[];
  /** What somebody wrote, in the marks of `lightMarkdown`; null where nobody did. */
  comment: string | null;
  /** What readers of pages were told, as plain text; null where they were not. */
  told: string | null;
  /** Of one that is dealt with in this one. */
  of?: { id: string; number: number; monitor: string };
};

/**
 * Checks, people and messages of one incident in the order in which they happened, oldest first. Of lines with the same time
 * what caused stands before what followed.
 */
export function timelineOf(incident: IncidentDetail): TimelineEntry[] {
  const first: TimelineEntry = {
    key: "first-check",
    atMs: incident.startedAtMs,
    mark: "degraded",
    text: incident.ruleId === null ? "First failing check." : "The rule's limit was first exceeded.",
    detail: null,
    deliveries: [],
    comment: null,
    told: null,
  };
  const events = incident.events.map((event) => entryOfEvent(incident, event));
  const merged = incident.merged.flatMap((each) =>
    each.events.map((event) => {
      const entry = entryOfEvent(each, event);
      return { ...entry, key: `${each.id}-${entry.key}`, of: { id: each.id, number: each.number, monitor: each.monitor.name } };
    }),
  );
  // Channels that were told the same at once are one line; of one that was not told, its own line says why.
  const sent = Map.groupBy(incident.deliveries, ({ id, createdAtMs, type, outcome }) =>
    [createdAtMs, type, outcome === "delivered" || outcome === "grouped" ? "told" : id].join(),
  );
  const messages = [...sent.values()].flatMap((alike) => alike.slice(0, 1).map((first) => entryOfDeliveries(first, alike)));
  // Sorting is stable, so the order of this list settles ties.
  return [first, ...events, ...merged, ...messages].toSorted((a, b) => a.atMs - b.atMs);
}

function entryOfEvent(incident: IncidentRow, event: IncidentEventRow): TimelineEntry {
  const base = { key: `event-${event.seq}`, atMs: event.atMs, deliveries: [], comment: null, told: null };
  const who = actorName(event);
  switch (event.kind) {
    case "opened": {
      const severity = event.data["severity"] === "degraded" ? "degraded" : "down";
      const waitedMs = incident.confirmedAtMs - incident.startedAtMs;
      const after = waitedMs > 0 ? ` after ${durationName(waitedMs)}` : "";
      return {
        ...base,
        mark: severity,
        text: `Confirmed${after}: incident opened as ${severity}.`,
        detail: sentences(event.data["summary"], event.data["held"]),
      };
    }
    case "told":
      return { ...base, mark: "message", text: "People are told after all.", detail: textOf(event.data["why"]) };
    case "routed": {
      const [first, ...rest] = sentencesOf(event.data["decisions"]);
      return { ...base, mark: "message", text: first ?? "A decision was made.", detail: rest.length === 0 ? null : rest.join(" ") };
    }
    case "raised":
      return { ...base, mark: "down", text: "It got worse: now down.", detail: textOf(event.data["summary"]) };
    case "acknowledged":
      return { ...base, mark: "person", text: `${who} acknowledged.`, detail: null };
    case "unacknowledged":
      return { ...base, mark: "person", text: `${who} gave it back.`, detail: "Nobody is looking at it any more." };
    case "snoozed":
      return { ...base, mark: "person", text: `${who} snoozed it ${snoozeWords(Number(event.data["untilMs"]))}.`, detail: null };
    case "merged":
      return { ...base, mark: "person", text: `${who} merged it into ${refOf(event.data["into"])}.`, detail: null };
    case "woken": {
      const why = textOf(event.data["why"]);
      if (why !== null) return { ...base, mark: "message", text: "People are told again.", detail: why };
      const text = event.data["ended"] === "merge" ? `${who} took it out again.` : `${who} ended the snooze.`;
      return { ...base, mark: "person", text, detail: null };
    }
    case "noted":
      return { ...base, mark: "person", text: `${who} commented.`, detail: null, comment: textOf(event.data["text"]) };
    case "page_update": {
      const text = `${who} ${updateWords(event.data["did"])}${pageWords(event.data["pages"])}: ${textOf(event.data["status"]) ?? ""}.`;
      return { ...base, mark: "person", text, detail: null, told: textOf(event.data["text"]) };
    }
    case "resolved": {
      const lastedMs = incident.endedAtMs === null ? null : incident.endedAtMs - incident.startedAtMs;
      const text = event.actor === null ? "Resolved." : `${who} resolved it.`;
      return { ...base, mark: "up", text, detail: lastedMs === null ? null : `It lasted ${durationName(lastedMs)}.` };
    }
  }
}

function entryOfDeliveries(first: DeliveryRow, deliveries: readonly DeliveryRow[]): TimelineEntry {
  const told = {
    "incident.opened": "that it opened",
    "incident.updated": "how it stands",
    "incident.acknowledged": "of the acknowledgement",
    "incident.resolved": "that it is over",
    "channel.failing": "of a failing channel",
    "channel.working": "of a channel that works again",
    "channel.unused": "of a failing channel that is not used any more",
    "channel.test": "as a test",
  };
  const names = deliveries.map(({ channel }) => channel?.name ?? "a deleted channel");
  const verb =
    deliveries.length > 1
      ? "were told"
      : first.outcome === "delivered" || first.outcome === "grouped"
        ? "was told"
        : first.outcome !== null
          ? "was not told"
          : first.attempts.length > 0
            ? "could not be told yet"
            : "is being told";
  return {
    key: `delivery-${first.id}`,
    atMs: first.createdAtMs,
    mark: "message",
    text: `${names.join(", ")} ${verb} ${told[first.type]}.`,
    detail: null,
    deliveries,
    comment: null,
    told: null,
  };
}

/** Who did it: a person, or whoever pressed the link or the button in a message. */
function actorName({ actor, data }: IncidentEventRow): string {
  const [via, who] = [textOf(data["via"]), textOf(data["who"])];
  if (actor !== null) return actor.name;
  if (via === null) return "A former member";
  return who === null ? `Somebody, by the link in ${via},` : `${who} in ${via}`;
}

function updateWords(did: unknown): string {
  if (did === "corrected") return "corrected an update";
  if (did === "deleted") return "deleted an update";
  return did === "restored" ? "brought an update back" : "posted an update";
}

/** ` on Acme, Internal`: the published pages that showed it. */
function pageWords(pages: unknown): string {
  const names: unknown[] = Array.isArray(pages) ? pages : [];
  return names.length === 0 ? "" : ` on ${names.join(", ")}`;
}

function refOf(into: unknown): string {
  return typeof into === "object" && into !== null && "number" in into ? `#${String(into.number)}` : "another incident";
}

/** `until 4 Dec, 14:00` in the reader's zone, or `until it is over`. */
export function snoozeWords(untilMs: number): string {
  return untilMs >= untilResolvedMs ? "until it is over" : `until ${dateTimeText(untilMs)}`;
}

function sentences(...values: unknown[]): string | null {
  return textOf(values.flatMap((value) => textOf(value) ?? []).join(" "));
}

function sentencesOf(decisions: unknown): string[] {
  const list: unknown[] = Array.isArray(decisions) ? decisions : [];
  return list.flatMap((each) => (typeof each === "object" && each !== null && "sentence" in each ? (textOf(each.sentence) ?? []) : []));
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
