import { type Snapshot, type SnapshotIncident, statusWord } from "@vedette/core/snapshot";
import { durationName } from "@vedette/core/zoned-time";
import { linkedText } from "@vedette/core/light-markdown";
import { type Html, html } from "./html.ts";
import { layout, timeOf } from "./layout.ts";
import { incidentPath, linksOf } from "./links.ts";
import { type PageFile, htmlFile } from "./page-file.ts";
import { pageTitle } from "./page-title.ts";
import { incidentView, shape } from "./view-status.ts";

/** One incident in a list: its name, when, and how long. */
export function incidentItem(snapshot: Snapshot, incident: SnapshotIncident): Html {
  const view = incidentView(incident);
  return html`<div class="row"><h3><a href="${linksOf(snapshot).incident(incident.id)}">${incident.name}</a></h3><span class="st">${shape(view.key)}${view.word}</span></div>
<p class="sub">${incident.status !== "resolved" && "Since "}${timeOf(snapshot, incident.startedAt)}${lasted(incident)}${affected(snapshot, incident)}</p>`;
}

/** An open incident in full, newest update first. */
export function incidentCard(snapshot: Snapshot, incident: SnapshotIncident): Html {
  const view = incidentView(incident);
  return html`<div class="card inc ${view.key}"><article>${incidentItem(snapshot, incident)}${updates(snapshot, incident)}</article></div>
`;
}

/** The page of one incident. */
export function renderIncident(snapshot: Snapshot, incident: SnapshotIncident): PageFile {
  const view = incidentView(incident);
  return htmlFile(
    `${incidentPath(incident.id)}.html`,
    layout(snapshot, {
      title: `${incident.name} · ${pageTitle(snapshot)}`,
      hero: html`<h1>${shape(view.key)}<span>${view.word}: ${incident.name}</span></h1>`,
      heroNotes: html`<p class="lead">Began ${timeOf(snapshot, incident.startedAt)}${incident.resolvedAt !== null && html`, ended ${timeOf(snapshot, incident.resolvedAt)}`}${lasted(incident)}${affected(snapshot, incident)}</p>`,
      main: html`<section><h2>Updates</h2>${incident.updates.length === 0 ? html`<p class="sub">No update has been written.</p>` : updates(snapshot, incident)}</section>`,
    }),
  );
}

function updates(snapshot: Snapshot, incident: SnapshotIncident): Html | null {
  if (incident.updates.length === 0) return null;
  return html`<ol class="ups">${incident.updates.map(
    (update) =>
      html`<li><p><b>${statusWord(update.status)}.</b> ${words(update.body)}</p><p class="sub">${timeOf(snapshot, update.createdAt)}${update.editedAt !== null && html` · edited ${timeOf(snapshot, update.editedAt)}`}</p></li>`,
  )}</ol>`;
}

/** What was typed, with links to follow. */
function words(body: string): Html[] {
  return linkedText(body).map((part) =>
    part.kind === "link" ? html`<a href="${part.href}" rel="nofollow noopener">${part.text}</a>` : html`${part.text}`,
  );
}

function lasted(incident: SnapshotIncident): string {
  const durationMs = incident.resolvedAt === null ? Number.NaN : Date.parse(incident.resolvedAt) - Date.parse(incident.startedAt);
  return Number.isFinite(durationMs) ? ` · lasted ${durationName(durationMs)}` : "";
}

function affected(snapshot: Snapshot, incident: SnapshotIncident): string {
  const names = snapshot.components.filter((component) => incident.componentIds.includes(component.id)).map((component) => component.name);
  return names.length === 0 ? "" : ` · ${names.join(", ")}`;
}
