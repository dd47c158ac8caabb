import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { HttpSpec } from "@vedette/core/kinds/http";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Deadline } from "../src/deadline.ts";
import { probe } from "../src/probe.ts";
import { bodyText, requestHttp } from "../src/request-http.ts";
import { keepAll } from "../src/response-reader.ts";
import { Trace } from "../src/trace.ts";
import { check, localDeps, never } from "./local-deps.ts";

/** What `requestHttp` and `bodyText` make of one answer: its text and size, or the failure. */
async function read(body: string | Buffer, headers: Record<string, string> = {}, path = "/"): Promise<unknown> {
  await using server = await startScriptedServer((_request, response) => response.writeHead(200, headers).end(body));
  const deadline = new Deadline(5_000, never);
  const url = new URL(path, server.url);
  const reply = await requestHttp(
    { url, method: "GET", maxRedirects: 0, keep: keepAll },
    { deps: localDeps, deadline, trace: new Trace() },
  );
  deadline.close();
  return "failed" in reply ? reply : await bodyText(reply);
}

describe("a body that is wanted", () => {
  it.each([
    ["by chunks", {}],
    ["with a length", { "content-length": "7" }],
  ])("comes %s without what frames it", async (_name, headers) => {
    expect(await read("hällo!", headers)).toEqual({ text: "hällo!", sizeBytes: 7 });
  });

  it.each([
    ["gzip", gzipSync],
    ["x-gzip", gzipSync],
    ["deflate", deflateSync],
    ["deflate", deflateRawSync],
  ] as const)("is unpacked from %s", async (encoding, pack) => {
    expect(await read(pack("hello"), { "content-encoding": encoding })).toEqual({ text: "hello", sizeBytes: 5 });
  });

  it.each([
    ["brotli, which nobody asked for", brotliCompressSync("hello"), "br", /not decoded/],
    ["zstd", "x", "zstd", /not decoded/],
    ["two layers", gzipSync(gzipSync("hello")), "gzip, gzip", /more than once/],
    ["noise that says it is gzip", "hello", "gzip", /cannot be unpacked/],
    ["gzip that ends early", gzipSync("hello".repeat(100)).subarray(0, 20), "gzip", /cannot be unpacked/],
    ["one byte more than 1 MB", gzipSync(Buffer.alloc(1_048_577)), "gzip", /more than 1 MB/],
    ["a bomb", gzipSync(Buffer.alloc(200_000_000)), "gzip", /more than 1 MB/],
  ])("fails by name for %s", async (_name, body, encoding, message) => {
    const before = process.memoryUsage.rss();
    expect(await read(body, { "content-encoding": encoding })).toMatchObject({
      failed: "decode_failed",
      message: expect.stringMatching(message),
    });
    expect(process.memoryUsage.rss() - before).toBeLessThan(60_000_000);
  });

  it("loses one layer only, whatever is inside", async () => {
    expect(await read(gzipSync(gzipSync("hello")), { "content-encoding": "gzip" })).toMatchObject({ sizeBytes: gzipSync("hello").length });
  });

  it("ends at 1 MB, and so does what is unpacked from its beginning", async () => {
    expect(await read("x".repeat(3_000_000))).toMatchObject({ sizeBytes: 1_048_576 });
    const noise = Buffer.from(Array.from({ length: 1_500_000 }, (_, i) => (i * i * 31 + (i >> 3)) & 255));
    expect(await read(gzipSync(noise, { level: 0 }), { "content-encoding": "gzip" })).toMatchObject({ sizeBytes: expect.any(Number) });
  });

  it.each([
    ["text/html; charset=ISO-8859-1", Buffer.from([0xe4]), "ä"],
    ['text/html; charset="utf-8"', Buffer.from("\ufeffä"), "ä"],
    ["text/html", Buffer.from([0xff]), "\ufffd"],
  ])("of type %s is read as its charset says", async (type, body, text) => {
    expect(await read(body, { "content-type": type })).toMatchObject({ text });
  });
});

describe("what a check shows of a body", () => {
  const spec = (url: string) => HttpSpec.parse({ kind: "http", url, secrets: [{ name: "key", value: "s3cr3t/+value" }] });

  it("is its first 16 kB where somebody looks, without the secrets of the monitor however they are written", async () => {
    const secret = "s3cr3t/+value";
    const echo = [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64"), JSON.stringify({ secret })].join("\n");
    await using server = await startScriptedServer((_request, response) =>
      response.setHeader("X-Echo", `you sent ${secret}`).end(echo + "x".repeat(20_000)),
    );
    const result = await probe(spec(server.url), localDeps, never, "detailed");
    expect(result.evidence.response?.body).toHaveLength(16_384);
    expect(result.evidence.response?.body).toMatch(/^\[redacted\]\n\[redacted\]\n\[redacted\]=*\n\{"secret":"\[redacted\]"\}x/);
    expect(JSON.stringify(result)).not.toContain("s3cr3t");
  });

  it("is the first 2 kB of an error, also when nobody looked", async () => {
    await using server = await startScriptedServer((_request, response) => response.writeHead(503).end("maintenance ".repeat(1_000)));
    const { evidence } = await check(server.url);
    expect(evidence.response?.body).toMatch(/^maintenance/);
    expect(evidence.response?.body).toHaveLength(2_048);
  });

  it("is nothing where it was not read", async () => {
    await using server = await startScriptedServer((_request, response) => response.end("hello"));
    expect((await check(server.url, { expectedStatus: "404" })).evidence.response).not.toHaveProperty("body");
  });
});
