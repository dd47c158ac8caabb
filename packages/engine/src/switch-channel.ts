import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { ChannelRecord } from "@vedette/core/channel-record";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";

/**
 * Switches a channel on or off. Switching on forgets why the platform itself had switched it off, and sends what the channel missed of
 * incidents that are open or that it knows the beginning of. It proves nothing: a channel that failed does until something arrives.
 */
export async function switchChannel(
  deps: ConfigDeps,
  actor: Actor,
  input: { channelId: string; enabled: boolean },
): Promise<ChannelRecord> {
  authorize(actor, "channel:write");
  const key = { teamId: actor.teamId, id: input.channelId };
  return await changeTeam(deps, actor.teamId, async (tx) => {
    const isBack = input.enabled && (await tx.channels.find(key))?.enabled === false;
    if (isBack) await tx.channels.fenceSenders(key);
    const isThere = await tx.channels.setEnabled(key, input.enabled);
    const channel = await tx.channels.find(key);
    if (!isThere || channel === null) throw notFound("channel");
    if (isBack) await tx.channels.sendMissed(key);
    await record(tx, deps, actor, {
      action: input.enabled ? "channel.enabled" : "channel.disabled",
      subjectId: key.id,
      topics: ["channels"],
    });
    return channel;
  });
}
