import type { AlertType } from "./alert.ts";
import type { Severity } from "./health.ts";
import type { RoutedChannel } from "./telling.ts";
import { endOfHours } from "./weekly-hours.ts";

/** Why a message waits to be sent together with others, and until when. */
export type MessageHold = { reason: "grouped" | "quiet_hours" | "rate"; untilMs: number };

/** A message that is about to be sent. `keys`: what its monitor has in common with others; `groupSeconds` 0: it goes alone. */
export type PacedMessage = {
  incidentId: string;
  monitorId: string;
  number: number;
  severity: Severity;
  type: AlertType;
  keys: readonly string[];
  groupSeconds: number;
};

/** A message of the last minutes, or one that waits. `isGrouped`: it was sent together with others. */
export type PastMessage = Pick<PacedMessage, "incidentId" | "monitorId" | "number" | "type" | "keys"> & {
  atMs: number;
  hold: MessageHold | null;
  isGrouped: boolean;
};

/** What a channel was sent, or is to be, oldest first; `own`: what of that is about the same incident. */
export type Past = { all: readonly PastMessage[]; own: readonly PastMessage[] };

/** `why` is said to whom it happens; null where that needs no saying. */
type Paced = { hold: MessageHold | null; why: string | null };

const minuteMs = 60_000;
/** The end of what was told together is told together as well. */
const endSeconds = 10;
/** Nothing waits longer, whatever the quiet hours are. */
const longestQuietMs = 86_400_000;

/** Whether a message to a channel goes at once or waits for others, and why. */
export function paceOf(message: PacedMessage, channel: RoutedChannel, { all, own }: Past, nowMs: number): Paced {
  const quietUntilMs = channel.quiet === null || message.severity === "down" ? null : endOfHours(channel.quiet, nowMs);
  if (quietUntilMs !== null) {
    const untilMs = Math.min(quietUntilMs, nowMs + longestQuietMs);
    return { hold: { reason: "quiet_hours", untilMs }, why: "Quiet at this hour, and told together with others at its end" };
  }
  // What began while it was quiet and got worse does not wait on.
  const held = own.findLast((each) => each.hold !== null && (each.hold.reason !== "quiet_hours" || message.severity === "degraded"))?.hold;
  if (held !== undefined && held !== null) return { hold: held, why: null };

  const together = (seconds: number): MessageHold => {
    const next = all.find((each) => each.hold?.reason === "grouped" && each.hold.untilMs > nowMs)?.hold?.untilMs;
    return { reason: "grouped", untilMs: next ?? nowMs + seconds * 1_000 };
  };
  if ((message.type === "incident.opened" || message.type === "incident.updated") && message.groupSeconds > 0) {
    const first = all.find(
      (each) =>
        each.monitorId !== message.monitorId &&
        each.type === message.type &&
        each.atMs > nowMs - message.groupSeconds * 1_000 &&
        each.keys.some((key) => message.keys.includes(key)),
    );
    if (first !== undefined)
      return {
        hold: together(message.groupSeconds),
        why: `Told together with what began with #${first.number}, within ${message.groupSeconds} s`,
      };
  }
  if (message.type === "incident.resolved" && own.some((each) => each.isGrouped)) return { hold: together(endSeconds), why: null };

  if (channel.perMinute === null) return { hold: null, why: null };
  const sent = all.filter((each) => each.hold === null && each.atMs > nowMs - minuteMs);
  if (sent.length < channel.perMinute) return { hold: null, why: null };
  const untilMs = (sent.at(-channel.perMinute)?.atMs ?? nowMs) + minuteMs;
  return {
    hold: { reason: "rate", untilMs },
    why: `Sent ${channel.perMinute} messages within a minute, and told together with others within another`,
  };
}
