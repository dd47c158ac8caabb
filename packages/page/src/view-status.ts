import { headlineOf } from "@vedette/core/headline";
import { type ComponentStatus, type Impact, type IncidentStatus, type Snapshot, statusWord } from "@vedette/core/snapshot";
import type { StatusKey } from "@vedette/core/status-style";
import { type Html, html } from "./html.ts";

export type StatusView = { key: StatusKey; word: string };

const components: Record<ComponentStatus, StatusView> = {
  operational: { key: "up", word: "Operational" },
  degraded_performance: { key: "degraded", word: "Degraded performance" },
  partial_outage: { key: "down", word: "Partial outage" },
  major_outage: { key: "down", word: "Major outage" },
  under_maintenance: { key: "maintenance", word: "Under maintenance" },
};
const noData: StatusView = { key: "no_data", word: "No data" };
const keyOfImpact: Record<Impact, StatusKey> = { none: "up", minor: "degraded", major: "down", critical: "down" };
const severity: readonly ComponentStatus[] = ["operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"];

export function componentView(status: ComponentStatus | null): StatusView {
  return status === null ? noData : components[status];
}

/** The worst that is known of a group's components; null when nothing is known. */
export function worstStatus(statuses: readonly (ComponentStatus | null)[]): ComponentStatus | null {
  return severity.findLast((status) => statuses.includes(status)) ?? null;
}

export function incidentView(incident: { impact: Impact; status: IncidentStatus }): StatusView {
  return { key: incident.status === "resolved" ? "up" : keyOfImpact[incident.impact], word: statusWord(incident.status) };
}

/** The headline for people: never better than the facts, so a page of which nothing is known does not claim that all is well. */
export function headlineView(snapshot: Snapshot): StatusView {
  const { indicator, description } = headlineOf(snapshot);
  if (indicator !== "none") return { key: keyOfImpact[indicator], word: description };
  if (snapshot.components.some((component) => component.status === "under_maintenance")) return { key: "maintenance", word: description };
  if (snapshot.components.every((component) => component.status === null)) return { key: "no_data", word: "No Data Yet" };
  return { key: "up", word: description };
}

const shapes: Record<StatusKey, Html> = {
  up: html`<circle cx="8" cy="8" r="7"/>`,
  degraded: html`<path d="M8 1l7.5 14H.5z"/>`,
  down: html`<path d="M1.5 1.5h13v13h-13z"/>`,
  maintenance: html`<path d="M8 0l8 8-8 8-8-8z"/>`,
  no_data: html`<circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="2" stroke-dasharray="2.5 2.2"/>`,
};

/** A state's shape in its colour; the word beside it carries the meaning, so it is hidden from screen readers. */
export function shape(key: StatusKey): Html {
  return html`<svg class="i ${key}" viewBox="0 0 16 16" aria-hidden="true">${shapes[key]}</svg>`;
}
