import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";

/** Takes a channel out of sight and use; `restoreChannel` undoes it. */
export async function deleteChannel(deps: ConfigDeps, actor: Actor, input: { channelId: string }): Promise<void> {
  authorize(actor, "channel:write");
  const key = { teamId: actor.teamId, id: input.channelId };
  await changeTeam(deps, actor.teamId, async (tx) => {
    const channel = await tx.channels.find(key);
    if (channel === null || !(await tx.channels.remove(key, deps.now()))) throw notFound("channel");
    await record(tx, deps, actor, { action: "channel.deleted", subjectId: key.id, change: { name: channel.name }, topics: ["channels"] });
  });
}
