import { type InconclusiveReason, type ProbeFailure, inconclusiveCodes } from "@vedette/core/probe-result";
import type { Deadline } from "./deadline.ts";

/** Why an exchange ended without an answer. `detail` is the system's or the parser's own word. */
export type Failure = { failed: ProbeFailure | InconclusiveReason; message: string; detail?: string };

export function isInconclusive(failed: ProbeFailure | InconclusiveReason): failed is InconclusiveReason {
  return failed in inconclusiveCodes;
}

/** One wording for every refused address, so that the text tells nothing about our network. */
export const addressRefused: Failure = {
  failed: "address_refused",
  message:
    "Vedette does not dial this address: it is private, local or reserved. Use a public address, or ask the operator to allow private targets.",
};

const lateMs = 50;
/** Name, connection, two flights of TLS, request, answer. */
const mostTurns = 6;
const timeouts = new Set<string>(["dns_timeout", "connect_timeout", "tls_timeout", "response_timeout", "no_reply"]);
/** What an impatient peer does to us while we stand still. */
const hangUps = new Set<string>(["connection_closed", "connect_failed", "tls_failed"]);

/**
 * The failure to report: the target's own, unless we were shutting down or our event loop stood still long enough to have caused it.
 * A timeout is believed when its timer was at most 50 ms late, the target had nine tenths of its time without a long pause of ours, and short
 * pauses, each of which may have kept one turn of the exchange waiting, cannot have taken half of it.
 */
export function blame(failure: Failure, deadline: Deadline): Failure {
  if (deadline.ended === "shutdown")
    return { failed: "shutting_down", message: "The check was stopped because Vedette was shutting down." };
  const blockedMs = deadline.blockedMs();
  const absentMs = deadline.absentMs();
  const isOurs =
    (timeouts.has(failure.failed) &&
      (deadline.lateMs > lateMs ||
        blockedMs + deadline.spentMs > Math.max(lateMs, deadline.timeoutMs / 10) ||
        Math.min(absentMs, mostTurns * lateMs) > deadline.timeoutMs / 2)) ||
    (hangUps.has(failure.failed) && blockedMs > lateMs);
  return isOurs ? stalled(Math.max(deadline.lateMs, blockedMs + deadline.spentMs, absentMs)) : failure;
}

export function stalled(blockedMs: number): Failure {
  return {
    failed: "prober_stalled",
    message: `Vedette itself stood still for ${Math.round(blockedMs)} ms during this check, so it says nothing about the target.`,
  };
}

/**
 * The failure of something that stands before the target, under its own code. Timeouts keep theirs, since we may be to blame, and so do
 * refusals and what is our own fault.
 */
export function blameOn(failed: ProbeFailure, what: string, failure: Failure): Failure {
  if (failure.failed === "address_refused" || isInconclusive(failure.failed)) return failure;
  const message = `${what}: ${failure.message}`;
  return timeouts.has(failure.failed) ? { ...failure, message } : { ...failure, failed, message };
}

/** `10 s`, `2.5 s`, `400 ms`. */
export function seconds(ms: number): string {
  return ms < 1_000 ? `${ms} ms` : `${Number((ms / 1_000).toFixed(1))} s`;
}
