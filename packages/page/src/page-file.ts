import type { Html } from "./html.ts";

/** One published file. `path` is relative to the page's address, without a leading slash, its segments percent-encoded. */
export type PageFile = { path: string; contentType: string; body: string };

export function htmlFile(path: string, body: Html): PageFile {
  return { path, contentType: "text/html; charset=utf-8", body: body.markup };
}

export function jsonFile(path: string, value: unknown): PageFile {
  return { path, contentType: "application/json; charset=utf-8", body: JSON.stringify(value) };
}
