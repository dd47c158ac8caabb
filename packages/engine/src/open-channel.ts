import { notFound } from "@vedette/core/app-error";
import { ChannelTarget } from "@vedette/core/channel";
import type { ChannelRecord } from "@vedette/core/channel-record";
import type { ConfigNouns } from "@vedette/db/config";
import { type Sealer, channelContext } from "./seal.ts";

type Key = { teamId: string; id: string };

/** A channel with its opened target. Throws `not_found` for an unknown, a foreign and a deleted one alike. */
export async function openChannel(tx: ConfigNouns, sealer: Sealer, key: Key): Promise<{ channel: ChannelRecord; target: ChannelTarget }> {
  const channel = await tx.channels.find(key);
  const sealed = await tx.channels.sealedOf(key);
  if (channel === null || sealed === null) throw notFound("channel");
  return { channel, target: ChannelTarget.parse(JSON.parse(sealer.open(Buffer.from(sealed), channelContext(key)))) };
}
