import { commonSpans } from "@vedette/core/common-spans";
import type { Severity } from "@vedette/core/health";
import type { ComponentStatus, Impact, Snapshot, SnapshotComponent, SnapshotIncident } from "@vedette/core/snapshot";
import { daysOf, timeInStates } from "@vedette/core/time-in-state";
import { durationName } from "@vedette/core/zoned-time";
import type { ComponentSource, GapSpan, IncidentSpan, PageSource, Span } from "@vedette/db/publishing";

export const historyDays = 90;
const dayMs = 86_400_000;
const recentMs = 14 * dayMs;
const maxIncidents = 50;

export type SnapshotSource = {
  page: PageSource;
  incidents: readonly IncidentSpan[];
  gaps: readonly GapSpan[];
  maintenances: readonly Span[];
  nowMs: number;
  url: string;
};

const iso = (atMs: number) => new Date(atMs).toISOString();

/** What visitors may see, from what we know. Pure. It names components, never monitors, targets or evidence. */
export function snapshotOf(source: SnapshotSource): Snapshot {
  const { page, nowMs } = source;
  return {
    version: page.snapshotVersion + 1,
    publishedAt: iso(nowMs),
    page: { id: page.id, slug: page.slug, name: page.name, description: page.description, timeZone: page.timeZone, url: source.url },
    groups: page.groups,
    components: page.components.map((component) => componentOf(component, source)),
    incidents: incidentsOf(source),
  };
}

function componentOf(component: ComponentSource, source: SnapshotSource): SnapshotComponent {
  return {
    id: component.id,
    name: component.name,
    description: component.description,
    groupId: component.groupId,
    position: component.position,
    status: statusOf(component),
    showUptime: component.showUptime,
    days: component.monitors.length === 0 ? [] : daysOfComponent(component, source),
    createdAt: iso(component.createdAtMs),
    updatedAt: iso(component.updatedAtMs),
  };
}

/** Some monitors of a component down is a partial outage, all of them a major one. Paused and unknown ones have no say. */
export function statusOf(component: Pick<ComponentSource, "monitors">): ComponentStatus | null {
  if (component.monitors.some((monitor) => monitor.inMaintenance)) return "under_maintenance";
  const states = component.monitors
    .filter((monitor) => monitor.pausedAtMs === null && monitor.confirmed !== "unknown")
    .map((monitor) => monitor.confirmed);
  if (states.length === 0) return null;
  if (states.every((state) => state === "down")) return "major_outage";
  if (states.includes("down")) return "partial_outage";
  return states.includes("degraded") ? "degraded_performance" : "operational";
}

function daysOfComponent(component: ComponentSource, source: SnapshotSource) {
  const nos = component.monitors.map((monitor) => monitor.monitorNo);
  const isOurs = (span: { monitorNo: number }) => nos.includes(span.monitorNo);
  const existsFromMs = Math.min(...component.monitors.map((monitor) => monitor.createdAtMs));
  const history = {
    existsFromMs,
    incidents: source.incidents.filter(isOurs).map((incident) => ({
      startedAtMs: incident.startedAtMs,
      endedAtMs: incident.endedAtMs,
      severity: severityStepsOf(incident),
    })),
    gaps: gapsOfAll(nos, [...source.gaps, ...pausesOf(component)]),
    maintenances: source.maintenances.filter(isOurs),
  };
  const firstMs = Math.max(existsFromMs, source.nowMs - (historyDays - 1) * dayMs);
  return daysOf({ fromMs: firstMs, toMs: source.nowMs }, source.page.timeZone)
    .slice(-historyDays)
    .map((day) => {
      const time = timeInStates({ fromMs: day.fromMs, toMs: Math.min(day.toMs, source.nowMs) }, history);
      return {
        date: day.date,
        upMs: time.upMs,
        degradedMs: time.degradedMs,
        downMs: time.downMs,
        maintenanceMs: time.maintenanceMs,
        noDataMs: time.noDataMs + time.pausedMs,
      };
    });
}

export function severityStepsOf(incident: IncidentSpan): { severity: Severity; atMs: number }[] {
  const opened = { severity: incident.openedAs, atMs: incident.startedAtMs };
  return incident.raisedAtMs === null ? [opened] : [opened, { severity: "down", atMs: incident.raisedAtMs }];
}

/** Pauses that last: they are written down as gaps when they end. */
function pausesOf(component: ComponentSource): GapSpan[] {
  return component.monitors.flatMap(({ monitorNo, pausedAtMs }) =>
    pausedAtMs === null ? [] : [{ monitorNo, fromMs: pausedAtMs, untilMs: Infinity, kind: "paused" as const }],
  );
}

/** Of several monitors, one that looked is enough: only stretches in which none of them did are gaps of the component. */
export function gapsOfAll(nos: readonly number[], gaps: readonly GapSpan[]): GapSpan[] {
  return commonSpans(nos.map((no) => gaps.filter((gap) => gap.monitorNo === no)));
}

function incidentsOf(source: SnapshotSource): SnapshotIncident[] {
  const shown = source.incidents
    .filter((incident) => incident.closedAtMs === null || incident.closedAtMs > source.nowMs - recentMs)
    .flatMap((incident) => incidentOf(incident, source) ?? []);
  const isOpen = (incident: SnapshotIncident) => incident.status !== "resolved";
  return [...shown.filter(isOpen), ...shown.filter((incident) => !isOpen(incident))].slice(0, maxIncidents);
}

function incidentOf(incident: IncidentSpan, source: SnapshotSource): SnapshotIncident | null {
  const affected = source.page.components.filter((component) =>
    component.monitors.some((monitor) => monitor.monitorNo === incident.monitorNo),
  );
  if (affected.length === 0) return null;
  const names = affected.map((component) => component.name).join(", ");
  const updates = updatesOf(incident, names);
  return {
    id: incident.id,
    name: incident.severity === "down" ? `${names}: outage` : `${names}: slower than usual`,
    status: incident.closedAtMs === null ? "investigating" : "resolved",
    impact: impactOf(incident, affected),
    startedAt: iso(incident.startedAtMs),
    createdAt: iso(incident.confirmedAtMs),
    updatedAt: updates[0]?.createdAt ?? iso(incident.confirmedAtMs),
    monitoringAt: null,
    resolvedAt: incident.closedAtMs === null ? null : iso(incident.closedAtMs),
    componentIds: affected.map((component) => component.id),
    updates,
  };
}

function impactOf(incident: IncidentSpan, affected: readonly ComponentSource[]): Impact {
  if (incident.severity === "degraded") return "minor";
  return affected.some((component) => component.monitors.length === 1 || statusOf(component) === "major_outage") ? "critical" : "major";
}

function updatesOf(incident: IncidentSpan, names: string): SnapshotIncident["updates"] {
  const update = (key: string, atMs: number, status: "investigating" | "resolved", body: string) => ({
    id: `${incident.id}-${key}`,
    status,
    body,
    createdAt: iso(atMs),
  });
  const updates = [
    update(
      "opened",
      incident.confirmedAtMs,
      "investigating",
      incident.openedAs === "down"
        ? `${names}: our checks fail. We are looking into it.`
        : `${names}: our checks answer slower than they should.`,
    ),
  ];
  if (incident.raisedAtMs !== null)
    updates.unshift(update("raised", incident.raisedAtMs, "investigating", `${names}: our checks fail now.`));
  if (incident.acknowledgedAtMs !== null)
    updates.unshift(update("acknowledged", incident.acknowledgedAtMs, "investigating", "Someone is working on it."));
  if (incident.endedAtMs !== null && incident.closedAtMs !== null) {
    updates.unshift(
      update(
        "resolved",
        incident.closedAtMs,
        "resolved",
        `${names}: works again after ${durationName(incident.endedAtMs - incident.startedAtMs)}.`,
      ),
    );
  }
  return updates.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}
