import { AppError, notFound } from "@vedette/core/app-error";
import { ChannelTarget } from "@vedette/core/channel";
import type { ChannelRecord } from "@vedette/core/channel-record";
import type { ConfigNouns } from "@vedette/db/config";
import { type Sealer, channelContext } from "./seal.ts";

type Key = { teamId: string; id: string };

export const unreadableChannel = "This version cannot read the settings of this channel. Delete it and create it again.";

/** Where a channel sends; null where this version cannot read what another has stored. */
export function openTarget(sealer: Sealer, sealed: Uint8Array, key: Key): ChannelTarget | null {
  return ChannelTarget.safeParse(JSON.parse(sealer.open(Buffer.from(sealed), channelContext(key)))).data ?? null;
}

/** A channel with its opened target. Throws `not_found` for an unknown, a foreign and a deleted one alike, `conflict` for an unreadable one. */
export async function openChannel(tx: ConfigNouns, sealer: Sealer, key: Key): Promise<{ channel: ChannelRecord; target: ChannelTarget }> {
  const channel = await tx.channels.find(key);
  const sealed = await tx.channels.sealedOf(key);
  if (channel === null || sealed === null) throw notFound("channel");
  const target = openTarget(sealer, sealed, key);
  if (target === null) throw new AppError("conflict", unreadableChannel);
  return { channel, target };
}
