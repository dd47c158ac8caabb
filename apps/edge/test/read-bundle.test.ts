import { sampleBundle } from "@vedette/testkit/sample-bundle";
import { createHash } from "node:crypto";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { plainOf } from "../src/plain-body.ts";
import { readBundle } from "../src/read-bundle.ts";

const { bytes, pageId } = sampleBundle(1, { version: 3 });

it("reads back what the page room packed, the same in every encoding", () => {
  const bundle = readBundle(bytes);
  expect(bundle).toMatchObject({ pageId, slug: "page-1", version: 3, timeZone: "UTC", publishedAtMs: Date.UTC(2026, 10, 22, 14, 2) });
  expect(bundle.files.size).toBeGreaterThan(15);
  for (const file of bundle.files.values()) {
    const plain = plainOf(file);
    expect(plain.length).toBe(file.sizeBytes);
    if ("plain" in file.body) continue;
    expect(gunzipSync(file.body.gzip).equals(plain)).toBe(true);
    expect(brotliDecompressSync(file.body.br).equals(plain)).toBe(true);
  }
  const index = bundle.files.get("index.html");
  const css = /<style>(.*?)<\/style>/s.exec(index === undefined ? "" : plainOf(index).toString())?.[1] ?? "";
  expect(bundle.styleHash).toBe(`sha256-${createHash("sha256").update(css).digest("base64")}`);
});

it("packs the same page into the same bytes", () => {
  expect(sampleBundle(1, { version: 3 }).bytes.equals(bytes)).toBe(true);
});

it("refuses a bundle that was cut anywhere", () => {
  for (let length = 0; length < bytes.length; length += 97) expect(() => readBundle(bytes.subarray(0, length))).toThrow();
  expect(() => readBundle(bytes.subarray(0, bytes.length - 1))).toThrow(/damaged/);
});

it("refuses a bundle of which one bit is wrong, and one with bytes behind it", () => {
  for (let at = 0; at < bytes.length; at += 211) {
    const damaged = Buffer.from(bytes);
    damaged[at] = (damaged[at] ?? 0) ^ 4;
    expect(() => readBundle(damaged)).toThrow();
  }
  expect(() => readBundle(Buffer.concat([bytes, Buffer.from([0])]))).toThrow(/damaged/);
});

it("refuses what a signed index may not say either: addresses and headers of another alphabet, files outside", () => {
  const forge = (change: (text: string) => string) => {
    const end = 16 + bytes.readUInt32BE(12);
    const index = Buffer.from(change(bytes.toString("utf8", 16, end)));
    const head = Buffer.from(bytes.subarray(0, 16));
    head.writeUInt32BE(index.length, 12);
    const content = Buffer.concat([head, index, bytes.subarray(end, -32)]);
    return Buffer.concat([content, createHash("sha256").update(content).digest()]);
  };
  expect(readBundle(forge((text) => text)).version).toBe(3);
  expect(() => readBundle(forge((text) => text.replace('"page-1"', '"../etc"')))).toThrow();
  expect(() => readBundle(forge((text) => text.replace("text/html", "text/html\\r\\nx: y")))).toThrow();
  expect(() => readBundle(forge((text) => text.replace("'sha256-", "").replace('"sha256-', "\"'unsafe-inline' sha256-")))).toThrow();
  expect(() => readBundle(forge((text) => text.replace(/"br":\[(\d+),\d+\]/, '"br":[$1,99999999]')))).toThrow(/outside/);
});
