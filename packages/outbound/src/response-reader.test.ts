import { cpuMsOf } from "@vedette/testkit/cpu-time";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ResponseReader } from "./response-reader.ts";

/** Feeds the parts and then the end; what a check would make of it. */
function read(parts: (Buffer | string)[], method = "GET", isClosed = true): string {
  const reader = new ResponseReader(method);
  for (const part of parts) {
    const state = reader.push(Buffer.from(part));
    if (state !== "more") return typeof state === "string" ? `${reader.head?.status}` : state.failed;
  }
  if (!isClosed) return "more";
  const end = reader.end();
  return typeof end === "string" ? `${reader.head?.status}` : end.failed;
}

const chunkedHello = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nTrailer: 1\r\n\r\n";
const complete: [name: string, response: string][] = [
  ["a length", "HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello"],
  ["chunks", chunkedHello],
  [
    "interim responses",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
  ],
  ["no body", "HTTP/1.1 204 No Content\r\n\r\n"],
  ["not modified", "HTTP/1.1 304 Not Modified\r\nContent-Length: 500\r\n\r\n"],
  ["an empty body", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"],
  ["no reason phrase", "HTTP/1.1 200\r\nContent-Length: 1\r\n\r\nx"],
  ["a status of its own making", "HTTP/1.1 999 Request denied\r\nContent-Length: 1\r\n\r\nx"],
];

describe("a response with a definite end", () => {
  it.each(complete)("with %s is read without waiting for the connection to close", (_name, response) => {
    expect(read([response], "GET", false)).toMatch(/^[1-9]\d\d$/);
  });

  it.each(complete)("with %s means the same however it is cut in two", (_name, response) => {
    const whole = read([response], "GET", false);
    for (let i = 1; i < response.length; i++)
      expect(read([response.slice(0, i), response.slice(i)], "GET", false), `cut at ${i}`).toBe(whole);
  });

  it.each(complete)("with %s means the same byte by byte", (_name, response) => {
    expect(read(response.split(""), "GET", false)).toBe(read([response], "GET", false));
  });

  it.each(complete)("with %s is not complete when it ends early at any byte", (_name, response) => {
    for (let i = 0; i < response.length; i++) expect(read([response.slice(0, i)]), `ended at ${i}`).toBe("connection_closed");
  });
});

it("ends with the connection where nothing else says where", () => {
  expect(read(["HTTP/1.1 200 OK\r\n\r\nhello"], "GET", false)).toBe("more");
  expect(read(["HTTP/1.1 200 OK\r\n\r\nhello"])).toBe("200");
  expect(read(["HTTP/1.0 200 OK\r\nServer: old\r\n\r\n"])).toBe("200");
  expect(read(["HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nx"])).toBe("200");
});

it("expects no body after HEAD", () => {
  expect(read(["HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"], "HEAD", false)).toBe("200");
  expect(read(["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"], "HEAD", false)).toBe("200");
});

describe("invalid responses", () => {
  it.each([
    ["a banner of another protocol", "SSH-2.0-OpenSSH_9.6\r\n"],
    ["a TLS alert", "\u0015\u0003\u0001\u0000\u0002\u0002\u0046"],
    ["HTTP/2", "HTTP/2 200\r\n\r\n"],
    ["HTTP/0.9", "<html>hello</html>"],
    ["status 000", "HTTP/1.1 000 Nothing\r\n\r\n"],
    ["a status of two digits", "HTTP/1.1 20 OK\r\n\r\n"],
    ["a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n"],
    ["no status", "HTTP/1.1  OK\r\n\r\n"],
    ["bare line feeds", "HTTP/1.1 200 OK\nContent-Length: 0\n\n"],
    ["one bare line feed", "HTTP/1.1 200 OK\r\nA: 1\nB: 2\r\n\r\n"],
    ["a bare carriage return", "HTTP/1.1 200 OK\r\nA: 1\rB: 2\r\n\r\n"],
    ["NUL in a header", "HTTP/1.1 200 OK\r\nA: \u0000\r\n\r\n"],
    ["a header without a name", "HTTP/1.1 200 OK\r\n: x\r\n\r\n"],
    ["a header without a colon", "HTTP/1.1 200 OK\r\nx\r\n\r\n"],
    ["a space before the colon", "HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\n"],
    ["a folded line", "HTTP/1.1 200 OK\r\nA: 1\r\n 2\r\n\r\n"],
    ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n"],
    ["a list of lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\n"],
    ["a negative length", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"],
    ["a length with a sign", "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\n"],
    ["a length in hex", "HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\n"],
    ["a length beyond reason", `HTTP/1.1 200 OK\r\nContent-Length: ${"9".repeat(30)}\r\n\r\n`],
    ["length and chunks", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"],
    ["chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"],
    ["a switch of protocols nobody asked for", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"],
    ["interim responses without end", "HTTP/1.1 100 Continue\r\n\r\n".repeat(20)],
    ["a chunk without a size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n"],
    ["a chunk with a wrong size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n"],
    ["a chunk with an endless size", `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${"1".repeat(20)}`],
    ["a chunk with a negative size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n"],
    ["a chunk that ends in a bare line feed", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello"],
  ])("%s", (_name, response) => {
    expect(read([Buffer.from(response, "latin1")], "GET", false)).toBe("invalid_response");
  });
});

it.each([
  ["one endless header", `A: ${"x".repeat(70_000)}`],
  ["a flood of headers", "A: 1\r\n".repeat(12_000)],
  ["an endless status line", "x".repeat(70_000)],
])("stops at 64 kB of %s", (_name, rest) => {
  const bytes = Buffer.from(`HTTP/1.1 200 OK\r\n${rest}`);
  expect(read([bytes], "GET", false)).toBe("headers_too_large");
  expect(read(chunksOf(bytes, 1_000), "GET", false)).toBe("headers_too_large");
});

it.each([
  ["with a length", "Content-Length: 10000000000"],
  ["until close", "Server: x"],
  ["in one chunk", "Transfer-Encoding: chunked"],
])("waits for 1 MB of an endless body %s and no more", (_name, header) => {
  const parts = [`HTTP/1.1 200 OK\r\n${header}\r\n\r\n`, "ffffffffff\r\n", ...Array.from({ length: 17 }, () => Buffer.alloc(65_536))];
  expect(read(parts.slice(0, 10), "GET", false)).toBe("more");
  expect(read(parts, "GET", false)).toBe("200");
});

it("costs little per byte when a head comes byte by byte", () => {
  const reader = new ResponseReader("GET");
  const byte = Buffer.from("x");
  reader.push(Buffer.from("HTTP/1.1 200 OK\r\nA: "));
  const cpuMs = cpuMsOf(() => {
    for (let i = 0; i < 60_000; i++) reader.push(byte);
  });
  expect(cpuMs).toBeLessThan(600);
});

it("takes linear time for a header that is almost all white space", () => {
  const cpuMs = cpuMsOf(() => expect(read([`HTTP/1.1 200 OK\r\nA:${" \t".repeat(30_000)}\u0000\r\n\r\n`])).toBe("invalid_response"));
  expect(cpuMs).toBeLessThan(100);
});

const outcomes = /^(?:[2-9]\d\d|connection_closed|invalid_response|headers_too_large)$/;

it("gives every stream of bytes one of the known outcomes", () => {
  const head = fc.constantFrom("HTTP/1.1 200 OK\r\n", "HTTP/1.0 500 x\r\n", "HTTP/1.1 100 \r\n\r\n", "");
  const field = fc.constantFrom("Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n", "\r\n", "3\r\nabc\r\n", "0\r\n\r\n", "A: b\r\n");
  const noise = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString("latin1"));
  const stream = fc
    .tuple(head, fc.array(fc.oneof({ weight: 4, arbitrary: field }, noise), { maxLength: 12 }))
    .map(([first, rest]) => Buffer.from(first + rest.join(""), "latin1"));
  fc.assert(
    fc.property(stream, fc.integer({ min: 1, max: 64 }), fc.constantFrom("GET", "HEAD"), (bytes, size, method) => {
      const whole = read([bytes], method);
      expect(whole).toMatch(outcomes);
      expect(read(chunksOf(bytes, size), method)).toBe(whole);
    }),
    { numRuns: 5_000 },
  );
});

it("gives a mutated response one of the known outcomes", () => {
  fc.assert(
    fc.property(fc.nat(chunkedHello.length - 1), fc.integer({ min: 0, max: 255 }), fc.nat(3), (at, byte, removed) => {
      const bytes = Buffer.from(chunkedHello);
      expect(read([Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at + removed)])])).toMatch(outcomes);
    }),
    { numRuns: 5_000 },
  );
});

function chunksOf(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}
