import { z } from "zod";
import { lineField, pressButtons, token } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";

export const TelegramTarget = z.strictObject({
  kind: z.literal("telegram"),
  token: token("Bot token", { placeholder: "123456:ABC-…" }, [/^\d+:[\w-]+$/, "A bot token is a number, a colon and letters."]),
  chat: lineField("Chat", 100, { hint: "The number of the chat, or @name of a public channel.", placeholder: "-1001234567890" }, [
    /^(?:-?\d+|@\w+)$/,
    "Type the number of the chat, or @name of a public channel.",
  ]),
  topic: z.int().positive("Topics are numbered from 1.").optional().meta({ label: "Topic", hint: "The number of a topic of a forum." }),
  buttons: pressButtons.default(false).meta({
    label: "Buttons that act in the chat",
    place: "main",
    hint: "To acknowledge, and to snooze for an hour. They take the bot's webhook, which it has one of.",
  }),
});
export type TelegramTarget = z.output<typeof TelegramTarget>;

export const telegram = channelKindOf(TelegramTarget)({
  label: "Telegram",
  about: "A message of a bot; what follows answers the first one.",
  group: "chat",
  howTo: { text: "Ask @BotFather for a bot, and add it to the chat", url: "https://core.telegram.org/bots#how-do-i-create-a-bot" },
  address: ({ chat }) => chat,
  pressesAt: "/api/press/telegram",
});
