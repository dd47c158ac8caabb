import { z } from "zod";
import { token } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";

export const PushoverTarget = z.strictObject({
  kind: z.literal("pushover"),
  token: token("Application token"),
  user: token("User or group key"),
  isEmergency: z
    .boolean()
    .default(false)
    .meta({ label: "Ring until somebody confirms", hint: "When something is down: every minute, for at most an hour." }),
});
export type PushoverTarget = z.output<typeof PushoverTarget>;

export const pushover = channelKindOf(PushoverTarget)({
  label: "Pushover",
  about: "A push message to phones and desktops.",
  group: "push",
  howTo: { text: "Create an application", url: "https://pushover.net/apps/build" },
  address: () => "Pushover",
});
