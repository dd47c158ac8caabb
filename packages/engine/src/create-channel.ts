import type { Actor } from "@vedette/core/access";
import { authorize } from "@vedette/core/authorize";
import type { ChannelInput } from "@vedette/core/channel";
import type { ChannelRecord } from "@vedette/core/channel-record";
import { contentOf, secretOf, targetWith } from "./channel-content.ts";
import { withKeptSecrets } from "./channel-secrets.ts";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";
import { requireRoom } from "./team-limits.ts";

/** Creates a channel. A webhook's signing secret is made here and answered once; it can be replaced, never read again. */
export async function createChannel(
  deps: ConfigDeps,
  actor: Actor,
  input: { channel: ChannelInput },
): Promise<{ channel: ChannelRecord; secret: string | null }> {
  authorize(actor, "channel:write");
  const key = { teamId: actor.teamId, id: deps.newId() };
  const target = targetWith(withKeptSecrets(input.channel.target, null), null);
  const channel = await changeTeam(deps, actor.teamId, async (tx) => {
    requireRoom("channels", await tx.channels.total(actor.teamId));
    const created = await tx.channels.create(key, contentOf(deps.sealer, key, input.channel, target), deps.now());
    const change = { after: { name: created.name, config: created.config } };
    await record(tx, deps, actor, { action: "channel.created", subjectId: key.id, change, topics: ["channels"] });
    return created;
  });
  return { channel, secret: secretOf(target) };
}
