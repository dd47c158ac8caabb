import { createHash } from "node:crypto";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Snapshot } from "@vedette/core/snapshot";
import type { PageFile } from "./page-file.ts";
import { styleHash } from "./style.ts";

/**
 * One self-describing file that holds a page ready to serve. A file that is worth compressing is there as gzip and as br, and
 * not plain: plain text is asked for rarely and comes out of the gzip again.
 *
 *     8 bytes   "VEDETTE\0"
 *     4 bytes   format version, big endian (1)
 *     4 bytes   length of the index, big endian
 *     index     JSON: BundleIndex; [offset, length] count from the end of the index
 *     bodies
 *     32 bytes  SHA-256 of everything before
 */
export const bundleMagic = "VEDETTE\0";
export const bundleFormat = 1;

type Slice = readonly [offset: number, length: number];
export type BundleIndex = {
  pageId: string;
  slug: string;
  version: number;
  publishedAt: string;
  timeZone: string;
  /** For the Content-Security-Policy of the page's own sheet. */
  styleHash: string;
  files: ({ path: string; contentType: string; etag: string; sizeBytes: number } & ({ plain: Slice } | { gzip: Slice; br: Slice }))[];
};

// Above 6 brotli costs several times the CPU for a few percent of these bytes, and publishing has to be quick.
const brotliQuality = 6;
const worthCompressingBytes = 256;

/** The same snapshot and files always give the same bytes. `etag` is weak: it names the content, whatever the encoding. */
export function packBundle(snapshot: Snapshot, files: readonly PageFile[]): Buffer {
  const bodies: Buffer[] = [];
  let offset = 0;
  const place = (body: Buffer): Slice => {
    const slice = [offset, body.length] as const;
    bodies.push(body);
    offset += body.length;
    return slice;
  };
  const index: BundleIndex = {
    pageId: snapshot.page.id,
    slug: snapshot.page.slug,
    version: snapshot.version,
    publishedAt: snapshot.publishedAt,
    timeZone: snapshot.page.timeZone,
    styleHash,
    files: files.map((file) => {
      const body = Buffer.from(file.body);
      return {
        path: file.path,
        contentType: file.contentType,
        etag: `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`,
        sizeBytes: body.length,
        ...(body.length < worthCompressingBytes
          ? { plain: place(body) }
          : { gzip: place(gzipSync(body, { level: 9 })), br: place(brotli(body)) }),
      };
    }),
  };
  const indexBytes = Buffer.from(JSON.stringify(index));
  const head = Buffer.alloc(16);
  head.write(bundleMagic, "latin1");
  head.writeUInt32BE(bundleFormat, 8);
  head.writeUInt32BE(indexBytes.length, 12);
  const content = Buffer.concat([head, indexBytes, ...bodies]);
  return Buffer.concat([content, createHash("sha256").update(content).digest()]);
}

function brotli(body: Buffer): Buffer {
  return brotliCompressSync(body, {
    params: {
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
    },
  });
}
