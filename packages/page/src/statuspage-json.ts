import { headlineOf } from "@vedette/core/headline";
import type { Snapshot, SnapshotComponent, SnapshotIncident } from "@vedette/core/snapshot";
import { baseUrlOf, incidentPath } from "./links.ts";
import { type PageFile, jsonFile } from "./page-file.ts";
import { worstStatus } from "./view-status.ts";

/**
 * Statuspage's public API, version 2: the same names in the same order, so that widgets and bots written for it work unchanged.
 * The shape is Atlassian's (https://metastatuspage.com/api/v2). A component of which nothing is known counts as operational,
 * because the dialect has no word for it; a page's windows of maintenance are not published, so those lists are empty.
 */
export function renderStatuspageJson(snapshot: Snapshot): PageFile[] {
  const page = {
    id: snapshot.page.id,
    name: snapshot.page.name,
    url: baseUrlOf(snapshot),
    time_zone: snapshot.page.timeZone,
    updated_at: snapshot.publishedAt,
  };
  const status = headlineOf(snapshot);
  const components = [
    ...snapshot.groups.map((group) => groupJson(snapshot, group)),
    ...snapshot.components.map((c) => componentJson(snapshot, c)),
  ].toSorted((a, b) => a.position - b.position);
  const incidents = snapshot.incidents
    .toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))
    .slice(0, 50)
    .map((incident) => incidentJson(snapshot, incident));
  const unresolved = incidents.filter((incident) => incident.status !== "resolved");
  const scheduled_maintenances: never[] = [];
  const file = (name: string, value: object) => jsonFile(`api/v2/${name}.json`, { page, ...value });
  return [
    file("summary", { components, incidents: unresolved, scheduled_maintenances, status }),
    file("status", { status }),
    file("components", { components }),
    file("incidents", { incidents }),
    file("incidents/unresolved", { incidents: unresolved }),
    file("scheduled-maintenances", { scheduled_maintenances }),
    file("scheduled-maintenances/upcoming", { scheduled_maintenances }),
    file("scheduled-maintenances/active", { scheduled_maintenances }),
  ];
}

function componentJson(snapshot: Snapshot, component: SnapshotComponent) {
  return {
    id: component.id,
    name: component.name,
    status: component.status ?? "operational",
    created_at: component.createdAt,
    updated_at: component.updatedAt,
    position: component.position,
    description: component.description,
    showcase: component.showUptime,
    start_date: component.createdAt.slice(0, 10),
    group_id: component.groupId,
    page_id: snapshot.page.id,
    group: false,
    only_show_if_degraded: false,
  };
}

/** A group is a component in this dialect, as bad as the worst in it and as old as the oldest. */
function groupJson(snapshot: Snapshot, group: Snapshot["groups"][number]) {
  const members = snapshot.components.filter((component) => component.groupId === group.id);
  return {
    id: group.id,
    name: group.name,
    status: worstStatus(members.map((member) => member.status)) ?? "operational",
    created_at: members.map((member) => member.createdAt).toSorted()[0] ?? snapshot.publishedAt,
    updated_at:
      members
        .map((member) => member.updatedAt)
        .toSorted()
        .at(-1) ?? snapshot.publishedAt,
    position: group.position,
    description: null,
    showcase: false,
    start_date: null,
    group_id: null,
    page_id: snapshot.page.id,
    group: true,
    only_show_if_degraded: false,
    components: members.map((member) => member.id),
  };
}

function incidentJson(snapshot: Snapshot, incident: SnapshotIncident) {
  return {
    id: incident.id,
    name: incident.name,
    status: incident.status,
    created_at: incident.createdAt,
    updated_at: incident.updatedAt,
    monitoring_at: incident.monitoringAt,
    resolved_at: incident.resolvedAt,
    impact: incident.impact,
    shortlink: `${baseUrlOf(snapshot)}/${incidentPath(incident.id)}`,
    started_at: incident.startedAt,
    page_id: snapshot.page.id,
    incident_updates: incident.updates.map((update) => ({
      id: update.id,
      status: update.status,
      body: update.body,
      incident_id: incident.id,
      created_at: update.createdAt,
      updated_at: update.editedAt ?? update.createdAt,
      display_at: update.createdAt,
      affected_components: null,
      deliver_notifications: false,
    })),
    components: snapshot.components.filter((c) => incident.componentIds.includes(c.id)).map((c) => componentJson(snapshot, c)),
  };
}
