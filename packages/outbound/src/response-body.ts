import { type InputType, constants, gunzip, inflate, inflateRaw } from "node:zlib";
import { shown } from "./evidence.ts";
import type { Failure } from "./failure.ts";
import { type ResponseHead, headerOf } from "./response-head.ts";

const maxBytes = 1_048_576;

/**
 * The body without its one layer of gzip or deflate, at most 1 MB; a body that is not encoded as it is. Anything else is
 * `decode_failed`: several layers, an encoding that is never decoded, broken data, more than 1 MB. `isCut`: `bytes` are only the
 * beginning, and so is what comes out.
 */
export async function decodedBody(head: ResponseHead, bytes: Buffer, isCut: boolean): Promise<Buffer | Failure> {
  const encodings = [
    ...listOf(head, "transfer-encoding").filter((coding) => coding !== "chunked"),
    ...listOf(head, "content-encoding"),
  ].filter((coding) => coding !== "identity");
  const [encoding = ""] = encodings;
  if (encoding === "" || bytes.length === 0) return bytes;
  const decode = encodings.length === 1 ? decoderOf(encoding, bytes) : null;
  if (decode === null) {
    const why = encodings.length > 1 ? "is encoded more than once" : "comes in an encoding that was not asked for and is not decoded";
    return failed(`The body ${why}.`, encodings.join(", "));
  }
  const options = { maxOutputLength: maxBytes, finishFlush: isCut ? constants.Z_SYNC_FLUSH : constants.Z_FINISH };
  return await new Promise((settle) =>
    decode(bytes, options, (error: NodeJS.ErrnoException | null, decoded: Buffer) => {
      if (error === null) settle(decoded);
      else if (error.code === "ERR_BUFFER_TOO_LARGE") settle(failed("The compressed body unpacks to more than 1 MB."));
      else settle(failed(`The body says that it is ${encoding}, and cannot be unpacked.`, error.code ?? error.message));
    }),
  );
}

/** The text of a decoded body: UTF-8 unless its type says Latin-1, without a byte order mark. */
export function textOf(head: ResponseHead, body: Buffer): string {
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(headerOf(head, "content-type") ?? "")?.[1]?.toLowerCase() ?? "";
  if (latin1.has(charset)) return body.toString("latin1");
  const text = body.toString("utf8");
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

const latin1 = new Set(["iso-8859-1", "iso_8859-1", "latin1", "windows-1252"]);

type Decoder = (bytes: InputType, options: object, done: (error: Error | null, decoded: Buffer) => void) => void;

function decoderOf(encoding: string, bytes: Buffer): Decoder | null {
  if (encoding === "gzip" || encoding === "x-gzip") return gunzip;
  if (encoding !== "deflate") return null;
  // RFC 9110 section 8.4.1.2: meant is the zlib format, yet some send the bare one.
  const isZlib = ((bytes[0] ?? 0) & 0x0f) === 8 && bytes.length > 1 && bytes.readUInt16BE(0) % 31 === 0;
  return isZlib ? inflate : inflateRaw;
}

function listOf(head: ResponseHead, name: string): string[] {
  return head.headers
    .filter((header) => header[0] === name)
    .flatMap(([, value]) => value.toLowerCase().split(","))
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function failed(message: string, detail?: string): Failure {
  return { failed: "decode_failed", message, ...(detail !== undefined && { detail: shown(detail) }) };
}
