import type { AlertMessage, FailingStretch, Receipt, SystemMail } from "@vedette/core/alert";
import { channelLabel } from "@vedette/core/channel-kinds";
import type { FailingChannel } from "@vedette/db/outbox";
import type { Tx } from "@vedette/db/db";
import { createHash } from "node:crypto";
import type { RoadDeps } from "./deps.ts";
import { type Sealer, systemMailContext } from "./seal.ts";

export type TellFailingDeps = Pick<RoadDeps, "newId" | "publicUrl"> & { now: () => number; sealer: Sealer; sendsMail: boolean };

/**
 * Once a channel has failed five times in a row, for 15 s, or for good, tells the team through its other channels and its owners by mail. Keys are
 * derived from the channel and the beginning of the stretch, so each is told once per stretch, however often this is called.
 */
export async function tellFailing(deps: TellFailingDeps, tx: Tx, channelId: string, receipt: Receipt): Promise<void> {
  const failing = await tx.outbox.failing(channelId, !receipt.ok && receipt.permanent);
  if (failing === null) return;
  const stretch = { channelId, sinceMs: failing.sinceMs };
  const message = messageOf(failing, receipt, deps);
  await tx.outbox.append(
    failing.others.map((other) => {
      const key = failingKey(stretch, other);
      return {
        id: deps.newId(),
        key,
        teamId: failing.team.id,
        channelId: other,
        incidentId: null,
        incidentSeq: null,
        message: { ...message, id: key },
      };
    }),
  );
  if (!deps.sendsMail) return;
  for (const to of failing.owners) {
    const key = failingMailKey(stretch, to);
    const mail: SystemMail = {
      id: key,
      type: "system.mail",
      to,
      subject: `Alerts do not arrive through ${failing.name}`,
      text: textOf(failing, message),
      failing: stretch,
    };
    await tx.outbox.appendSystemMail({ id: deps.newId(), key, sealed: deps.sealer.seal(JSON.stringify(mail), systemMailContext(key)) });
  }
}

/** The key and id of the message to a channel that says that another one fails. */
export function failingKey(stretch: FailingStretch, to: string): string {
  return stretchKey("failing", stretch, to);
}

/** The same of the mail to an owner. */
export function failingMailKey(stretch: FailingStretch, to: string): string {
  return `mail_${failingKey(stretch, to)}`;
}

export function stretchKey(what: "failing" | "working", { channelId, sinceMs }: FailingStretch, to: string): string {
  return `msg_${createHash("sha256").update(`${what}/${channelId}/${sinceMs}/${to}`).digest("base64url").slice(0, 27)}`;
}

function messageOf({ id, name, kind, sinceMs, team }: FailingChannel, receipt: Receipt, deps: TellFailingDeps): Omit<AlertMessage, "id"> {
  const url = `${deps.publicUrl}/t/${team.slug}/alerts/${id}`;
  return {
    type: "channel.failing",
    timestamp: new Date(deps.now()).toISOString(),
    data: {
      team: { id: team.id, name: team.name },
      monitor: null,
      incident: null,
      channel: { id, name, kind, failingSince: new Date(sinceMs).toISOString(), lastAnswer: receipt.detail, url },
    },
  };
}

function textOf({ name, kind, team }: FailingChannel, { data }: Omit<AlertMessage, "id">): string {
  return `The channel ${name} (${channelLabel(kind)}) of the team ${team.name} fails since ${data.channel?.failingSince}. Its last answer:

${data.channel?.lastAnswer}

Vedette keeps trying; whoever relies on this channel is not told meanwhile. Look at it and send a test:
${data.channel?.url}

You get one more mail about this, once it works again or is switched off or deleted.
`;
}
