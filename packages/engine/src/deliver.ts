import type { OutboundMessage, Receipt } from "@vedette/core/alert";
import type { ChannelTarget } from "@vedette/core/channel";
import { retryDelayMs } from "@vedette/core/retry";
import { type SendContext, usualContext } from "@vedette/core/send-context";
import type { NextOfDelivery, TakenDelivery } from "@vedette/db/outbox";
import type { RoadDeps } from "./deps.ts";
import { withLinks } from "./incident-links.ts";
import { leavingToken } from "./leave-channel.ts";
import { openTarget, unreadableChannel } from "./open-channel.ts";
import { pressesOf } from "./press-token.ts";
import { systemMailContext } from "./seal.ts";
import { type TellFailingDeps, tellFailing } from "./tell-failing.ts";
import { endFailing, failingStretchOf, tellEnd } from "./tell-working.ts";
import { webhookOf } from "./webhook-secret.ts";

/** Where a message goes: a team's channel, or the platform's own mail server. */
export type Destination = ChannelTarget | { kind: "system_email" };

export type DeliverDeps = RoadDeps &
  TellFailingDeps & {
    random: () => number;
    send: (destination: Destination, message: OutboundMessage, signal: AbortSignal, context: SendContext) => Promise<Receipt>;
  };

/** Short, so that a dead sender's alerts wait seconds; a living one renews it for as long as its channel takes to answer. */
const leaseMs = 6_000;
const renewEveryMs = 2_000;
const gone = "The receiver answered 410 Gone: it wants no more alerts. Switch the channel on again once it does.";
/** An alert this late says by how much. */
const lateMs = 60_000;

/**
 * Sends one outbox row and records the answer. At least once: a crash between sending and recording repeats the message under
 * the same id. Safe to call for a row that is settled, held by somebody else, or not due: nothing happens.
 * Returns the id of the alert that waited for this one, to be delivered next, or null. Throws what a bug threw, once it is recorded.
 */
export async function deliver(deps: DeliverDeps, outboxId: string, signal: AbortSignal): Promise<string | null> {
  const taken = await deps.db.outbox.take(outboxId, leaseMs);
  if (taken === null) return null;
  await deps.step("delivery-taken");
  if (taken.channel !== null && !taken.channel.isUsable) {
    await deps.db.outbox.record(taken, { ok: false, permanent: true, code: null, detail: "The channel was switched off or deleted." }, 0, {
      outcome: "channel_disabled",
    });
    return await deps.db.outbox.following(outboxId);
  }

  const startedAtMs = deps.now();
  let bug: unknown = null;
  let message: OutboundMessage | null = null;
  const receipt = await whileLeased(deps, taken, async () => {
    try {
      const destination = destinationOf(deps, taken);
      if (destination === null) return { ok: false, permanent: false, code: null, detail: unreadableChannel };
      message = messageOf(deps, taken, startedAtMs);
      return await deps.send(destination, message, signal, contextOf(deps, taken, message));
    } catch (error) {
      // It is repeated as slowly as any other failure and given up in the end; the caller hears of it once it is recorded.
      bug = error;
      return { ok: false, permanent: false, code: null, detail: "Vedette failed to send this. This is a bug of Vedette." };
    }
  });
  await deps.step("sent");
  const next = nextOf(receipt, taken.attempt, deps.random());
  await settle(deps, taken, message, receipt, deps.now() - startedAtMs, next);
  await deps.step("delivery-recorded");
  if (bug !== null) throw bug;
  return "outcome" in next ? await deps.db.outbox.following(outboxId) : null;
}

async function whileLeased(deps: DeliverDeps, taken: TakenDelivery, send: () => Promise<Receipt>): Promise<Receipt> {
  // A renewal that fails is tried again; should the lease run out all the same, the fence keeps this sender from recording.
  const renewing = setInterval(() => void deps.db.outbox.renew(taken, leaseMs).catch(() => {}), renewEveryMs);
  try {
    return await send();
  } finally {
    clearInterval(renewing);
  }
}

/** An answer is recorded together with what is told of a channel that fails, or works again. Of one that works it is one statement. */
async function settle(
  deps: DeliverDeps,
  taken: TakenDelivery,
  message: OutboundMessage | null,
  receipt: Receipt,
  durationMs: number,
  next: NextOfDelivery,
): Promise<void> {
  const { channel } = taken;
  const told = receipt.ok && message !== null ? failingStretchOf(message) : null;
  const isAlone = receipt.ok ? told === null : channel === null;
  if (isAlone && (await deps.db.outbox.record(taken, receipt, durationMs, next, "well"))) return;
  await deps.db.transaction(async (tx) => {
    if (!(await tx.outbox.record(taken, receipt, durationMs, next))) return;
    if (told !== null) await tellEnd(deps, tx, told);
    if (channel === null) return;
    await (receipt.ok ? endFailing(deps, tx, channel.id, receipt) : tellFailing(deps, tx, channel.id, receipt));
  });
}

function nextOf(receipt: Receipt, attempt: number, random: number): NextOfDelivery {
  if (receipt.ok) return { outcome: "delivered" };
  if (receipt.permanent) return { outcome: "refused", ...(receipt.code === 410 && { switchedOff: gone }) };
  const retryInMs = retryDelayMs(attempt, random, receipt.retryAfterMs);
  return retryInMs === null ? { outcome: "gave_up" } : { retryInMs };
}

function destinationOf(deps: DeliverDeps, taken: TakenDelivery): Destination | null {
  if (taken.channel === null) return { kind: "system_email" };
  return openTarget(deps.sealer, taken.channel.sealed, taken.channel);
}

function contextOf({ sealer, publicUrl }: DeliverDeps, { channel }: TakenDelivery, message: OutboundMessage): SendContext {
  if (channel === null || message.type === "system.mail") return usualContext;
  const { id: channelId, teamId, voice, reference } = channel;
  const presses = pressesOf({ sealer, publicUrl }, message, channelId);
  return {
    voice,
    reference,
    leaveUrlOf: (recipient) => `${publicUrl}/leave/${leavingToken(sealer, { teamId, channelId, recipient })}`,
    webhook: webhookOf({ sealer, publicUrl }),
    ...(presses !== null && { presses }),
  };
}

function messageOf(deps: DeliverDeps, taken: TakenDelivery, nowMs: number): OutboundMessage {
  if (taken.message === null) {
    if (taken.sealed === null) throw new Error(`outbox row ${taken.outboxId} has neither a message nor a sealed one`);
    return JSON.parse(deps.sealer.open(taken.sealed, systemMailContext(taken.key))) as OutboundMessage; // safe because only we can seal
  }
  if (taken.message.type === "system.mail") return taken.message;
  const message = withLinks(deps, taken.message, taken.channel?.id ?? null);
  const delayedByMs = nowMs - Date.parse(message.timestamp);
  return delayedByMs > lateMs ? { ...message, delayedByMs } : message;
}
