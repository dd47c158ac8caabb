import { z } from "zod";
import { lineField, secretUrl, token } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";
import { secret } from "../fields.ts";

export const SlackTarget = z.strictObject({
  kind: z.literal("slack"),
  via: z
    .discriminatedUnion("type", [
      z.strictObject({
        type: z.literal("webhook"),
        url: secretUrl("Webhook address", { placeholder: "https://hooks.slack.com/services/…" }),
      }),
      z.strictObject({
        type: z.literal("bot"),
        token: token("Bot token", { placeholder: "xoxb-…", hint: "With the scope chat:write; invite the app to the channel." }),
        channel: lineField("Channel ID", 80, { placeholder: "C0123456789" }),
        signingSecret: secret(
          "Signing secret",
          "Of the app, for buttons that act in the chat. The Request URL of its interactivity is the address below.",
        ),
      }),
    ])
    .meta({
      label: "By",
      place: "main",
      choices: { webhook: "An incoming webhook", bot: "A bot, which answers in the thread and updates the message" },
    }),
});
export type SlackTarget = z.output<typeof SlackTarget>;

export const slack = channelKindOf(SlackTarget)({
  label: "Slack",
  about: "A message to a channel; a bot updates it and answers in its thread.",
  group: "chat",
  howTo: { text: "Create an app with an incoming webhook or a bot token", url: "https://api.slack.com/apps" },
  address: ({ via }) => (via.type === "webhook" ? via.url : via.channel),
  pressesAt: "/api/press/slack",
});
