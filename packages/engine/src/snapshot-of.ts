import { jointHistory } from "@vedette/core/joint-history";
import {
  type ComponentStatus,
  type DayUptime,
  type Impact,
  type IncidentStatus,
  type Snapshot,
  type SnapshotComponent,
  type SnapshotIncident,
  shownAfterEndMs,
} from "@vedette/core/snapshot";
import { type StateHistory, daysOf, sumOfTimes, timeInStates } from "@vedette/core/time-in-state";
import { unseenMs } from "@vedette/core/unseen";
import type { Share } from "@vedette/core/monitor-record";
import { type CheckBucket, jointUptime, spansOf, sumOfShares } from "@vedette/core/uptime-definition";
import { durationName } from "@vedette/core/zoned-time";
import type { PublicUpdate } from "@vedette/db/page-updates";
import type { ComponentSource, IncidentSpan, PageSource } from "@vedette/db/publishing";
import { type StateFacts, historiesFrom } from "./state-histories.ts";

export const historyDays = 90;
const dayMs = 86_400_000;
const maxIncidents = 50;

export type SnapshotSource = {
  page: PageSource;
  facts: StateFacts;
  /** By monitor number; only where the page counts checks. */
  checks: ReadonlyMap<number, readonly CheckBucket[]>;
  /** What people told readers, by incident. */
  updates: ReadonlyMap<string, readonly PublicUpdate[]>;
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
    .filter((incident) => isShown(incident, source.nowMs))
    .flatMap((incident) => incidentOf(incident, source) ?? []);
  const isOpen = (incident: SnapshotIncident) => incident.status !== "resolved";
  return [...shown.filter(isOpen), ...shown.filter((incident) => !isOpen(incident))].slice(0, maxIncidents);
}

/** Open ones, and those that ended lately. */
export function isShown({ closedAtMs }: Pick<IncidentSpan, "closedAtMs">, nowMs: number): boolean {
  return closedAtMs === null || closedAtMs > nowMs - shownAfterEndMs;
}

function incidentOf(incident: IncidentSpan, source: SnapshotSource): SnapshotIncident | null {
  const affected = source.page.components.filter((component) =>
    component.monitors.some((monitor) => monitor.monitorNo === incident.monitorNo),
  );
  if (affected.length === 0) return null;
  const names = affected.map((component) => component.name).join(", ");
  const updates = updatesOf(incident, names, source.updates.get(incident.id) ?? []);
  // Only checks end an incident: until they have, no word of people makes it look better than open.
  const open = updates.find((update) => update.status !== "resolved")?.status ?? "investigating";
  return {
    id: incident.id,
    name: incident.severity === "down" ? `${names}: outage` : `${names}: slower than usual`,
    status: incident.closedAtMs === null ? open : "resolved",
    impact: impactOf(incident, affected),
    startedAt: iso(incident.startedAtMs),
    createdAt: iso(incident.confirmedAtMs),
    updatedAt: updates.map((update) => update.editedAt ?? update.createdAt).reduce((a, b) => (a > b ? a : b), iso(incident.confirmedAtMs)),
    monitoringAt: updates.findLast((update) => update.status === "monitoring")?.createdAt ?? null,
    resolvedAt: incident.closedAtMs === null ? null : iso(incident.closedAtMs),
    componentIds: affected.map((component) => component.id),
    updates,
  };
}

function impactOf(incident: IncidentSpan, affected: readonly ComponentSource[]): Impact {
  if (incident.severity === "degraded") return "minor";
  return affected.some((component) => component.monitors.length === 1 || statusOf(component) === "major_outage") ? "critical" : "major";
}

type Line = Omit<PublicUpdate, "incidentId" | "isShared" | "status"> & { status: IncidentStatus | null };

/** What checks and people said, newest first. A line that says nothing of the status keeps the one before it. */
function updatesOf(incident: IncidentSpan, names: string, told: readonly PublicUpdate[]): SnapshotIncident["updates"] {
  let status: IncidentStatus = "investigating";
  return [...automaticLines(incident, names), ...told.map((update) => lineOf(update, incident))]
    .toSorted((a, b) => a.postedAtMs - b.postedAtMs)
    .map((line) => {
      status = line.status ?? status;
      const editedAt = line.editedAtMs === null ? null : iso(line.editedAtMs);
      return { id: line.id, status, body: line.body, createdAt: iso(line.postedAtMs), editedAt };
    })
    .toReversed();
}

/** A shared update says how the other incident stands, so it neither ends this one nor opens it again. */
function lineOf(update: PublicUpdate, { id, closedAtMs }: IncidentSpan): Line {
  if (!update.isShared) return update;
  const isAbout = update.status !== "resolved" && (closedAtMs === null || update.postedAtMs < closedAtMs);
  return { ...update, id: `${id}-${update.id}`, status: isAbout ? update.status : null };
}

/** What the checks and an acknowledgement say by themselves. */
function automaticLines(incident: IncidentSpan, names: string): Line[] {
  const { confirmedAtMs, raisedAtMs, acknowledgedAtMs, endedAtMs, closedAtMs } = incident;
  const line = (key: string, postedAtMs: number, status: IncidentStatus | null, body: string): Line => {
    return { id: `${incident.id}-${key}`, postedAtMs, status, body, editedAtMs: null };
  };
  const opened = incident.openedAs === "down" ? "our checks fail. We are looking into it." : "our checks answer slower than they should.";
  const lines = [line("opened", confirmedAtMs, null, `${names}: ${opened}`)];
  if (raisedAtMs !== null) lines.push(line("raised", raisedAtMs, "investigating", `${names}: our checks fail now.`));
  if (acknowledgedAtMs !== null) lines.push(line("acknowledged", acknowledgedAtMs, null, "Someone is working on it."));
  if (endedAtMs !== null && closedAtMs !== null) {
    const lasted = durationName(endedAtMs - incident.startedAtMs);
    lines.push(line("resolved", closedAtMs, "resolved", `${names}: works again after ${lasted}.`));
  }
  return lines;
}
