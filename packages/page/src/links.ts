import type { Snapshot } from "@vedette/core/snapshot";

/** Where things are, relative to the host: every link of a page starts at `/s/<slug>`, so no base address can be wrong. */
export type Links = {
  home: string;
  to: (path: string) => string;
  component: (id: string) => string;
  incident: (id: string) => string;
};

export const componentPath = (id: string) => `c/${segment(id)}`;
export const incidentPath = (id: string) => `incidents/${segment(id)}`;

export function linksOf(snapshot: Snapshot): Links {
  const home = `/s/${segment(snapshot.page.slug)}`;
  const to = (path: string) => `${home}/${path}`;
  return { home, to, component: (id) => to(componentPath(id)), incident: (id) => to(incidentPath(id)) };
}

/** The page's public address without a trailing slash; empty, so that links stay relative, unless it is http or https. */
export function baseUrlOf(snapshot: Snapshot): string {
  return /^https?:\/\//i.test(snapshot.page.url) ? (URL.parse(snapshot.page.url)?.href.replace(/\/+$/, "") ?? "") : "";
}

function segment(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
