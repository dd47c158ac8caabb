import type { Snapshot, SnapshotIncident } from "@vedette/core/snapshot";
import { dayName, zonedTime } from "@vedette/core/zoned-time";
import { html } from "./html.ts";
import { layout } from "./layout.ts";
import { type PageFile, htmlFile } from "./page-file.ts";
import { pageTitle } from "./page-title.ts";
import { incidentItem } from "./render-incident.ts";
import { headlineView, shape } from "./view-status.ts";

/** All incidents that the snapshot knows, by the day on which they began, newest first. */
export function renderHistory(snapshot: Snapshot): PageFile {
  const headline = headlineView(snapshot);
  const zoned = zonedTime(snapshot.page.timeZone);
  const newestFirst = snapshot.incidents.toSorted((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
  const days = Map.groupBy(newestFirst, (incident: SnapshotIncident) => zoned.isoDay(Date.parse(incident.startedAt)));
  return htmlFile(
    "history.html",
    layout(snapshot, {
      title: `History · ${pageTitle(snapshot)}`,
      hero: html`<h1>History</h1>`,
      heroNotes: html`<p class="st">${shape(headline.key)}Now: ${headline.word}</p>`,
      main:
        days.size === 0
          ? html`<p>No incident in the last 14 days.</p>`
          : [...days].map(
              ([isoDay, incidents]) =>
                html`<section class="day" id="${isoDay}"><h2>${dayName(isoDay)}</h2><ul>${incidents.map((incident) => html`<li>${incidentItem(snapshot, incident)}</li>`)}</ul></section>
`,
            ),
    }),
  );
}
