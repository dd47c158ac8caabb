import { z } from "zod";
import { channelKindOf } from "../channel-kind.ts";
import { twilioFields } from "../twilio-fields.ts";

export const SmsTarget = z.strictObject({ kind: z.literal("sms"), ...twilioFields });
export type SmsTarget = z.output<typeof SmsTarget>;

export const sms = channelKindOf(SmsTarget)({
  label: "SMS (Twilio)",
  about: "A short message to a telephone.",
  group: "phone",
  howTo: { text: "Account SID and auth token", url: "https://console.twilio.com/" },
  address: ({ to }) => to,
});
