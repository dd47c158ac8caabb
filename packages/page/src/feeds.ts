import { createHash } from "node:crypto";
import { type Snapshot, statusWord } from "@vedette/core/snapshot";
import { html } from "./html.ts";
import { baseUrlOf, incidentPath } from "./links.ts";
import { type PageFile, jsonFile } from "./page-file.ts";
import { pageTitle } from "./page-title.ts";

type Entry = { id: string; title: string; text: string; url: string; publishedAt: string; updatedAt: string; tags: string[] };

const feedLength = 50;

/** Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1 of the same entries: one per public update, newest first, at most 50. */
export function renderFeeds(snapshot: Snapshot): PageFile[] {
  const entries = entriesOf(snapshot);
  return [atom(snapshot, entries), rss(snapshot, entries), jsonFeed(snapshot, entries)];
}

/** An incident of which nobody has written yet is one entry itself. Ids are those of the records, so they outlive edits. */
function entriesOf(snapshot: Snapshot): Entry[] {
  const base = baseUrlOf(snapshot);
  const entries = snapshot.incidents.flatMap((incident) => {
    const silent = {
      id: incident.id,
      status: incident.status,
      body: "",
      createdAt: incident.resolvedAt ?? incident.createdAt,
      editedAt: null,
    };
    return (incident.updates.length > 0 ? incident.updates : [silent]).map((update) => ({
      id: stableId(update.id),
      title: `${statusWord(update.status)}: ${incident.name}`,
      text: update.body,
      url: `${base}/${incidentPath(incident.id)}`,
      publishedAt: update.createdAt,
      updatedAt: update.editedAt ?? update.createdAt,
      tags: [update.status, incident.impact],
    }));
  });
  return entries.toSorted((a, b) => Date.parse(b.publishedAt) - Date.parse(a.publishedAt)).slice(0, feedLength);
}

/** Ids that are no UUID themselves become one (RFC 9562, version 8: the hash of the id). */
function stableId(id: string): string {
  if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id)) return `urn:uuid:${id.toLowerCase()}`;
  const hash = createHash("sha256").update(id).digest("hex");
  return `urn:uuid:${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/** The feed is as new as the newest word in it, so a publication that changes no entry changes no byte. */
const updatedAt = (snapshot: Snapshot, entries: readonly Entry[]) =>
  entries
    .map((entry) => entry.updatedAt)
    .toSorted()
    .at(-1) ?? snapshot.publishedAt;

function atom(snapshot: Snapshot, entries: readonly Entry[]): PageFile {
  const base = baseUrlOf(snapshot);
  const { id, name } = snapshot.page;
  const body = html`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><id>${stableId(id)}</id><title>${pageTitle(snapshot)}</title><updated>${updatedAt(snapshot, entries)}</updated><author><name>${name}</name></author><link rel="self" type="application/atom+xml" href="${base}/feed.atom"/><link rel="alternate" type="text/html" href="${base}"/>
${entries.map(
  (entry) =>
    html`<entry><id>${entry.id}</id><title>${entry.title}</title><published>${entry.publishedAt}</published><updated>${entry.updatedAt}</updated><link rel="alternate" type="text/html" href="${entry.url}"/>${entry.tags.map((tag) => html`<category term="${tag}"/>`)}<content type="text">${entry.text}</content></entry>
`,
)}</feed>
`;
  return { path: "feed.atom", contentType: "application/atom+xml; charset=utf-8", body: body.markup };
}

function rss(snapshot: Snapshot, entries: readonly Entry[]): PageFile {
  const base = baseUrlOf(snapshot);
  const { name } = snapshot.page;
  // RSS reads a description as HTML, so the text is escaped once for the HTML and once for the XML.
  const description = (text: string) => html`${html`${text}`.markup.replaceAll("\n", "<br>")}`;
  const body = html`<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>${pageTitle(snapshot)}</title><link>${base}</link><description>Incidents of ${name}</description><atom:link rel="self" type="application/rss+xml" href="${base}/feed.rss"/><lastBuildDate>${rssDate(updatedAt(snapshot, entries))}</lastBuildDate>
${entries.map(
  (entry) =>
    html`<item><guid isPermaLink="false">${entry.id}</guid><title>${entry.title}</title><link>${entry.url}</link><pubDate>${rssDate(entry.publishedAt)}</pubDate>${entry.tags.map((tag) => html`<category>${tag}</category>`)}<description>${description(entry.text)}</description></item>
`,
)}</channel></rss>
`;
  return { path: "feed.rss", contentType: "application/rss+xml; charset=utf-8", body: body.markup };
}

const rssDate = (iso: string) => new Date(Date.parse(iso)).toUTCString();

function jsonFeed(snapshot: Snapshot, entries: readonly Entry[]): PageFile {
  const base = baseUrlOf(snapshot);
  const file = jsonFile("feed.json", {
    version: "https://jsonfeed.org/version/1.1",
    title: pageTitle(snapshot),
    home_page_url: base,
    feed_url: `${base}/feed.json`,
    items: entries.map((entry) => ({
      id: entry.id,
      url: entry.url,
      title: entry.title,
      content_html: html`<p>${entry.text}</p>`.markup.replaceAll("\n", "<br>"),
      date_published: entry.publishedAt,
      date_modified: entry.updatedAt,
      tags: entry.tags,
    })),
  });
  return { ...file, contentType: "application/feed+json; charset=utf-8" };
}
