import { z } from "zod";
import { secretUrl } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";

export const RocketChatTarget = z.strictObject({
  kind: z.literal("rocketchat"),
  url: secretUrl("Webhook address", { placeholder: "https://chat.example.com/hooks/…" }),
});
export type RocketChatTarget = z.output<typeof RocketChatTarget>;

export const rocketchat = channelKindOf(RocketChatTarget)({
  label: "Rocket.Chat",
  about: "A message to a channel.",
  group: "chat",
  howTo: { text: "Administration, Integrations, New incoming integration", url: "https://docs.rocket.chat/docs/integrations" },
  address: ({ url }) => url,
});
