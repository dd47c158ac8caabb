import { z } from "zod";
import { lineField, serverUrl, token } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";
import { EmailAddress } from "./email.ts";

export const ZulipTarget = z.strictObject({
  kind: z.literal("zulip"),
  server: serverUrl({ placeholder: "https://acme.zulipchat.com" }),
  bot: EmailAddress.meta({ label: "Bot's e-mail", place: "main", placeholder: "vedette-bot@acme.zulipchat.com" }),
  key: token("API key"),
  channel: lineField("Channel", 60, { placeholder: "operations" }),
});
export type ZulipTarget = z.output<typeof ZulipTarget>;

export const zulip = channelKindOf(ZulipTarget)({
  label: "Zulip",
  about: "A topic for each incident in a channel.",
  group: "chat",
  howTo: { text: "Personal settings, Bots", url: "https://zulip.com/help/add-a-bot-or-integration" },
  address: ({ channel, server }) => `#${channel} on ${new URL(server).host}`,
  destination: ({ server }) => new URL(server).origin,
});
