import type { AlertType } from "@vedette/core/alert";
import type { DeliveryAttemptRow, DeliveryRow } from "@vedette/core/incident-record";

const subjects: Record<AlertType, string> = {
  "incident.opened": "Opening",
  "incident.updated": "Update",
  "incident.acknowledged": "Acknowledgement",
  "incident.resolved": "Resolution",
  "channel.failing": "Failure of a channel",
  "channel.working": "Recovery of a channel",
  "channel.unused": "End of a failing channel",
  "channel.test": "Test",
};

export function subjectOf(type: AlertType): string {
  return subjects[type];
}

/** The service's own number and words, such as `Answered 250: queued`. A failure's words already say what happened. */
export function answerOf(answer: Pick<DeliveryAttemptRow, "ok" | "code" | "detail">): string {
  const words = answer.detail.replace(/\.$/, "");
  if (!answer.ok && words !== "") return words;
  if (answer.code === null) return words === "" ? "No answer" : words;
  return words === "" ? `Answered ${answer.code}` : `Answered ${answer.code}: ${words}`;
}

export type DeliveryWord = {
  word: "Delivered" | "Sent with others" | "Waiting" | "Retrying" | "Refused" | "Gave up" | "Not sent";
  mark: "up" | "degraded" | "down" | "no_data";
};

/** How a delivery stands in one word, with the mark that goes with it. */
export function deliveryWord(delivery: Pick<DeliveryRow, "outcome" | "attempts">): DeliveryWord {
  switch (delivery.outcome) {
    case "delivered":
      return { word: "Delivered", mark: "up" };
    case "refused":
      return { word: "Refused", mark: "down" };
    case "gave_up":
      return { word: "Gave up", mark: "down" };
    case "grouped":
      return { word: "Sent with others", mark: "up" };
    case "channel_disabled":
    case "restored":
      return { word: "Not sent", mark: "no_data" };
    case null:
      return delivery.attempts.length === 0 ? { word: "Waiting", mark: "no_data" } : { word: "Retrying", mark: "degraded" };
  }
}

/** One sentence about how a delivery ended, or how far it is. */
export function outcomeSentence(delivery: Pick<DeliveryRow, "outcome" | "attempts">): string {
  const last = delivery.attempts.at(-1);
  const tries = delivery.attempts.length;
  const times = tries === 1 ? "1 attempt" : `${tries} attempts`;
  switch (delivery.outcome) {
    case "delivered":
      return last === undefined ? "Delivered." : `${answerOf(last)} (${times}, ${last.durationMs} ms).`;
    case "refused":
      return last === undefined ? "Refused for good." : `Refused for good. ${answerOf(last)}.`;
    case "gave_up":
      return last === undefined ? "Gave up." : `Gave up after ${times}. ${answerOf(last)}.`;
    case "grouped":
      return "Sent together with others, in one message.";
    case "channel_disabled":
      return "Not sent: the channel was switched off or deleted.";
    case "restored":
      return "Not sent: it was waiting when the backup was made that has been restored since.";
    case null:
      return last === undefined ? "Waits to be sent." : `Not yet delivered after ${times}. ${answerOf(last)}.`;
  }
}
