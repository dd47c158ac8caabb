import { z } from "zod";
import { channelKindOf } from "../channel-kind.ts";
import { twilioFields } from "../twilio-fields.ts";

export const VoiceTarget = z.strictObject({ kind: z.literal("voice"), ...twilioFields });
export type VoiceTarget = z.output<typeof VoiceTarget>;

export const voice = channelKindOf(VoiceTarget)({
  label: "Voice call (Twilio)",
  about: "A call that reads the alert aloud, twice.",
  group: "phone",
  howTo: { text: "Account SID and auth token", url: "https://console.twilio.com/" },
  address: ({ to }) => to,
});
