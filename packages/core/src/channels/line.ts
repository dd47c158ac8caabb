import { z } from "zod";
import { lineField, token } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";

export const LineTarget = z.strictObject({
  kind: z.literal("line"),
  token: token("Channel access token"),
  to: lineField("User, group or room ID", 64, { placeholder: "U4af4980629…" }, [
    /^[UCR][0-9a-f]{32}$/,
    "An ID is U, C or R and 32 digits from 0 to f.",
  ]),
});
export type LineTarget = z.output<typeof LineTarget>;

export const line = channelKindOf(LineTarget)({
  label: "LINE",
  about: "A message of an official account to a user or group.",
  group: "chat",
  howTo: { text: "Messaging API settings of a channel", url: "https://developers.line.biz/console/" },
  address: ({ to }) => to,
});
