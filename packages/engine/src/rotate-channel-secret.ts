import type { Actor } from "@vedette/core/access";
import { AppError } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { ChannelRecord } from "@vedette/core/channel-record";
import { contentOf, newWebhookSecret } from "./channel-content.ts";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";
import { openChannel } from "./open-channel.ts";

/** Gives a webhook a new signing secret, answered once. From now on every message is signed with it alone. */
export async function rotateChannelSecret(
  deps: ConfigDeps,
  actor: Actor,
  input: { channelId: string },
): Promise<{ channel: ChannelRecord; secret: string }> {
  authorize(actor, "channel:write");
  const key = { teamId: actor.teamId, id: input.channelId };
  return await changeTeam(deps, actor.teamId, async (tx) => {
    const { channel, target } = await openChannel(tx, deps.sealer, key);
    if (target.kind !== "webhook") throw new AppError("bad_request", "Only a webhook has a signing secret.", "channelId");
    const secret = newWebhookSecret();
    await tx.channels.update(key, channel.version, contentOf(deps.sealer, key, channel, { ...target, secret }));
    await record(tx, deps, actor, { action: "channel.secret-rotated", subjectId: key.id, topics: ["channels"] });
    return { channel: (await tx.channels.find(key)) ?? channel, secret };
  });
}
