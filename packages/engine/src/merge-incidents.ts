import type { Actor } from "@vedette/core/access";
import { AppError, notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { type ActionDeps, type IncidentAction, actOn, personOf } from "./incident-action.ts";

export function merging({ incidentId, intoId }: { incidentId: string; intoId: string }): IncidentAction {
  if (incidentId === intoId) throw new AppError("bad_request", "An incident cannot be merged into itself. Choose another one.", "intoId");
  return {
    name: "merged",
    refusal: "This incident is merged into another one already.",
    tells: false,
    change: { into: intoId },
    run: async (tx, incident, by) => {
      const both = await tx.incidentActions.lockBoth(incident.teamId, [incidentId, intoId]);
      const own = both.find(({ id }) => id === incidentId);
      const into = both.find(({ id }) => id === intoId);
      if (own === undefined) return null;
      if (into === undefined) throw notFound("incident");
      if (own.mergedN > 0)
        throw new AppError(
          "conflict",
          `Others are merged into #${own.number}. Merge #${into.number} into it instead, or take them out first.`,
        );
      if (into.isMerged) throw new AppError("conflict", `#${into.number} is merged into another one itself. Choose that one.`, "intoId");
      if (own.isOpen && !into.isOpen)
        throw new AppError("conflict", `#${into.number} is over, and #${own.number} is not. Choose one that is open.`, "intoId");
      const event = await tx.incidentActions.merge(incident, by, into);
      await tx.incidents.announceMonitors([own.monitorId], []);
      return event;
    },
  };
}

/**
 * Deals with an incident in another one: it stays what it is for uptime, its timeline is shown there, its pages show the updates of
 * both, and nobody is told more of it but of its end. Should it outlast the other, people are told of it again. Refuses chains and an end that has come. See `actOn`.
 */
export async function mergeIncidents(deps: ActionDeps, actor: Actor, input: { incidentId: string; intoId: string }): Promise<string[]> {
  authorize(actor, "incident:acknowledge");
  return await actOn(deps, personOf(actor), input.incidentId, merging(input));
}

/** Takes an incident out of the one it was merged into. See `actOn`. */
export async function unmergeIncident(deps: ActionDeps, actor: Actor, input: { incidentId: string }): Promise<string[]> {
  authorize(actor, "incident:acknowledge");
  return await actOn(deps, personOf(actor), input.incidentId, {
    name: "unmerged",
    refusal: "This incident is not merged into another one.",
    tells: false,
    run: async (tx, incident, by) => {
      const event = await tx.incidentActions.unmerge(incident, by);
      await tx.incidents.announceMonitors(await tx.pageUpdates.monitorIds(incident), []);
      return event;
    },
  });
}
