import { AppError } from "@vedette/core/app-error";
import { contentOf } from "./channel-content.ts";
import { type ConfigDeps, changeTeam } from "./config-deps.ts";
import { openChannel } from "./open-channel.ts";
import type { Sealer } from "./seal.ts";

type Leaving = { teamId: string; channelId: string; recipient: string };
const context = "leave channel";

/** The key in the mails of one recipient: whoever holds it may leave, nothing else. */
export function leavingToken(sealer: Sealer, leaving: Leaving): string {
  return sealer.seal(JSON.stringify(leaving), context).toString("base64url");
}

/**
 * Takes a recipient off a mail channel, as the one-click unsubscription of a mail asks for (RFC 8058); leaving twice changes nothing. A channel
 * that nobody is left of is switched off, which its list says. Throws `not_found` for a token that is none.
 */
export async function leaveChannel(deps: ConfigDeps, token: string): Promise<void> {
  const { teamId, channelId, recipient } = read(deps.sealer, token);
  const key = { teamId, id: channelId };
  await changeTeam(deps, teamId, async (tx) => {
    if ((await tx.channels.find(key)) === null) return;
    const { channel, target } = await openChannel(tx, deps.sealer, key);
    if (target.kind !== "email" || !target.to.includes(recipient)) return;
    const to = target.to.filter((address) => address !== recipient);
    if (to.length === 0) await tx.channels.disable(key, "Its last recipient has left.");
    else await tx.channels.update(key, channel.version, contentOf(deps.sealer, key, channel, { ...target, to }));
    await tx.audit.append({
      teamId,
      actorId: null,
      ip: null,
      action: "channel.left",
      subjectKind: "channel",
      subjectId: channelId,
      change: { recipient },
      atMs: deps.now(),
    });
    await tx.teams.announce(teamId, ["channels"]);
  });
}

function read(sealer: Sealer, token: string): Leaving {
  try {
    return JSON.parse(sealer.open(Buffer.from(token, "base64url"), context)) as Leaving; // safe because only we can seal
  } catch {
    throw new AppError("not_found", "This link is not whole. Copy it from the mail again.");
  }
}
