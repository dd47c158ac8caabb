import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { ChannelRecord } from "@vedette/core/channel-record";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";
import { requireRoom } from "./team-limits.ts";

/** Undoes `deleteChannel`, and sends what the channel missed; restoring one that is there answers with it. */
export async function restoreChannel(deps: ConfigDeps, actor: Actor, input: { channelId: string }): Promise<ChannelRecord> {
  authorize(actor, "channel:write");
  const key = { teamId: actor.teamId, id: input.channelId };
  return await changeTeam(deps, actor.teamId, async (tx) => {
    if ((await tx.channels.find(key)) === null) await tx.channels.fenceSenders(key);
    const wasDeleted = await tx.channels.restore(key);
    if (wasDeleted) requireRoom("channels", (await tx.channels.total(actor.teamId)) - 1);
    const channel = await tx.channels.find(key);
    if (channel === null) throw notFound("channel");
    if (wasDeleted && channel.enabled) await tx.channels.sendMissed(key);
    if (wasDeleted) await record(tx, deps, actor, { action: "channel.restored", subjectId: key.id, topics: ["channels"] });
    return channel;
  });
}
