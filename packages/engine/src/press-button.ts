import { AppError } from "@vedette/core/app-error";
import type { ChannelTarget } from "@vedette/core/channel";
import { actByLink, type LinkHolder, readByLink } from "./act-by-link.ts";
import type { ActionDeps } from "./incident-action.ts";
import type { IncidentLink } from "./incident-links.ts";
import { openTarget } from "./open-channel.ts";
import type { Press } from "./press-token.ts";
import type { Sealer } from "./seal.ts";

/** How it stands after a press, as `AlertPhrases.pressed` has words for it. */
export type Pressed = "acknowledge" | "snooze" | "over" | "gone";

/** A button asks for nothing: it snoozes for an hour. */
const minutes = "60";

/**
 * What a button in a message does when it is pressed: what its token says, in the name of its channel and of whoever its service says pressed.
 * Pressing again, or after somebody else, changes nothing but for a snooze, which then ends later. Returns the outbox rows to announce.
 */
export async function pressButton(
  deps: ActionDeps,
  link: IncidentLink,
  holder: LinkHolder,
): Promise<{ outcome: Pressed; outboxIds: string[] }> {
  if (link.expiresAtMs <= deps.now()) return { outcome: "gone", outboxIds: [] };
  try {
    const outboxIds = await actByLink(deps, link, { deed: link.action, minutes }, holder);
    const { endedAtMs } = await readByLink(deps, link);
    return { outcome: endedAtMs === null ? link.action : "over", outboxIds };
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return { outcome: "gone", outboxIds: [] };
    throw error;
  }
}

/** The link that a button in a chat stands for, and the channel whose message carried it; null once that is deleted. */
export async function channelOfPress(
  { db, sealer }: Pick<ActionDeps, "db"> & { sealer: Sealer },
  press: Press,
): Promise<{ link: IncidentLink; target: ChannelTarget } | null> {
  const teamId = await db.incidentActions.teamOfChannel(press.channelId);
  if (teamId === null) return null;
  const key = { teamId, id: press.channelId };
  const sealed = await db.config.channels.sealedOf(key);
  const target = sealed === null ? null : openTarget(sealer, sealed, key);
  return target === null ? null : { link: { ...press, teamId }, target };
}
