import type { Snapshot, SnapshotComponent } from "@vedette/core/snapshot";
import { statusStyle } from "@vedette/core/status-style";
import type { Share } from "@vedette/core/monitor-record";
import { formatUptime } from "@vedette/core/uptime-format";
import { durationName } from "@vedette/core/zoned-time";
import { type Html, html } from "./html.ts";
import { layout } from "./layout.ts";
import { type Links, linksOf } from "./links.ts";
import { type PageFile, htmlFile } from "./page-file.ts";
import { pageTitle } from "./page-title.ts";
import { componentRow } from "./render-component.ts";
import { incidentCard, incidentItem } from "./render-incident.ts";
import { componentView, headlineView, shape, worstStatus } from "./view-status.ts";

/** The page itself: the answer first, then what is broken, then everything in its place. */
export function renderIndex(snapshot: Snapshot): PageFile {
  const headline = headlineView(snapshot);
  const open = snapshot.incidents.filter((incident) => incident.status !== "resolved");
  return htmlFile(
    "index.html",
    layout(snapshot, {
      title: `${headline.word} · ${pageTitle(snapshot)}`,
      hero: html`<h1>${shape(headline.key)}<span>${headline.word}</span></h1>`,
      heroNotes: snapshot.page.description !== null && html`<p class="lead">${snapshot.page.description}</p>`,
      main: html`${open.length > 0 && html`<section><h2>${open.length === 1 ? "Active incident" : "Active incidents"}</h2>${open.map((incident) => incidentCard(snapshot, incident))}</section>`}
${snapshot.components.length === 0 ? html`<section><p>This page shows no component.</p></section>` : html`${componentBlocks(snapshot)}${legend}`}
${recent(snapshot)}`,
    }),
  );
}

type Block = { position: number; name: string | null; uptime: Share; unseenMs: number; components: SnapshotComponent[] };

/** Groups and lone components in the order of their positions; neighbouring lone components share a card. */
function componentBlocks(snapshot: Snapshot): Html[] {
  const links = linksOf(snapshot);
  const groupIds = new Set(snapshot.groups.map((group) => group.id));
  const isLone = (component: SnapshotComponent) => component.groupId === null || !groupIds.has(component.groupId);
  const groups: Block[] = snapshot.groups.map((group) => ({
    position: group.position,
    name: group.name,
    uptime: group.uptime,
    unseenMs: group.unseenMs,
    components: snapshot.components.filter((component) => component.groupId === group.id).toSorted(byPosition),
  }));
  const lone: Block[] = snapshot.components.filter(isLone).map((component) => ({
    position: component.position,
    name: null,
    uptime: { up: 0, counted: 0 },
    unseenMs: 0,
    components: [component],
  }));
  const blocks: Block[] = [];
  for (const block of [...lone, ...groups].toSorted(byPosition)) {
    const last = blocks.at(-1);
    if (last !== undefined && last.name === null && block.name === null) last.components.push(...block.components);
    else if (block.components.length > 0) blocks.push(block);
  }
  return blocks.map((block) => (block.name === null ? loneBlock(block, links) : groupBlock(block.name, block, links)));
}

const byPosition = (a: { position: number }, b: { position: number }) => a.position - b.position;

function loneBlock(block: Block, links: Links): Html {
  return html`<section><h2 class="vh">Components</h2><ul class="card">${block.components.map((component) => componentRow(component, links))}</ul></section>
`;
}

function groupBlock(name: string, block: Block, links: Links): Html {
  const view = componentView(worstStatus(block.components.map((component) => component.status)));
  return html`<details class="g" open><summary><h2>${name}</h2><span class="st">${block.uptime.counted > 0 && html`<span class="n">${formatUptime(block.uptime.up, block.uptime.counted)}${block.unseenMs > 0 && `, ${durationName(block.unseenMs)} without data`}</span>`}${shape(view.key)}<span class="vh">${view.word}</span></span></summary>
<ul class="card">${block.components.map((component) => componentRow(component, links))}</ul></details>
`;
}

const legend: Html = html`<ul class="key sub" aria-label="Signs">${(["up", "degraded", "down", "maintenance", "no_data"] as const).map((key) => html`<li class="st">${shape(key)}${statusStyle[key].word}</li>`)}</ul>
`;

function recent(snapshot: Snapshot): Html {
  const resolved = snapshot.incidents.filter((incident) => incident.status === "resolved");
  return html`<section><h2>Past incidents</h2>${
    resolved.length === 0
      ? html`<p class="sub">No incident has ended in the last 14 days. <a href="${linksOf(snapshot).to("history")}">See history</a></p>`
      : html`<ul class="card">${resolved.slice(0, 5).map((incident) => html`<li>${incidentItem(snapshot, incident)}</li>`)}</ul>${
          resolved.length > 5 &&
          html`<p class="big"><a href="${linksOf(snapshot).to("history")}">All ${resolved.length} past incidents</a></p>`
        }`
  }</section>`;
}
