import { jointHistory } from "@vedette/core/joint-history";
import type { ComponentStatus, DayUptime, Impact, Snapshot, SnapshotComponent, SnapshotIncident } from "@vedette/core/snapshot";
import { type StateHistory, daysOf, sumOfTimes, timeInStates } from "@vedette/core/time-in-state";
import { unseenMs } from "@vedette/core/unseen";
import type { Share } from "@vedette/core/monitor-record";
import { type CheckBucket, jointUptime, spansOf, sumOfShares } from "@vedette/core/uptime-definition";
import { durationName } from "@vedette/core/zoned-time";
import type { ComponentSource, IncidentSpan, PageSource } from "@vedette/db/publishing";
import { type StateFacts, historiesFrom } from "./state-histories.ts";

export const historyDays = 90;
const dayMs = 86_400_000;
const recentMs = 14 * dayMs;
const maxIncidents = 50;

export type SnapshotSource = {
  page: PageSource;
  facts: StateFacts;
  /** By monitor number; only where the page counts checks. */
  checks: ReadonlyMap<number, readonly CheckBucket[]>;
  nowMs: number;
  url: string;
};

const iso = (atMs: number) => new Date(atMs).toISOString();

/** What visitors may see, from what we know. Pure. It names components, never monitors, targets or evidence. */
export function snapshotOf(source: SnapshotSource): Snapshot {
  const { page, nowMs } = source;
  const { id, slug, name, description, timeZone, uptime: definition } = page;
  const watched = watchedBy(source);
  const jointOf = (components: readonly ComponentSource[]) => {
    const { days, uptime } = watched(components.filter((component) => component.showUptime).flatMap((component) => component.monitors));
    return { uptime, unseenMs: unseenMs(sumOfTimes(days.map((day) => ({ ...day, pausedMs: 0 })))) };
  };
  return {
    version: page.snapshotVersion + 1,
    publishedAt: iso(nowMs),
    page: { id, slug, name, description, timeZone, url: source.url, definition, ...jointOf(page.components) },
    groups: page.groups.map((group) => ({
      ...group,
      ...jointOf(page.components.filter((component) => component.groupId === group.id)),
    })),
    components: page.components.map((component) => componentOf(component, watched(component.monitors))),
    incidents: incidentsOf(source),
  };
}

/** What is known of monitors taken together: their days, oldest first, and the uptime of all of these. */
type Watched = { days: DayUptime[]; uptime: Share };

function watchedBy(source: SnapshotSource): (monitors: ComponentSource["monitors"]) => Watched {
  const { page, nowMs } = source;
  const histories = historiesFrom(
    source.facts,
    page.components.flatMap((component) => component.monitors),
  );
  const days = daysOf({ fromMs: nowMs - (historyDays - 1) * dayMs, toMs: nowMs }, page.timeZone)
    .slice(-historyDays)
    .map((day) => {
      const window = { fromMs: day.fromMs, toMs: Math.min(day.toMs, nowMs) };
      return { date: day.date, window, spans: spansOf(page.uptime, window) };
    });
  return (monitors) => {
    const members = [...new Set(monitors.map((monitor) => monitor.monitorNo))].flatMap((no) => {
      const history = histories.get(no);
      return history === undefined ? [] : [{ history, checks: source.checks.get(no) ?? [] }];
    });
    const together = jointHistory(members.map((member) => member.history));
    const lived = days
      .filter(({ window }) => window.toMs > together.existsFromMs)
      .map(({ date, window, spans }) => ({ ...dayOf(date, window, together), uptime: jointUptime(page.uptime, spans, members, together) }));
    return { days: lived, uptime: sumOfShares(lived.map((day) => day.uptime)) };
  };
}

function dayOf(date: string, window: { fromMs: number; toMs: number }, history: StateHistory): Omit<DayUptime, "uptime"> {
  const { pausedMs, noDataMs, ...time } = timeInStates(window, history);
  return { date, ...time, noDataMs: noDataMs + pausedMs };
}

function componentOf(component: ComponentSource, { days }: Watched): SnapshotComponent {
  return {
    id: component.id,
    name: component.name,
    description: component.description,
    groupId: component.groupId,
    position: component.position,
    status: statusOf(component),
    showUptime: component.showUptime,
    days,
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

function incidentsOf(source: SnapshotSource): SnapshotIncident[] {
  const shown = source.facts.incidents
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
