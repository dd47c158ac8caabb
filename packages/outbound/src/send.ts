import type { AlertMessage, OutboundMessage, Receipt } from "@vedette/core/alert";
import type { ChannelTarget } from "@vedette/core/channel";
import type { OutboundDeps } from "./outbound-deps.ts";
import { sendEmail } from "./send-email.ts";
import { sendWebhook } from "./send-webhook.ts";

/** Where a message goes: a team's channel, or the platform's own mail server. */
export type Destination = ChannelTarget | { kind: "system_email" };

/**
 * One attempt to deliver one message, bounded in time. Whatever the other side does is a receipt; throws only for a bug, such as an
 * alert sent as system mail. Sending again repeats the message under the same id.
 */
export async function send(destination: Destination, message: OutboundMessage, deps: OutboundDeps, signal: AbortSignal): Promise<Receipt> {
  switch (destination.kind) {
    case "webhook":
      return await sendWebhook(destination, alertOf(message), deps, signal);
    case "email":
      return await sendEmail(destination.to, alertOf(message), deps.smtp, signal);
    case "system_email":
      if (message.type !== "system.mail") throw new Error(`${message.type} is not a system mail`);
      return await sendEmail([message.to], message, deps.smtp, signal);
  }
}

function alertOf(message: OutboundMessage): AlertMessage {
  if (message.type === "system.mail") throw new Error("a system mail does not go to a channel");
  return message;
}
