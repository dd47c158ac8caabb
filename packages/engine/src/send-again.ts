import type { Actor } from "@vedette/core/access";
import { AppError, notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { type ConfigDeps, changeTeam, record } from "./config-deps.ts";

/**
 * Sends a message that is settled once more, under the id that it had, so that a receiver who has it can drop it. A `conflict` while it is
 * being sent already, or its channel is switched off; `not_found` where the team has no such message or the channel was deleted.
 */
export async function sendAgain(deps: ConfigDeps, actor: Actor, input: { deliveryId: string }): Promise<void> {
  authorize(actor, "channel:write");
  const key = { teamId: actor.teamId, id: input.deliveryId };
  await changeTeam(deps, actor.teamId, async (tx) => {
    const delivery = await tx.channels.ofDelivery(key);
    const channel = delivery && (await tx.channels.find({ teamId: actor.teamId, id: delivery.channelId }));
    if (delivery === null || channel === null) throw notFound("message");
    if (!channel.enabled) throw new AppError("conflict", "This channel is switched off. Switch it on first.");
    if (delivery.isWaiting || !(await tx.channels.sendAgain(key))) throw new AppError("conflict", "This message is being sent already.");
    const change = { delivery: key.id };
    await record(tx, deps, actor, { action: "channel.sent-again", subjectId: channel.id, change, topics: ["channels"] });
  });
  await deps.ring({ job: "deliver", outboxId: key.id });
}
