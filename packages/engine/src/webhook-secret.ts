import type { SendContext } from "@vedette/core/send-context";
import type { Sealer } from "./seal.ts";

const purpose = "webhooks of bots";

/**
 * Where a service that has to be told reports presses, and by what it then proves to be the one that we told: the same for all channels of a
 * bot, stored nowhere.
 */
export function webhookOf({ sealer, publicUrl }: { sealer: Pick<Sealer, "sign">; publicUrl: string }): NonNullable<SendContext["webhook"]> {
  return { url: `${publicUrl}/api/press`, secretOf: (botToken) => sealer.sign(nameOf(botToken), purpose).toString("base64url") };
}

export function isWebhookSecret(sealer: Pick<Sealer, "isSigned">, botToken: string, secret: string): boolean {
  return sealer.isSigned(nameOf(botToken), Buffer.from(secret, "base64url"), purpose);
}

/** A token of Telegram is a bot's number, which never changes, and a key, which may. */
function nameOf(botToken: string): Buffer {
  return Buffer.from(botToken.split(":", 1)[0] ?? "");
}
