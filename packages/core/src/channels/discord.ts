import { z } from "zod";
import { secretUrl } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";

export const DiscordTarget = z.strictObject({
  kind: z.literal("discord"),
  url: secretUrl("Webhook address", { placeholder: "https://discord.com/api/webhooks/…" }),
});
export type DiscordTarget = z.output<typeof DiscordTarget>;

export const discord = channelKindOf(DiscordTarget)({
  label: "Discord",
  about: "A message to a channel, changed when the incident is acknowledged or over.",
  group: "chat",
  howTo: {
    text: "Channel settings, Integrations, Webhooks",
    url: "https://support.discord.com/hc/en-us/articles/228383668-Intro-to-Webhooks",
  },
  address: ({ url }) => url,
});
