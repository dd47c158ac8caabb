import type { IncomingMessage, ServerResponse } from "node:http";
import type { PageStore, StoredPage } from "./page-store.ts";
import { sendNotFound } from "./plain-page.ts";
import { contentSecurityPolicy, safeHeaders, sendFile } from "./send-file.ts";
import { staleAgeMs, withNotice } from "./stale.ts";

/** Addresses that feed readers and bots know from elsewhere. */
const aliases = new Map([
  ["history.atom", "feed.atom"],
  ["history.rss", "feed.rss"],
  ["rss.xml", "feed.rss"],
  ["summary.json", "api/v2/summary.json"],
  ["incidents.json", "api/v2/incidents.json"],
]);

/**
 * Answers for `/s/<slug>` and everything under it. Files are looked up in memory by the exact bytes of the path; no path ever
 * reaches the disk. Once a page is out of date its HTML says so, its badge says that nothing is known, and the rest bears its age.
 */
export function servePage(store: PageStore, request: IncomingMessage, response: ServerResponse, path: string, nowMs: number): void {
  const end = path.indexOf("/", 3);
  const slug = end === -1 ? path.slice(3) : path.slice(3, end);
  const page = store.bySlug(slug);
  if (page === undefined) return sendNotFound(request, response);
  const rest = end === -1 ? "index.html" : path.slice(end + 1);
  if (rest === "") {
    response.writeHead(301, [...safeHeaders, "location", `/s/${slug}`, "cache-control", "public, max-age=10", "content-length", "0"]).end();
    return;
  }
  const ageMs = staleAgeMs(page, nowMs);
  const file = findFile(page, ageMs !== null && rest === "badge.svg" ? "badge-stale.svg" : rest);
  if (file === undefined) return sendNotFound(request, response);
  const isHtml = file.contentType.startsWith("text/html");
  const headers = [
    "content-security-policy",
    contentSecurityPolicy(page.bundle.styleHash),
    "x-vedette-version",
    String(page.bundle.version),
  ];
  if (ageMs !== null) headers.push("x-vedette-age-seconds", String(Math.floor(ageMs / 1_000)));
  sendFile(request, response, ageMs !== null && isHtml ? withNotice(page, file, ageMs) : file, headers);
}

function findFile({ bundle: { files } }: StoredPage, path: string) {
  return files.get(path) ?? files.get(`${path}.html`) ?? files.get(aliases.get(path) ?? "");
}
