import { z } from "zod";
import { bodyTemplate, headersField, methodField } from "../channel-request.ts";
import { channelKindOf } from "../channel-kind.ts";
import { secretUrl } from "../channel-fields.ts";

/** Standard Webhooks: `whsec_` and the base64 of 24 to 64 random bytes. */
export const WebhookSecret = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/, "A secret is whsec_ followed by base64.")
  .refine((secret) => {
    const bytes = Math.floor((secret.slice("whsec_".length).replaceAll("=", "").length * 3) / 4);
    return bytes >= 24 && bytes <= 64;
  }, "A secret holds 24 to 64 bytes.");

/** What a person types of it; the signing secret is made by us and shown once. */
export const WebhookInput = z.strictObject({
  kind: z.literal("webhook"),
  url: secretUrl("Address", {
    hint: "Every message is signed (Standard Webhooks); the secret is shown once.",
    placeholder: "https://example.com/hooks/vedette",
  }),
  method: methodField("POST"),
  headers: headersField,
  body: bodyTemplate("Left empty, the JSON that the documentation shows."),
});

export const WebhookTarget = WebhookInput.extend({ secret: WebhookSecret.meta({ label: "Signing secret", secret: true }) });
export type WebhookTarget = z.output<typeof WebhookTarget>;

export const webhook = channelKindOf(WebhookInput)({
  label: "Webhook",
  about: "A signed JSON message to an address of yours.",
  group: "usual",
  howTo: { text: "Verify it with a library of Standard Webhooks", url: "https://www.standardwebhooks.com/" },
  address: ({ url }) => url,
  destination: ({ url }) => new URL(url).origin,
});
