import { z } from "zod";
import { pressButtons, secretUrl } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";

export const MattermostTarget = z.strictObject({
  kind: z.literal("mattermost"),
  url: secretUrl("Webhook address", { placeholder: "https://chat.example.com/hooks/…" }),
  buttons: pressButtons,
});
export type MattermostTarget = z.output<typeof MattermostTarget>;

export const mattermost = channelKindOf(MattermostTarget)({
  label: "Mattermost",
  about: "A message to a channel.",
  group: "chat",
  howTo: { text: "Integrations, Incoming Webhooks", url: "https://developers.mattermost.com/integrate/webhooks/incoming/" },
  address: ({ url }) => url,
  pressesAt: "/api/press/mattermost",
});
