import { z } from "zod";
import { lineField, serverUrl } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";
import { secret } from "../fields.ts";

export const NtfyTarget = z.strictObject({
  kind: z.literal("ntfy"),
  topic: lineField("Topic", 64, { placeholder: "acme-alerts" }, [/^[\w-]+$/, "A topic has letters, digits, _ and - only."]),
  token: secret("Access token", "For a topic that is protected."),
  server: serverUrl({}, "https://ntfy.sh"),
});
export type NtfyTarget = z.output<typeof NtfyTarget>;

export const ntfy = channelKindOf(NtfyTarget)({
  label: "ntfy",
  about: "A push message to whoever subscribed to a topic.",
  group: "push",
  howTo: { text: "Choose a topic that nobody guesses", url: "https://docs.ntfy.sh/" },
  address: ({ topic, server }) => `${topic} on ${new URL(server).host}`,
  destination: ({ server }) => new URL(server).origin,
});
