import { gunzipSync } from "node:zlib";
import type { BundleFile } from "./read-bundle.ts";

const recent = new Map<BundleFile, Buffer>();
const maxRecentBytes = 16 * 1_024 * 1_024;
let recentBytes = 0;

/** A file's plain bytes. The last few that were asked for are kept, so that nobody can make us decompress the same one all day. */
export function plainOf(file: BundleFile): Buffer {
  if ("plain" in file.body) return file.body.plain;
  const before = recent.get(file);
  if (before !== undefined) return before;
  const plain = gunzipSync(file.body.gzip, { maxOutputLength: Math.max(1, file.sizeBytes) });
  for (const [oldest, bytes] of recent) {
    if (recentBytes + plain.length <= maxRecentBytes) break;
    recent.delete(oldest);
    recentBytes -= bytes.length;
  }
  recent.set(file, plain);
  recentBytes += plain.length;
  return plain;
}
