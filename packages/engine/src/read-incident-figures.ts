import type { Actor } from "@vedette/core/access";
import { notFound } from "@vedette/core/app-error";
import { authorize } from "@vedette/core/authorize";
import { type NoiseRow, noiseOf } from "@vedette/core/noise";
import { type RelatedIncident, relatedOf, relatedWithinMs } from "@vedette/core/related-incidents";
import { type ResponseTimes, responseTimes } from "@vedette/core/response-times";
import type { IncidentScope } from "@vedette/db/incident-log";
import type { ChannelWeek } from "@vedette/db/noise";
import type { ConfigDeps } from "./config-deps.ts";
import { findMonitor } from "./read-monitors.ts";

const dayMs = 86_400_000;
/** Older ones of a range that holds more are left out. */
const mostIncidents = 5_000;
const mostKin = 200;

/** How fast a team took incidents on and ended them. A foreign monitor is `not_found`. */
export async function readResponseTimes(
  deps: Pick<ConfigDeps, "db" | "now">,
  actor: Actor,
  { days, scope }: { days: number; scope: IncidentScope },
): Promise<ResponseTimes> {
  authorize(actor, "incident:read");
  if (scope.monitorId !== null) await findMonitor(deps, actor, scope.monitorId);
  return responseTimes(await deps.db.incidentLog.times(actor.teamId, scope, deps.now() - days * dayMs, mostIncidents));
}

/** Other incidents of the team that may have the same cause, the likeliest first. */
export async function readRelated(deps: Pick<ConfigDeps, "db">, actor: Actor, input: { incidentId: string }): Promise<RelatedIncident[]> {
  authorize(actor, "incident:read");
  const { teamId } = actor;
  const incident = await deps.db.incidentLog.find({ teamId, id: input.incidentId });
  if (incident === null) throw notFound("incident");
  const kin = await deps.db.incidentLog.kin({ ...incident, teamId }, relatedWithinMs, mostKin);
  const own = kin.find(({ id }) => id === incident.id);
  return own === undefined ? [] : relatedOf(own, kin);
}

export type NoiseReport = { rows: NoiseRow[]; channels: ChannelWeek[] };

/** What told people how much in the last days, and what would have told them less. */
export async function readNoise(deps: Pick<ConfigDeps, "db" | "now">, actor: Actor, input: { days: number }): Promise<NoiseReport> {
  authorize(actor, "incident:read");
  const sinceMs = deps.now() - input.days * dayMs;
  const [incidents, channels] = await Promise.all([
    deps.db.noise.incidents(actor.teamId, sinceMs, mostIncidents),
    deps.db.noise.alertsByWeek(actor.teamId, sinceMs),
  ]);
  return { rows: noiseOf(incidents, deps.now()), channels };
}
