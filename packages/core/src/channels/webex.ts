import { z } from "zod";
import { lineField, token } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";

export const WebexTarget = z.strictObject({
  kind: z.literal("webex"),
  token: token("Bot access token"),
  room: lineField("Room ID", 200, { placeholder: "Y2lzY29zcGFyazov…" }),
});
export type WebexTarget = z.output<typeof WebexTarget>;

export const webex = channelKindOf(WebexTarget)({
  label: "Webex",
  about: "A message to a space; what follows answers the first one.",
  group: "chat",
  howTo: { text: "Create a bot and add it to the space", url: "https://developer.webex.com/my-apps/new/bot" },
  address: ({ room }) => room,
});
