import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { ChannelPreference } from "@vedette/core/channel-preference";
import { type ConfigDeps, changeTeam, difference, record } from "./config-deps.ts";
import { requireMembers } from "./policy-parts.ts";

/** Sets when a channel may be used, and whom it belongs to. What waits already comes when it was to. */
export async function preferChannel(
  deps: ConfigDeps,
  actor: Actor,
  input: { channelId: string; preference: ChannelPreference },
): Promise<void> {
  authorize(actor, "channel:write");
  const key = { teamId: actor.teamId, id: input.channelId };
  await changeTeam(deps, actor.teamId, async (tx) => {
    if ((await tx.channels.find(key)) === null) throw notFound("channel");
    if (input.preference.ownerId !== null) await requireMembers(tx, actor.teamId, [input.preference.ownerId]);
    const change = difference(await tx.channelPreferences.of(key), input.preference);
    await tx.channelPreferences.set(key, input.preference);
    await record(tx, deps, actor, { action: "channel.preferred", subjectId: key.id, change, topics: ["channels", "policies"] });
  });
}
