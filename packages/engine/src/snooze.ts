import type { Actor } from "@vedette/core/access";
import { AppError } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { longestSnoozeMs, untilResolvedMs } from "@vedette/core/quiet";
import { type ActionDeps, type IncidentAction, actOn, personOf } from "./incident-action.ts";

/** `untilMs` null: until the incident is over. Throws `bad_request` for a time that has passed or lies more than 30 days ahead. */
export function snoozing(untilMs: number | null, nowMs: number): IncidentAction {
  if (untilMs !== null && untilMs <= nowMs)
    throw new AppError("bad_request", "This time has passed. Choose one that is to come.", "untilMs");
  if (untilMs !== null && untilMs > nowMs + longestSnoozeMs)
    throw new AppError("bad_request", "A snooze lasts 30 days at most, or until the incident is over.", "untilMs");
  return {
    name: "snoozed",
    refusal: "This incident is closed.",
    tells: false,
    change: { untilMs },
    run: async (tx, incident, by) => await tx.incidentActions.snooze(incident, by, untilMs ?? untilResolvedMs),
  };
}

/**
 * Nobody is told more of an open incident until then, but of its end; if it is still open then, they are told again. One that gets worse
 * ends its snooze. See `actOn`.
 */
export async function snooze(deps: ActionDeps, actor: Actor, input: { incidentId: string; untilMs: number | null }): Promise<string[]> {
  authorize(actor, "incident:acknowledge");
  return await actOn(deps, personOf(actor), input.incidentId, snoozing(input.untilMs, deps.now()));
}

/** Takes a snooze back; what happens from now on is told again. See `actOn`. */
export async function endSnooze(deps: ActionDeps, actor: Actor, input: { incidentId: string }): Promise<string[]> {
  authorize(actor, "incident:acknowledge");
  return await actOn(deps, personOf(actor), input.incidentId, {
    name: "snooze-ended",
    refusal: "This incident is not snoozed, or closed.",
    tells: false,
    run: async (tx, incident, by) => await tx.incidentActions.endSnooze(incident, by),
  });
}
