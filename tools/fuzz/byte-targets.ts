import { fromBson, toBson } from "@vedette/outbound/bson";
import { dnsQuery, readDnsReply } from "@vedette/outbound/dns-message";
import { evidenceOf } from "@vedette/outbound/evidence";
import { healthOf } from "@vedette/outbound/grpc-health";
import { decodedBody, textOf } from "@vedette/outbound/response-body";
import { parseResponseHead } from "@vedette/outbound/response-head";
import { ResponseReader, keepAll } from "@vedette/outbound/response-reader";
import { tlsFacts } from "@vedette/outbound/tls-facts";
import { Trace } from "@vedette/outbound/trace";
import type { FuzzTarget } from "@vedette/testkit/fuzz";
import { mutatedBytes } from "@vedette/testkit/mutate";
import { between, oneOf } from "@vedette/testkit/seeded-random";
import { tlsFixture } from "@vedette/testkit/tls-fixtures";
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";

type Seeds = readonly [Buffer, ...Buffer[]];
const text = (...lines: string[]) => Buffer.from(lines.join("\r\n"));
const hex = (digits: string) => Buffer.from(digits, "hex");

function target(name: string, seeds: Seeds, read: FuzzTarget<Buffer>["read"]): FuzzTarget<Buffer> {
  return { name, input: (random) => mutatedBytes(random, seeds), read };
}

const answers: Seeds = [
  text("HTTP/1.1 200 OK", "Content-Type: text/html; charset=utf-8", "Content-Length: 5", "", "hello"),
  text("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "", "5;x=y", "hello", "a", "0123456789", "0", "Trailer: yes", "", ""),
  text(
    "HTTP/1.1 100 Continue",
    "",
    "HTTP/1.1 302 Found",
    "Location: /next",
    "Set-Cookie: a=b; Path=/",
    "Connection: close",
    "",
    "body till the end",
  ),
  text("HTTP/1.0 204 No Content", "Server: old", "", ""),
];

type Seen = { end: string; status: number | null; headers: [string, string][]; body: string; isCut: boolean };

/** What comes of an answer that arrives in pieces of at most `size` bytes. */
function seen(bytes: Buffer, method: string, size: () => number): Seen {
  const reader = new ResponseReader(method, keepAll);
  let state: "more" | "done" | { failed: string } = "more";
  for (let at = 0; at < bytes.length && state === "more";) {
    const piece = bytes.subarray(at, at + size());
    at += piece.length;
    state = reader.push(Buffer.from(piece));
  }
  if (state === "more") state = reader.end();
  const { head, isCut } = reader;
  const end = typeof state === "string" ? state : state.failed;
  return { end, status: head?.status ?? null, headers: head?.headers ?? [], body: reader.body.toString("latin1"), isCut };
}

const query = dnsQuery({ name: "www.good.test", type: "A" });
const dnsSeeds: Seeds = [
  // An address, an alias with an address, and one of each other type, all as a name server sends them; the id is put in later.
  hex("00008180000100010000000003777777" + "04676f6f6404746573740000010001c00c000100010000012c0004c0000201"),
  hex(
    "000081800001000200000000037777770" +
      "4676f6f6404746573740000010001c00c00050001000000050006016203676f6fc0c0c02b00010001000000050004c0000209",
  ),
  hex(
    "00008180000100030000000003777777" +
      "04676f6f6404746573740000010001c00c000f00010000000500090001046d61696cc010c00c00100001000000050005046e6f7465c00c002100010000000500080001000213c4c010",
  ),
];

const certificateOf = (name: "good" | "expired" | "wrong-name") => new X509Certificate(tlsFixture(name).cert).raw;

const body = Buffer.from("hello, hello, hello, hello, hello. ".repeat(40));
const encodings = ["gzip", "x-gzip", "deflate", "identity", "br", "gzip, gzip"] as const;

const health = (...bytes: number[]) => Buffer.from([0, 0, 0, 0, bytes.length, ...bytes]);
const bson: Seeds = [
  toBson({
    ok: 1,
    setName: "rs0",
    hosts: ["a:27017", "b:27017"],
    secondary: false,
    topologyVersion: { counter: 6 },
    payload: Buffer.from("r=a,s=b"),
  }),
  toBson({ ok: 0, errmsg: "Authentication failed.", code: 18, codeName: "AuthenticationFailed" }),
];
class Broken extends Error {}

/** Readers of bytes that come over the wire and need no conversation. */
export const byteTargets: readonly FuzzTarget<Buffer>[] = [
  target("http answer", answers, (bytes, random) => {
    const method = oneOf(random, ["GET", "HEAD"]);
    const whole = seen(bytes, method, () => bytes.length);
    const pieces = seen(bytes, method, () => between(random, 1, 9));
    assert.ok(whole.body.length <= 1_048_576);
    // However it arrives, it is the same answer.
    assert.deepEqual(pieces, whole);
  }),
  target(
    "encoded body",
    [gzipSync(body), deflateSync(body), deflateRawSync(body), gzipSync(Buffer.alloc(2_000_000))],
    async (bytes, random) => {
      const encoding = oneOf(random, encodings);
      const head = { version: "1.1" as const, status: 200, headers: [["content-encoding", encoding] as [string, string]] };
      const decoded = await decodedBody(head, bytes, random() < 0.5);
      if ("failed" in decoded) assert.equal(decoded.failed, "decode_failed");
      else assert.ok(textOf(head, decoded).length <= 1_048_576);
    },
  ),
  target("http head", answers, (bytes) => {
    const head = parseResponseHead(bytes.toString("latin1"));
    for (const [name, value] of head?.headers ?? []) assert.ok(!/[\r\n\0]/.test(name + value));
  }),
  target("dns message", dnsSeeds, (bytes) => {
    query.copy(bytes, 0, 0, 2);
    assert.ok(JSON.stringify(readDnsReply(bytes, query)).length < 100_000);
  }),
  target("certificate", [certificateOf("good"), certificateOf("expired"), certificateOf("wrong-name")], (bytes) => {
    const certificate = certificateFrom(bytes);
    if (certificate === null) return;
    const trace = new Trace(true, true);
    Object.assign(trace, { certificate, chain: [certificate], tls: { protocol: "TLSv1.3", cipher: "x", trusted: true } });
    const told = JSON.stringify([tlsFacts(trace, 0), evidenceOf(trace, null, (shown) => shown)]);
    assert.ok(told.length < 400_000);
  }),
  target("bson", bson, (bytes) => {
    try {
      assert.ok(JSON.stringify(fromBson(bytes, broken)).length < 1_000_000);
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
    }
  }),
  target("grpc health", [health(8, 1), health(8, 2, 0x12, 2, 1, 2), health(0x15, 1, 2, 3, 4, 8, 1)], (bytes) => {
    assert.ok((healthOf(bytes) ?? "").length < 40);
  }),
];

function broken(): never {
  throw new Broken();
}

/** Null for what OpenSSL does not take for a certificate: no peer can show it to us. */
function certificateFrom(bytes: Buffer): X509Certificate | null {
  try {
    return new X509Certificate(bytes);
  } catch {
    return null;
  }
}
