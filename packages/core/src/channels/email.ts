import { z } from "zod";
import { channelKindOf } from "../channel-kind.ts";

export const EmailAddress = z.email("This is not an e-mail address.").max(254, "An e-mail address has at most 254 characters.");

export const EmailTarget = z.strictObject({
  kind: z.literal("email"),
  to: z
    .array(EmailAddress)
    .min(1, "Name at least one recipient.")
    .max(20, "At most 20 recipients.")
    .meta({ label: "Recipients", hint: "One per line.", placeholder: "ops@example.com", place: "main" }),
});

export const email = channelKindOf(EmailTarget)({
  label: "E-mail",
  about: "A mail to each recipient, who can leave with one press.",
  group: "usual",
  howTo: { text: "Sent by the mail server of this installation", url: "https://www.rfc-editor.org/rfc/rfc8058" },
  address: ({ to }) => to.join(", "),
});
