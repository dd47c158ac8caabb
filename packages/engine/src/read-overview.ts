import type { Actor } from "@vedette/core/access";
import { authorize } from "@vedette/core/authorize";
import type { OverviewRecord } from "@vedette/core/overview-record";
import type { ConfigDeps } from "./config-deps.ts";

const dayMs = 86_400_000;
const maxOpen = 20;

/** The front page of a team: a fixed number of queries, whatever its size. */
export async function readOverview(deps: Pick<ConfigDeps, "db" | "now">, actor: Actor): Promise<OverviewRecord> {
  authorize(actor, "team:read");
  const { teamId } = actor;
  const { db } = deps;
  const nowMs = deps.now();
  const [monitors, openIncidents, lastIncidentEndedAtMs, slowest, certificates, delivery, channels, pages] = await Promise.all([
    db.teamFigures.monitors(teamId),
    db.incidentLog.list(teamId, {
      monitorId: null,
      tag: null,
      severity: null,
      isOpen: true,
      mineOf: null,
      beforeNumber: null,
      limit: maxOpen,
    }),
    db.incidentLog.lastEndedAtMs(teamId),
    db.teamFigures.slowest(teamId),
    db.teamFigures.certificates(teamId, nowMs + 30 * dayMs),
    db.deliveryLog.health(teamId, nowMs - dayMs),
    db.teamFigures.channels(teamId),
    db.teamFigures.pages(teamId),
  ]);
  return { monitors, openIncidents, lastIncidentEndedAtMs, slowest, certificates, delivery, channels, pages };
}
