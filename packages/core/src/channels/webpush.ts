import { z } from "zod";
import { lineField, secretUrl, token } from "../channel-fields.ts";
import { channelKindOf } from "../channel-kind.ts";

const pressed = [/^[\w-]{80,90}$/, "Press “This browser” to fill this in."] as const;

/** A browser that agreed to be pushed to. Its key pair (VAPID, RFC 8292) is made by the browser for this channel alone. */
export const WebPushTarget = z.strictObject({
  kind: z.literal("webpush"),
  browser: lineField("Browser", 100),
  endpoint: secretUrl("Push address"),
  p256dh: lineField("Public key of the browser", 100, {}, pressed),
  auth: token("Secret of the browser"),
  publicKey: lineField("Public key", 100, {}, pressed),
  privateKey: token("Private key"),
});
export type WebPushTarget = z.output<typeof WebPushTarget>;

export const webpush = channelKindOf(WebPushTarget)({
  label: "This browser",
  about: "A notification of this browser, even while no page of Vedette is open.",
  group: "push",
  howTo: { text: "Which browsers can", url: "https://developer.mozilla.org/docs/Web/API/Push_API#browser_compatibility" },
  address: ({ browser }) => browser,
});
