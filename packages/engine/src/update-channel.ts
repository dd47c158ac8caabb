import type { Actor } from "@vedette/core/access";
import { AppError, notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import type { ChannelInput, ChannelTarget } from "@vedette/core/channel";
import type { ChannelRecord } from "@vedette/core/channel-record";
import { contentOf, secretOf, targetWith } from "./channel-content.ts";
import { withKeptSecrets } from "./channel-secrets.ts";
import { type ConfigDeps, changeTeam, difference, record } from "./config-deps.ts";
import { openChannel } from "./open-channel.ts";

/**
 * Replaces name, target and own words of a channel. A secret whose hidden form is sent back stays, and so does a webhook's signing secret.
 * The kind stays. An edit that was made from an older version is a `conflict`. What a failing channel missed is sent to where it leads now.
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
    const target = mergedTarget(input.channel.target, old);
    const isRepair = before.enabled && before.failingSinceMs !== null && JSON.stringify(target) !== JSON.stringify(old);
    if (isRepair) await tx.channels.fenceSenders(key);
    if (!(await tx.channels.update(key, input.version, contentOf(deps.sealer, key, input.channel, target)))) {
      throw new AppError("conflict", "Somebody else changed this channel meanwhile. Reload it and make your change again.");
    }
    const after = await tx.channels.find(key);
    if (after === null) throw notFound("channel");
    if (isRepair) await tx.channels.sendMissed(key);
    const change = difference(shownOf(before), shownOf(after));
    await record(tx, deps, actor, { action: "channel.updated", subjectId: key.id, change, topics: ["channels"] });
    return after;
  });
}

function shownOf({ name, config, templates }: ChannelRecord): Record<string, unknown> {
  return { name, config, templates };
}

function mergedTarget(typed: ChannelInput["target"], old: ChannelTarget): ChannelTarget {
  if (typed.kind !== old.kind) {
    throw new AppError("bad_request", "The kind of a channel cannot change. Create another channel instead.", "channel.target.kind");
  }
  return targetWith(withKeptSecrets(typed, old), secretOf(old));
}
