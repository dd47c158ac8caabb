import { expect, it } from "vitest";
import { pickEncoding } from "./encoding.ts";

it.each([
  [undefined, "identity"],
  ["", "identity"],
  ["gzip, deflate, br, zstd", "br"],
  ["GZIP", "gzip"],
  ["br;q=0, gzip;q=0.5", "gzip"],
  ["br ; q=0.1", "br"],
  ["*", "br"],
  ["*;q=0", "identity"],
  ["br;q=0, *", "gzip"],
  ["identity;q=1, *;q=0", "identity"],
  ["gzip;q=nonsense", "identity"],
  ["deflate;;,=,q", "identity"],
] as const)("picks for %j the encoding %s, and again", (header, encoding) => {
  expect([pickEncoding(header), pickEncoding(header)]).toEqual([encoding, encoding]);
});
