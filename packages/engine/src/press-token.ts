import type { AlertMessage } from "@vedette/core/alert";
import type { Presses } from "@vedette/core/send-context";
import { type IncidentLink, type LinkAction, bytesOf, linkActions, linkOf, tokenOf, uuidOf } from "./incident-links.ts";
import type { Sealer } from "./seal.ts";

/** What a button in a chat is for: a link whose team is the channel's. */
export type Press = Omit<IncidentLink, "teamId">;

const purpose = "presses in chats";
/** One byte of action, two ids of 16, four bytes of seconds since the epoch. */
const signedBytes = 1 + 2 * 16 + 4;
/** Of the signature: more does not fit into a button of Telegram, and 2^88 is out of reach for whoever has to ask us each time. */
const keptBytes = 11;

/**
 * 64 characters, which is what a button of Telegram holds. Another key than that of links: who reads a message knows its links and could
 * press them in somebody's name, but what its buttons carry only the chat's server knows.
 */
export function pressToken(sealer: Pick<Sealer, "sign">, { action, channelId, incidentId, expiresAtMs }: Press): string {
  const bytes = Buffer.alloc(signedBytes);
  bytes.writeUInt8(linkActions.indexOf(action), 0);
  bytesOf(channelId).copy(bytes, 1);
  bytesOf(incidentId).copy(bytes, 17);
  bytes.writeUInt32BE(Math.floor(expiresAtMs / 1_000), 33);
  return Buffer.concat([bytes, sealer.sign(bytes, purpose).subarray(0, keptBytes)]).toString("base64url");
}

/** Null for a token that is not ours; its end is for the caller to see. Opens nothing: the database is not asked. */
export function readPressToken(sealer: Pick<Sealer, "isSigned">, token: string): Press | null {
  const whole = Buffer.from(token, "base64url");
  const bytes = whole.subarray(0, signedBytes);
  const action = linkActions[whole[0] ?? linkActions.length];
  const isOurs = whole.toString("base64url") === token && sealer.isSigned(bytes, whole.subarray(signedBytes), purpose, keptBytes);
  if (!isOurs || action === undefined) return null;
  return {
    action,
    channelId: uuidOf(bytes.subarray(1, 17)),
    incidentId: uuidOf(bytes.subarray(17, 33)),
    expiresAtMs: bytes.readUInt32BE(33) * 1_000,
  };
}

/** What the buttons of a message carry; null where it asks for nobody. Made when it is sent, as its links are. */
export function pressesOf(
  { sealer, publicUrl }: { sealer: Pick<Sealer, "sign">; publicUrl: string },
  message: AlertMessage,
  channelId: string,
): Presses | null {
  const link = linkOf(message, channelId);
  if (link === null) return null;
  const tokensOf = (action: LinkAction) => ({
    link: tokenOf(sealer, { ...link, action }),
    chat: pressToken(sealer, { ...link, action }),
  });
  return { url: `${publicUrl}/api/press`, acknowledge: tokensOf("acknowledge"), snooze: tokensOf("snooze") };
}
