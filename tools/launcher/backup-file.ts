import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { Readable, pipeline as flow } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createZstdCompress, createZstdDecompress } from "node:zlib";
import type { DumpContents, DumpedRows } from "@vedette/db/dump";
import type { Secrets } from "./secrets.ts";
import { SetupError } from "./setup-error.ts";

/*
 * A backup is one zstd stream of frames: a kind (one byte), a length (four, big-endian), and so many bytes. First the head, as JSON; then
 * for each table its name, which its rows follow; last the SHA-256 of everything before it.
 */
const kinds = { head: 1, table: 2, rows: 3, end: 4 } as const;
const maxFrameBytes = 1 << 24;

/** Of which version of Vedette the backup is, the secrets that open its data, and what it holds. */
export type BackupHead = { vedette: string; secrets: Secrets; contents: DumpContents };

/** Writes a backup that only its owner may read. The file is there once it is whole and on disk; one that was there before is replaced. */
export async function writeBackup(
  file: string,
  head: Omit<BackupHead, "contents">,
  dumped: AsyncIterable<DumpContents | DumpedRows>,
  signal: AbortSignal,
): Promise<void> {
  const partial = `${file}.partial`;
  mkdirSync(dirname(file), { recursive: true });
  rmSync(partial, { force: true });
  try {
    const output = createWriteStream(partial, { flags: "wx", mode: 0o600, flush: true });
    await pipeline(Readable.from(framesOf(head, dumped)), createZstdCompress(), output, { signal });
    renameSync(partial, file);
  } finally {
    rmSync(partial, { force: true });
  }
}

async function* framesOf(head: Omit<BackupHead, "contents">, dumped: AsyncIterable<DumpContents | DumpedRows>): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  const frame = (kind: number, data: Buffer) => {
    const start = Buffer.alloc(5);
    start.writeUInt8(kind);
    start.writeUInt32BE(data.length, 1);
    hash.update(start).update(data);
    return Buffer.concat([start, data]);
  };
  let table: string | null = null;
  for await (const part of dumped) {
    if (!("data" in part)) {
      yield frame(kinds.head, Buffer.from(JSON.stringify({ ...head, contents: part } satisfies BackupHead)));
      continue;
    }
    if (part.table !== table) yield frame(kinds.table, Buffer.from(part.table));
    table = part.table;
    for (let at = 0; at < part.data.length; at += maxFrameBytes) yield frame(kinds.rows, part.data.subarray(at, at + maxFrameBytes));
  }
  yield frame(kinds.end, hash.copy().digest());
}

/** The head of a backup, after all of it was read. Throws `SetupError` when it is damaged, not whole or something else. */
export async function checkBackup(file: string, signal: AbortSignal): Promise<BackupHead> {
  let head: BackupHead | null = null;
  for await (const part of read(file, signal)) if (!("data" in part)) head = part;
  if (head === null) throw notWhole(file);
  return head;
}

/** The rows of a backup, table by table. Throws like `checkBackup`, at the latest after the last. */
export async function* rowsOf(file: string, signal: AbortSignal): AsyncGenerator<DumpedRows> {
  for await (const part of read(file, signal)) if ("data" in part) yield part;
}

async function* read(file: string, signal: AbortSignal): AsyncGenerator<BackupHead | DumpedRows> {
  const hash = createHash("sha256");
  let table = "";
  let isWhole = false;
  // Its errors are those of the last stream.
  const plain = flow(createReadStream(file, { signal }), createZstdDecompress(), () => undefined);
  try {
    for await (const { kind, data, bytes } of frames(plain)) {
      if (isWhole) throw notWhole(file);
      if (kind === kinds.end) isWhole = hash.digest().equals(data);
      else hash.update(bytes);
      if (kind === kinds.head) yield JSON.parse(data.toString()) as BackupHead; // safe because the sum at the end says that we wrote it
      if (kind === kinds.table) table = data.toString();
      if (kind === kinds.rows) yield { table, data };
    }
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException; // safe because it is read as optional
    if (/^(ERR_ZSTD|ZSTD_|Z_|ERR_BUFFER)/.test(code) || error instanceof SyntaxError) throw notWhole(file);
    throw error;
  }
  if (!isWhole) throw notWhole(file);
}

async function* frames(bytes: AsyncIterable<Buffer>): AsyncGenerator<{ kind: number; data: Buffer; bytes: Buffer }> {
  let unread: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    unread = unread.length === 0 ? chunk : Buffer.concat([unread, chunk]);
    while (unread.length >= 5) {
      const length = unread.readUInt32BE(1);
      // What we did not write is not to be waited for.
      if (length > maxFrameBytes) return;
      const end = 5 + length;
      if (unread.length < end) break;
      yield { kind: unread.readUInt8(), data: unread.subarray(5, end), bytes: unread.subarray(0, end) };
      unread = unread.subarray(end);
    }
  }
}

function notWhole(file: string): SetupError {
  return new SetupError(`${file} is not a whole backup: it is damaged, cut off or something else. Nothing was changed.`);
}
