import type { AlertMessage } from "@vedette/core/alert";
import { AppError, notFound } from "@vedette/core/app-error";
import type { Sealer } from "./seal.ts";

/** What whoever holds a link may do, and as whom: for one incident, in the name of the channel to which it was sent. */
export type IncidentLink = { action: LinkAction; teamId: string; incidentId: string; channelId: string; expiresAtMs: number };
export const linkActions = ["acknowledge", "snooze"] as const;
export type LinkAction = (typeof linkActions)[number];

const purpose = "incident links";
const livesMs = 7 * 86_400_000;
/** One byte of action, three ids of 16, four bytes of seconds since the epoch; then the signature. */
const signedBytes = 1 + 3 * 16 + 4;

/** 114 characters, safe in a path. The same link is always the same token. */
export function tokenOf(sealer: Pick<Sealer, "sign">, link: IncidentLink): string {
  const bytes = Buffer.alloc(signedBytes);
  bytes.writeUInt8(linkActions.indexOf(link.action), 0);
  for (const [i, id] of [link.teamId, link.incidentId, link.channelId].entries()) bytesOf(id).copy(bytes, 1 + i * 16);
  bytes.writeUInt32BE(Math.floor(link.expiresAtMs / 1_000), 49);
  return Buffer.concat([bytes, sealer.sign(bytes, purpose)]).toString("base64url");
}

/** Throws `not_found` for a token that is not ours, and says so of one that is too old. Opens nothing: the database is not asked. */
export function requireLink({ sealer, now }: { sealer: Pick<Sealer, "isSigned">; now: () => number }, token: string): IncidentLink {
  const whole = Buffer.from(token, "base64url");
  const bytes = whole.subarray(0, signedBytes);
  const action = linkActions[whole[0] ?? linkActions.length];
  // One spelling alone: base64 leaves bits at its end that say nothing.
  const isOurs = whole.toString("base64url") === token && sealer.isSigned(bytes, whole.subarray(signedBytes), purpose);
  if (!isOurs || action === undefined) throw notFound("link");
  const expiresAtMs = bytes.readUInt32BE(49) * 1_000;
  if (expiresAtMs <= now()) throw new AppError("not_found", "This link is too old. Open the incident in Vedette.");
  return { action, teamId: idAt(bytes, 0), incidentId: idAt(bytes, 1), channelId: idAt(bytes, 2), expiresAtMs };
}

/** What the links and buttons of a message are about, where it asks for somebody; null elsewhere. */
export function linkOf(message: AlertMessage, channelId: string | null): Omit<IncidentLink, "action"> | null {
  const { incident, team } = message.data;
  const asks = message.type === "incident.opened" || message.type === "incident.updated";
  if (!asks || incident === null || channelId === null) return null;
  return { teamId: team.id, incidentId: incident.id, channelId, expiresAtMs: Date.parse(message.timestamp) + livesMs };
}

/** The message with links to act on its incident, where it asks for that. Made when it is sent, so that no link rests in the database. */
export function withLinks(
  { sealer, publicUrl }: { sealer: Pick<Sealer, "sign">; publicUrl: string },
  message: AlertMessage,
  channelId: string | null,
): AlertMessage {
  const link = linkOf(message, channelId);
  if (link === null) return message;
  const urlOf = (action: LinkAction) => `${publicUrl}/act/${tokenOf(sealer, { ...link, action })}`;
  return { ...message, data: { ...message.data, actions: { acknowledge: urlOf("acknowledge"), snooze: urlOf("snooze") } } };
}

function idAt(bytes: Buffer, nth: number): string {
  return uuidOf(bytes.subarray(1 + nth * 16, 17 + nth * 16));
}

/** 16 bytes as an id is written. */
export function uuidOf(bytes: Buffer): string {
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export function bytesOf(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll("-", ""), "hex");
}
