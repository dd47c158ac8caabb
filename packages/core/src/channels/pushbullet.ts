import { z } from "zod";
import { token } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";

export const PushbulletTarget = z.strictObject({ kind: z.literal("pushbullet"), token: token("Access token") });
export type PushbulletTarget = z.output<typeof PushbulletTarget>;

export const pushbullet = channelKindOf(PushbulletTarget)({
  label: "Pushbullet",
  about: "A push message to all devices of an account.",
  group: "push",
  howTo: { text: "Settings, Account, Access Tokens", url: "https://www.pushbullet.com/#settings/account" },
  address: () => "Pushbullet",
});
