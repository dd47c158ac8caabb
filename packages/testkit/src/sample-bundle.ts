import { packBundle } from "@vedette/page/pack-bundle";
import { renderPage } from "@vedette/page/render-page";
import { sampleSnapshot } from "./sample-snapshot.ts";

export type SampleBundle = { pageId: string; slug: string; version: number; publishedAtMs: number; bytes: Buffer };

/** A small page, rendered and packed as a publisher would. `no` tells pages apart: it makes the id and, by default, the address. */
export function sampleBundle(
  no: number,
  over: { slug?: string; version?: number; publishedAtMs?: number; components?: number } = {},
): SampleBundle {
  const pageId = `00000000-0000-4000-9000-${String(no).padStart(12, "0")}`;
  const { slug = `page-${no}`, version = 1, publishedAtMs = Date.UTC(2026, 10, 22, 14, 2), components = 2 } = over;
  const sample = sampleSnapshot(components, { version, publishedAt: new Date(publishedAtMs).toISOString() });
  const snapshot = {
    ...sample,
    page: { ...sample.page, id: pageId, slug, name: `Page ${no}`, timeZone: "UTC", url: `https://status.example/s/${slug}` },
  };
  return { pageId, slug, version, publishedAtMs, bytes: packBundle(snapshot, renderPage(snapshot)) };
}
