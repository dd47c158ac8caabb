import { type Random, between, oneOf } from "./seeded-random.ts";

const numbers = [0, 1, 2, 4, 127, 128, 255, 256, 32_767, 32_768, 65_535, 65_536, 2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1] as const;
/** What parsers trip over, whatever they read. */
const words = [
  "", " ", "\0", "\r\n", "\n", "\t", "-1", "0", "1e999", "NaN", "99999999999999999999", "0x", "%", "%00", "%zz", "\\", "\\u", '"', "'", "`", "{", "}", "[",
  "]", "(", ")", "<", ">", "<!--", "/", "//", ":", ";", ",", "*", "?", "+", "$", "@", "..", "{{", "}}", "__proto__", "constructor", "toString", "\u0130",
  "\u{1f642}", "\ud800", "\ufeff", "\u2028", "\u00e4", "true", "null",
] as const; // prettier-ignore
const maxBytes = 65_536;

type Seeds<T> = readonly [T, ...T[]];

/** Bytes that are nearly one of the seeds: up to 64 kB, mostly of a few changed bytes, now and then of one part again and again. */
export function mutatedBytes(random: Random, seeds: Seeds<Buffer>): Buffer {
  let bytes: Buffer = Buffer.from(oneOf(random, seeds));
  for (let edits = between(random, 1, 6); edits > 0; edits--) bytes = editedBytes(random, bytes, seeds);
  return bytes.subarray(0, maxBytes);
}

function editedBytes(random: Random, bytes: Buffer, seeds: Seeds<Buffer>): Buffer {
  const at = between(random, 0, bytes.length);
  const until = Math.min(bytes.length, at + between(random, 0, 12));
  const part = bytes.subarray(at, until);
  const replacedBy = (...parts: Buffer[]) => Buffer.concat([bytes.subarray(0, at), ...parts, bytes.subarray(until)]);
  switch (between(random, 0, 9)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return replacedBy();
    case 2:
      return replacedBy(part, part);
    case 3:
      return replacedBy(...Array.from({ length: repeats(random) }, () => part));
    case 4:
      return replacedBy(numberBytes(random));
    case 5:
      return replacedBy(Buffer.from(oneOf(random, words)));
    case 6:
      return replacedBy(oneOf(random, seeds).subarray(between(random, 0, 40)));
    default: {
      const changed = Buffer.from(bytes);
      if (at < changed.length) changed[at] = random() < 0.5 ? between(random, 0, 255) : (changed[at] ?? 0) ^ (1 << between(random, 0, 7));
      return changed;
    }
  }
}

/** One number that lengths are often compared with, in one of the ways in which protocols write them. */
function numberBytes(random: Random): Buffer {
  const size = oneOf(random, [1, 2, 3, 4, 6]);
  const value = oneOf(random, numbers) % 256 ** size;
  const bytes = Buffer.alloc(size);
  if (random() < 0.5) bytes.writeUIntBE(value, 0, size);
  else bytes.writeUIntLE(value, 0, size);
  return bytes;
}

function repeats(random: Random): number {
  return random() < 0.9 ? between(random, 2, 40) : between(random, 1_000, 6_000);
}

/** Text that is nearly one of the seeds, up to 64,000 characters. `more`: words of the language at hand. */
export function mutatedText(random: Random, seeds: Seeds<string>, more: readonly string[] = []): string {
  let text: string = oneOf(random, seeds);
  for (let edits = between(random, 1, 6); edits > 0; edits--) text = editedText(random, text, seeds, more);
  return text.slice(0, maxBytes);
}

function editedText(random: Random, text: string, seeds: Seeds<string>, more: readonly string[]): string {
  const at = between(random, 0, text.length);
  const until = Math.min(text.length, at + between(random, 0, 8));
  const part = text.slice(at, until);
  const replacedBy = (by: string) => text.slice(0, at) + by + text.slice(until);
  switch (between(random, 0, 7)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return replacedBy("");
    case 2:
      return replacedBy(part.repeat(repeats(random)));
    case 3:
      return replacedBy(oneOf(random, words).repeat(random() < 0.9 ? 1 : repeats(random)));
    case 4:
      return replacedBy(oneOf(random, seeds).slice(between(random, 0, 20)));
    case 5:
      return replacedBy(String.fromCodePoint(random() < 0.8 ? between(random, 0, 127) : between(random, 0, 0x10_ffff)));
    default:
      return replacedBy(more.length === 0 ? oneOf(random, words) : (more[between(random, 0, more.length - 1)] ?? ""));
  }
}
