import type { Snapshot, SnapshotComponent } from "@vedette/core/snapshot";
import { sumOfTimes } from "@vedette/core/time-in-state";
import { unseenMs } from "@vedette/core/unseen";
import { sumOfShares } from "@vedette/core/uptime-definition";
import { formatUptime } from "@vedette/core/uptime-format";
import { dayName, durationName } from "@vedette/core/zoned-time";
import { type Html, html } from "./html.ts";
import { pageTitle } from "./page-title.ts";
import { incidentItem } from "./render-incident.ts";
import { layout } from "./layout.ts";
import { type Links, componentPath, linksOf } from "./links.ts";
import { type PageFile, htmlFile } from "./page-file.ts";
import { dayState, dayStory, troubledDays, uptimeBar } from "./uptime-bar.ts";
import { componentView, shape } from "./view-status.ts";

/** A component's line on the page: name, state, description, 90 days as a drawing and its bad days as text. */
export function componentRow(component: SnapshotComponent, links: Links): Html {
  const view = componentView(component.status);
  const href = links.component(component.id);
  return html`<li><div class="row"><h3><a href="${href}">${component.name}</a></h3><span class="st">${shape(view.key)}${view.word}</span></div>
${component.description !== null && html`<p class="sub">${component.description}</p>`}${component.showUptime && uptimeBlock(component, links)}</li>
`;
}

/** The bar with its axis, and its bad days as text. */
function uptimeBlock(component: SnapshotComponent, links: Links): Html {
  const href = links.component(component.id);
  const troubled = troubledDays(component.days);
  return html`${barBlock(component, links)}${
    troubled.length > 0 &&
    html`<details class="more"><summary>${troubled.length === 1 ? "1 day" : `${troubled.length} days`} with trouble</summary><ul>${troubled.map(
      (day) => html`<li><a href="${href}#${day.date}">${shortDay(day.date)}</a> ${dayStory(day)}</li>`,
    )}</ul></details>`
  }`;
}

function barBlock(component: SnapshotComponent, links: Links): Html {
  const href = links.component(component.id);
  return html`<div class="clip">${uptimeBar(component, (isoDay) => `${href}#${isoDay}`)}</div>
<p class="ax"><span><span class="wid">90 days ago</span><span class="nar">30 days ago</span></span>${uptimeText(component)}<span>Today</span></p>`;
}

/** Uptime over the days of which something is known, how many they are (12 days of data are not 90), and what was not seen of all of them. */
function uptimeText(component: SnapshotComponent): Html {
  const days = component.days.filter((day) => day.uptime.counted > 0).length;
  const { up, counted } = sumOfShares(component.days.map((day) => day.uptime));
  if (days === 0) return html`<span>no data yet</span>`;
  const unseen = unseenMs(sumOfTimes(component.days.map((day) => ({ ...day, pausedMs: 0 }))));
  return html`<span><b class="n">${formatUptime(up, counted)}</b> uptime over ${days} ${days === 1 ? "day" : "days"}${unseen > 0 && `, ${durationName(unseen)} without data`}</span>`;
}

const shortDay = (isoDay: string) => dayName(isoDay).replace(/ \d{4}$/, "");

/** A component's own page: every day has its line and its address. */
export function renderComponent(snapshot: Snapshot, component: SnapshotComponent): PageFile {
  const links = linksOf(snapshot);
  const view = componentView(component.status);
  const incidents = snapshot.incidents.filter((incident) => incident.componentIds.includes(component.id));
  return htmlFile(
    `${componentPath(component.id)}.html`,
    layout(snapshot, {
      title: `${component.name}: ${view.word} · ${pageTitle(snapshot)}`,
      hero: html`<h1>${shape(view.key)}<span>${component.name}: ${view.word}</span></h1>`,
      heroNotes: component.description !== null && html`<p class="lead">${component.description}</p>`,
      main: html`${component.showUptime && html`<section aria-label="Uptime">${barBlock(component, links)}</section>`}
<section><h2>Incidents</h2>${incidents.length === 0 ? html`<p class="sub">No incident in the last 14 days.</p>` : html`<ul class="card">${incidents.map((incident) => html`<li>${incidentItem(snapshot, incident)}</li>`)}</ul>`}</section>
${component.showUptime && component.days.length > 0 && dayTable(component)}`,
    }),
  );
}

function dayTable(component: SnapshotComponent): Html {
  return html`<section><h2>Day by day</h2><table><thead><tr><th scope="col">Day</th><th scope="col">What happened</th><th scope="col">Uptime</th></tr></thead><tbody>
${component.days.toReversed().map((day) => {
  const { up, counted } = day.uptime;
  return html`<tr id="${day.date}"><th scope="row">${dayName(day.date)}</th><td><span class="st">${shape(dayState(day))}${dayStory(day)}</span></td><td class="n">${formatUptime(up, counted)}</td></tr>
`;
})}</tbody></table></section>`;
}
