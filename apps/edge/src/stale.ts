import { zonedTime } from "@vedette/core/zoned-time";
import { createHash } from "node:crypto";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { StoredPage } from "./page-store.ts";
import { plainOf } from "./plain-body.ts";
import type { BundleFile } from "./read-bundle.ts";

const staleAfterMs = 120_000;
const marker = "<!--stale-->";

/** How old a page is, once it is older than its publisher would ever leave it; null while it is fresh. */
export function staleAgeMs(page: StoredPage, nowMs: number): number | null {
  const ageMs = nowMs - page.confirmedAtMs;
  return ageMs > staleAfterMs ? ageMs : null;
}

const made = new WeakMap<BundleFile, { notice: string; file: BundleFile }>();

/**
 * An HTML file with a notice of its age under the headline. The notice changes once a minute at most, and so does the work:
 * a file is compressed again when it is asked for and its notice has changed.
 */
export function withNotice(page: StoredPage, file: BundleFile, ageMs: number): BundleFile {
  const notice = noticeOf(page, ageMs);
  const before = made.get(file);
  if (before?.notice === notice) return before.file;
  const plain = Buffer.from(plainOf(file).toString("utf8").replace(marker, notice));
  const stale: BundleFile = {
    contentType: file.contentType,
    etag: `W/"${createHash("sha256").update(file.etag).update(notice).digest("base64url").slice(0, 22)}"`,
    sizeBytes: plain.length,
    body: { gzip: gzipSync(plain, { level: 5 }), br: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }) },
  };
  made.set(file, { notice, file: stale });
  return stale;
}

function noticeOf(page: StoredPage, ageMs: number): string {
  const zoned = zonedTime(page.bundle.timeZone);
  const time = ageMs < 86_400_000 ? zoned.time(page.confirmedAtMs) : zoned.dateTime(page.confirmedAtMs);
  const iso = new Date(page.confirmedAtMs).toISOString();
  return `<p class="stale" role="status">Last updated <time datetime="${iso}">${time}</time>, ${ago(ageMs)} ago. Live data is unavailable.</p>`;
}

function ago(ageMs: number): string {
  const minutes = Math.floor(ageMs / 60_000);
  const [count, unit] =
    minutes < 60 ? [minutes, "minute"] : minutes < 48 * 60 ? [Math.floor(minutes / 60), "hour"] : [Math.floor(minutes / 1_440), "day"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
