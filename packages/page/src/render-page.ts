import type { Snapshot } from "@vedette/core/snapshot";
import { renderBadges } from "./badge.ts";
import { renderFeeds } from "./feeds.ts";
import type { PageFile } from "./page-file.ts";
import { renderComponent } from "./render-component.ts";
import { renderHistory } from "./render-history.ts";
import { renderIncident } from "./render-incident.ts";
import { renderIndex } from "./render-index.ts";
import { renderStatuspageJson } from "./statuspage-json.ts";

/**
 * Every file of a page. Pure: the same snapshot always gives the same bytes. All text of the snapshot is escaped, whatever it
 * holds. Each HTML file has exactly one marker comment, `<!--stale-->`, right under its headline.
 */
export function renderPage(snapshot: Snapshot): PageFile[] {
  return [
    renderIndex(snapshot),
    renderHistory(snapshot),
    ...snapshot.components.map((component) => renderComponent(snapshot, component)),
    ...snapshot.incidents.map((incident) => renderIncident(snapshot, incident)),
    ...renderStatuspageJson(snapshot),
    ...renderFeeds(snapshot),
    ...renderBadges(snapshot),
  ];
}
