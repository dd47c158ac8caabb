import { z } from "zod";
import { HttpUrl } from "./http-url.ts";
import { singleLine } from "./text.ts";

export const EmailAddress = z.email("This is not an e-mail address.").max(254, "An e-mail address has at most 254 characters.");

/** Standard Webhooks: `whsec_` and the base64 of 24 to 64 random bytes. */
export const WebhookSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, "A secret is whsec_ followed by base64.")
  .refine((secret) => {
    const bytes = Math.floor((secret.slice("whsec_".length).replaceAll("=", "").length * 3) / 4);
    return bytes >= 24 && bytes <= 64;
  }, "A secret holds 24 to 64 bytes.");

/** Where alerts go, complete: what a sender needs. Lives only in memory; at rest the secret half is sealed. */
export const ChannelTarget = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("email"),
    to: z.array(EmailAddress).min(1, "Name at least one recipient.").max(20, "At most 20 recipients."),
  }),
  z.strictObject({ kind: z.literal("webhook"), url: HttpUrl, secret: WebhookSecret }),
]);
export type ChannelTarget = z.infer<typeof ChannelTarget>;
export type ChannelKind = ChannelTarget["kind"];

/** What a person types. A webhook's secret is made by us and shown once. */
export const ChannelInput = z.strictObject({
  name: singleLine("The name", 100),
  target: z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("email"),
      to: z.array(EmailAddress).min(1, "Name at least one recipient.").max(20, "At most 20 recipients."),
    }),
    z.strictObject({ kind: z.literal("webhook"), url: HttpUrl }),
  ]),
});
export type ChannelInput = z.infer<typeof ChannelInput>;
