import { z } from "zod";
import { channelKindOf } from "../channel-kind.ts";
import { twilioFields } from "../twilio-fields.ts";

export const WhatsappTarget = z.strictObject({ kind: z.literal("whatsapp"), ...twilioFields });
export type WhatsappTarget = z.output<typeof WhatsappTarget>;

export const whatsapp = channelKindOf(WhatsappTarget)({
  label: "WhatsApp (Twilio)",
  about: "A WhatsApp message of a sender that Twilio approved.",
  group: "phone",
  howTo: { text: "Set up a WhatsApp sender", url: "https://www.twilio.com/docs/whatsapp" },
  address: ({ to }) => to,
});
