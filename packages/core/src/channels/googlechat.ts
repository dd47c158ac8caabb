import { z } from "zod";
import { secretUrl } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";

export const GoogleChatTarget = z.strictObject({
  kind: z.literal("googlechat"),
  url: secretUrl("Webhook address", { placeholder: "https://chat.googleapis.com/v1/spaces/…" }),
});
export type GoogleChatTarget = z.output<typeof GoogleChatTarget>;

export const googlechat = channelKindOf(GoogleChatTarget)({
  label: "Google Chat",
  about: "A message to a space; all messages of an incident share a thread.",
  group: "chat",
  howTo: {
    text: "Space settings, Apps & integrations, Webhooks",
    url: "https://developers.google.com/workspace/chat/quickstart/webhooks",
  },
  address: ({ url }) => url,
});
