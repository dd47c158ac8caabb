import { AppError } from "@vedette/core/app-error";
import { actByLink, type LinkHolder, readByLink } from "./act-by-link.ts";
import type { ActionDeps } from "./incident-action.ts";
import type { IncidentLink } from "./incident-links.ts";

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
): Promise<{ pressed: Pressed; outboxIds: string[] }> {
  if (link.expiresAtMs <= deps.now()) return { pressed: "gone", outboxIds: [] };
  try {
    const outboxIds = await actByLink(deps, link, { deed: link.action, minutes }, holder);
    const { endedAtMs } = await readByLink(deps, link);
    return { pressed: endedAtMs === null ? link.action : "over", outboxIds };
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return { pressed: "gone", outboxIds: [] };
    throw error;
  }
}
