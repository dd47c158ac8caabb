import { createHash } from "node:crypto";
import { z } from "zod";

const magic = "VEDETTE\0";
const supportedFormat = 1;
const headBytes = 16;
const checksumBytes = 32;

const headerValue = z.string().regex(/^[\x20-\x7e]+$/);
const Slice = z.tuple([z.int().min(0), z.int().min(0)]);
const Index = z.object({
  // These two become a file name and a path, so their alphabet is checked here and nowhere else.
  pageId: z.uuid().toLowerCase(),
  slug: z
    .string()
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
    .max(60),
  version: z.int().min(1),
  publishedAt: z.iso.datetime({ offset: true }),
  timeZone: z.string(),
  styleHash: z.string().regex(/^sha256-[A-Za-z0-9+/]{43}=$/),
  files: z.array(
    z.object({
      path: z.string().min(1),
      contentType: headerValue,
      etag: headerValue,
      sizeBytes: z.int().min(0),
      plain: Slice.optional(),
      gzip: Slice.optional(),
      br: Slice.optional(),
    }),
  ),
});

/** A file is there plain, or as gzip and br; then `plainOf` makes the plain one. `sizeBytes` is the size of the plain one. */
export type BundleFile = { contentType: string; etag: string; sizeBytes: number; body: { plain: Buffer } | { gzip: Buffer; br: Buffer } };
export type Bundle = {
  pageId: string;
  slug: string;
  version: number;
  publishedAtMs: number;
  timeZone: string;
  styleHash: string;
  files: ReadonlyMap<string, BundleFile>;
};

/** Reads what `packBundle` of the page room wrote; the format is described there. The bodies are views into `bytes`. Throws on anything else. */
export function readBundle(bytes: Buffer): Bundle {
  if (bytes.length < headBytes + checksumBytes || bytes.toString("latin1", 0, magic.length) !== magic)
    throw new Error("this is not a page bundle");
  const format = bytes.readUInt32BE(8);
  if (format !== supportedFormat) throw new Error(`the bundle has format ${format}; this version of edge reads format ${supportedFormat}`);
  const content = bytes.subarray(0, bytes.length - checksumBytes);
  const checksum = createHash("sha256").update(content).digest();
  if (!checksum.equals(bytes.subarray(content.length))) throw new Error("the bundle is damaged: its checksum does not match");

  const bodiesAt = headBytes + bytes.readUInt32BE(12);
  if (bodiesAt > content.length) throw new Error("the bundle is damaged: its index is longer than the file");
  const { files, publishedAt, ...index } = Index.parse(JSON.parse(content.toString("utf8", headBytes, bodiesAt)));
  const bodies = content.subarray(bodiesAt);
  const cut = ([offset, length]: [number, number]) => {
    if (offset + length > bodies.length) throw new Error("the bundle is damaged: a file lies outside it");
    return bodies.subarray(offset, offset + length);
  };
  return {
    ...index,
    publishedAtMs: Date.parse(publishedAt),
    files: new Map(
      files.map(({ path, contentType, etag, sizeBytes, plain, gzip, br }): [string, BundleFile] => {
        const file = { contentType, etag, sizeBytes };
        if (plain !== undefined) return [path, { ...file, body: { plain: cut(plain) } }];
        if (gzip === undefined || br === undefined) throw new Error(`the bundle is damaged: ${path} has no body`);
        return [path, { ...file, body: { gzip: cut(gzip), br: cut(br) } }];
      }),
    ),
  };
}
