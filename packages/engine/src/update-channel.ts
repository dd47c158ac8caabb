import type { Actor } from "@vedette/core/access";
import { AppError, notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { ChannelInput, ChannelTarget } from "@vedette/core/channel";
import type { ChannelConfig, ChannelRecord } from "@vedette/core/channel-record";
import { contentOf, targetWith } from "./channel-content.ts";
import { type ConfigDeps, changeTeam, difference, record } from "./config-deps.ts";
import { openChannel } from "./open-channel.ts";

/**
 * Replaces name and target of a channel. A webhook keeps its secret, and its whole address where the edit repeats the shortened
 * one that people can read. The kind stays. An edit that was made from an older version is a `conflict`.
 */
export async function updateChannel(
  deps: ConfigDeps,
  actor: Actor,
  input: { channelId: string; version: number; channel: ChannelInput },
): Promise<ChannelRecord> {
  authorize(actor, "channel:write");
  const key = { teamId: actor.teamId, id: input.channelId };
  return await changeTeam(deps, actor.teamId, async (tx) => {
    const { channel: before, target: old } = await openChannel(tx, deps.sealer, key);
    const target = mergedTarget(input.channel.target, old, before.config);
    if (!(await tx.channels.update(key, input.version, contentOf(deps.sealer, key, input.channel.name, target)))) {
      throw new AppError("conflict", "Somebody else changed this channel meanwhile. Reload it and make your change again.");
    }
    const after = await tx.channels.find(key);
    if (after === null) throw notFound("channel");
    const change = difference({ name: before.name, config: before.config }, { name: after.name, config: after.config });
    await record(tx, deps, actor, { action: "channel.updated", subjectId: key.id, change, topics: ["channels"] });
    return after;
  });
}

function mergedTarget(typed: ChannelInput["target"], old: ChannelTarget, shown: ChannelConfig): ChannelTarget {
  if (typed.kind !== old.kind) {
    throw new AppError("bad_request", "The kind of a channel cannot change. Create another channel instead.", "channel.target.kind");
  }
  if (typed.kind === "email" || old.kind === "email" || shown.kind === "email") return targetWith(typed, null);
  const isUntouched = typed.url === new URL(shown.url).href;
  return { kind: "webhook", url: isUntouched ? old.url : typed.url, secret: old.secret };
}
