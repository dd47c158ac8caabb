import type { AlertMessage, FailingStretch, OutboundMessage, Receipt, SystemMail } from "@vedette/core/alert";
import { channelLabel } from "@vedette/core/channel-kinds";
import type { Tx } from "@vedette/db/db";
import type { ChannelAfter } from "@vedette/db/outbox";
import { systemMailContext } from "./seal.ts";
import { type TellFailingDeps, failingKey, failingMailKey, stretchKey } from "./tell-failing.ts";

/**
 * Something has arrived through a channel, which is the only proof that it works. Where it failed, it does no more, and whoever was told is told
 * so. The caller's transaction is that which records the proof. Again: nothing happens, nor where the service was not asked (no code).
 */
export async function endFailing(deps: TellFailingDeps, tx: Tx, channelId: string, receipt: Receipt): Promise<void> {
  if (!receipt.ok || receipt.code === null) return;
  const sinceMs = await tx.outbox.endFailing(channelId);
  if (sinceMs !== null) await tellEnd(deps, tx, { channelId, sinceMs });
}

/**
 * Tells that a channel works again or is not used, where this stretch of failures is over: the channels and owners that have received the message that it
 * fails, and nobody else. Who receives that later is told when it is recorded, so nobody hears the end before the beginning. Keys are derived,
 * so each is told once, however often this is called.
 */
export async function tellEnd(deps: TellFailingDeps, tx: Tx, stretch: FailingStretch): Promise<void> {
  const channel = await tx.outbox.after(stretch);
  if (channel === null) return;
  const alerts = channel.others.map((other) => {
    const [key, endsKey] = [stretchKey("working", stretch, other), failingKey(stretch, other)];
    return { id: deps.newId(), key, endsKey, message: messageOf(deps, channel, stretch, key, endsKey) };
  });
  const mails = channel.owners.map((to) => {
    const key = `mail_${stretchKey("working", stretch, to)}`;
    const mail: SystemMail = {
      id: key,
      type: "system.mail",
      to,
      subject: channel.isUnused ? `${channel.name} is not used any more` : `Alerts arrive through ${channel.name} again`,
      text: textOf(deps, channel, stretch),
    };
    return {
      id: deps.newId(),
      key,
      endsKey: failingMailKey(stretch, to),
      sealed: deps.sealer.seal(JSON.stringify(mail), systemMailContext(key)),
    };
  });
  await tx.outbox.appendEnds([...alerts, ...mails]);
}

/** Of a message that says that a channel fails: which one, and since when. */
export function failingStretchOf(message: OutboundMessage): FailingStretch | null {
  if (message.type === "system.mail") return message.failing ?? null;
  const { channel } = message.data;
  if (message.type !== "channel.failing" || channel === undefined) return null;
  return { channelId: channel.id, sinceMs: Date.parse(channel.failingSince) };
}

function messageOf(
  deps: TellFailingDeps,
  { id, name, kind, team, isUnused }: ChannelAfter,
  { sinceMs }: FailingStretch,
  key: string,
  endsId: string,
): AlertMessage {
  const channel = {
    id,
    name,
    kind,
    failingSince: new Date(sinceMs).toISOString(),
    endsId,
    url: `${deps.publicUrl}/t/${team.slug}/alerts/${id}`,
  };
  return {
    id: key,
    type: isUnused ? "channel.unused" : "channel.working",
    timestamp: new Date(deps.now()).toISOString(),
    data: { team: { id: team.id, name: team.name }, monitor: null, incident: null, channel },
  };
}

function textOf({ publicUrl }: TellFailingDeps, { id, name, kind, team, isUnused }: ChannelAfter, { sinceMs }: FailingStretch): string {
  const channel = `The channel ${name} (${channelLabel(kind)}) of the team ${team.name}, which failed since ${new Date(sinceMs).toISOString()}`;
  if (isUnused) return `${channel}, was switched off or deleted. Nothing is sent through it.\n`;
  return `${channel}, works again.

What it was sent meanwhile, and whether that arrived, stands with it:
${publicUrl}/t/${team.slug}/alerts/${id}
`;
}
