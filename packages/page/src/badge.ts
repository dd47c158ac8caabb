import type { Snapshot } from "@vedette/core/snapshot";
import { type StatusKey, pageColours, statusStyle } from "@vedette/core/status-style";
import { type Html, html } from "./html.ts";
import type { PageFile } from "./page-file.ts";
import { headlineView } from "./view-status.ts";

const words: Record<StatusKey, string> = {
  up: "operational",
  degraded: "degraded",
  down: "outage",
  maintenance: "maintenance",
  no_data: "no data",
};
const shapes: Record<StatusKey, Html> = {
  up: html`<circle cx="5" cy="5" r="5"/>`,
  degraded: html`<path d="M5 0l5.4 10H-.4z"/>`,
  down: html`<path d="M.5.5h9v9h-9z"/>`,
  maintenance: html`<path d="M5-.6L10.6 5 5 10.6-.6 5z"/>`,
  no_data: html`<circle cx="5" cy="5" r="4" fill="none" stroke="${pageColours.light.foreground}" stroke-width="1.5" stroke-dasharray="2 1.6"/>`,
};

/**
 * The headline as an image for a README, and one that says that nothing is known, which the server shows in its stead once the
 * page is out of date: a picture cannot carry a warning, so it must not go on claiming that all is well.
 */
export function renderBadges(snapshot: Snapshot): PageFile[] {
  const { key } = headlineView(snapshot);
  return [badge("badge.svg", key, words[key]), badge("badge-stale.svg", "no_data", "no live data")];
}

function badge(path: string, key: StatusKey, word: string): PageFile {
  const labelWidth = 48;
  const wordWidth = Math.round(word.length * 6.4);
  const width = labelWidth + wordWidth + 34;
  const colour = statusStyle[key].light;
  const { foreground, background, line } = pageColours.light;
  const body = html`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="22" viewBox="0 0 ${width} 22" role="img" aria-label="status: ${word}"><title>status: ${word}</title><rect x=".5" y=".5" width="${width - 1}" height="21" rx="5" fill="${background}" stroke="${line}"/><path d="M5.5.5h${labelWidth - 5}v21h-${labelWidth - 5}a5 5 0 0 1-5-5v-11a5 5 0 0 1 5-5z" fill="${foreground}"/><g transform="translate(${labelWidth + 9} 6)" fill="${colour}">${shapes[key]}</g><g font-family="Verdana,DejaVu Sans,sans-serif" font-size="11"><text x="8" y="15" fill="${background}" textLength="${labelWidth - 16}">status</text><text x="${labelWidth + 25}" y="15" fill="${foreground}" textLength="${wordWidth}">${word}</text></g></svg>
`;
  return { path, contentType: "image/svg+xml; charset=utf-8", body: body.markup };
}
