import type { Snapshot } from "@vedette/core/snapshot";
import { sentenceOf } from "@vedette/core/uptime-words";
import { formatUptime } from "@vedette/core/uptime-format";
import { durationName, zonedTime } from "@vedette/core/zoned-time";
import { Html, type Interpolated, html } from "./html.ts";
import { linksOf } from "./links.ts";
import { style } from "./style.ts";

const sheet = new Html(`<style>${style}</style>`);

/** The text beside an instant: `<time>` in the page's own zone, with the offset. */
export function timeOf(snapshot: Snapshot, iso: string): Html {
  return html`<time datetime="${iso}">${zonedTime(snapshot.page.timeZone).dateTime(Date.parse(iso))}</time>`;
}

/**
 * The frame of every page. `hero` holds the h1; right under it comes the one marker where the server writes how old the page is.
 */
export function layout(
  snapshot: Snapshot,
  page: { title: string; hero: Interpolated; heroNotes?: Interpolated; main: Interpolated },
): Html {
  const links = linksOf(snapshot);
  const { name, timeZone, definition } = snapshot.page;
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark">
<title>${page.title}</title><meta name="description" content="${snapshot.page.description ?? `Current and past status of ${name}.`}">
<link rel="icon" href="${favicon}"><link rel="alternate" type="application/atom+xml" title="${name}" href="${links.to("feed.atom")}"><link rel="alternate" type="application/rss+xml" title="${name}" href="${links.to("feed.rss")}"><link rel="alternate" type="application/feed+json" title="${name}" href="${links.to("feed.json")}">
${sheet}</head><body>
<a class="skip" href="#main">Skip to content</a>
<div class="w"><header class="top"><a class="name" href="${links.home}">${name}</a><nav aria-label="Page"><a href="${links.to("history")}">History</a><a href="${links.to("feed.atom")}">Subscribe by feed</a></nav></header>
<main id="main"><div class="hero">${page.hero}<!--stale--><p>Last updated ${timeOf(snapshot, snapshot.publishedAt)}</p>${page.heroNotes ?? null}</div>
${page.main}</main>
<footer class="foot"><nav aria-label="Formats"><a href="${links.home}">Current status</a><a href="${links.to("history")}">History</a><a href="${links.to("feed.atom")}">Atom</a><a href="${links.to("feed.rss")}">RSS</a><a href="${links.to("feed.json")}">JSON feed</a><a href="${links.to("api/v2/summary.json")}">API</a><a href="${links.to("badge.svg")}">Badge</a></nav>
<p>Times are shown in ${timeZone}. ${sentenceOf(definition, "component")}${pageUptime(snapshot.page)}</p></footer></div>
</body></html>
`;
}

/** All components together. */
function pageUptime({ uptime: { up, counted }, unseenMs }: Snapshot["page"]): string {
  const unseen = unseenMs > 0 ? `, ${durationName(unseenMs)} without data` : "";
  return counted === 0 ? "" : ` All components together: ${formatUptime(up, counted)}${unseen}.`;
}

const favicon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' fill='%231a9e8f'/%3E%3C/svg%3E";
