import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { tlsFixture } from "@vedette/testkit/tls-fixtures";
import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { check, gist, timed } from "./local-deps.ts";

const timeoutMs = 400;

/** Answers every connection by script once the request has come. */
const startHostile = (script: (socket: Socket) => void) => startTcpServer((socket) => socket.once("data", () => script(socket)));

/** Writes `text` again and again for as long as the peer reads, or once every `everyMs`. */
function repeat(socket: Socket, text: string, everyMs = 0): void {
  const timer = setInterval(() => socket.write(text), everyMs);
  socket.once("close", () => clearInterval(timer));
}

const head = "HTTP/1.1 200 OK\r\n";
const bomb = gzipSync(Buffer.alloc(100_000_000));
const block = "x".repeat(65_536);

describe("whatever a target does, its check ends in time", timed, () => {
  it.each<[name: string, expected: string | number, script: (socket: Socket) => void]>([
    ["says nothing", "response_timeout", () => {}],
    [
      "sends one byte of headers at a time",
      "response_timeout",
      (socket) => repeat(socket.setNoDelay(true), "H", 20) ?? socket.write("HTTP/1.1 200 OK\r\nX: "),
    ],
    [
      "sends one byte of body at a time",
      "response_timeout",
      (socket) => (socket.write(`${head}Content-Length: 1000\r\n\r\n`), repeat(socket, "x", 20)),
    ],
    ["sends an endless body", 200, (socket) => (socket.write(`${head}\r\n`), repeat(socket, block))],
    [
      "sends one endless chunk",
      200,
      (socket) => (socket.write(`${head}Transfer-Encoding: chunked\r\n\r\nffffffff\r\n`), repeat(socket, block)),
    ],
    [
      "sends endless small chunks",
      200,
      (socket) => (socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`), repeat(socket, "1\r\nx\r\n".repeat(5_000))),
    ],
    [
      "sends endless trailers",
      200,
      (socket) => (socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n0\r\n`), repeat(socket, "A: b\r\n".repeat(5_000))),
    ],
    ["sends endless headers", "headers_too_large", (socket) => (socket.write(head), repeat(socket, "A: b\r\n".repeat(5_000)))],
    ["sends 100 large cookies", "headers_too_large", (socket) => socket.write(head + `Set-Cookie: ${"c".repeat(100_000)}\r\n`.repeat(100))],
    ["sends an endless status line", "headers_too_large", (socket) => (socket.write("HTTP/1.1 200 "), repeat(socket, block))],
    ["sends endless interim responses", "invalid_response", (socket) => repeat(socket, "HTTP/1.1 100 Continue\r\n\r\n")],
    ["sends 100,000 headers", "headers_too_large", (socket) => socket.write(`${head}${"A: b\r\n".repeat(100_000)}\r\n`)],
    ["sends status 000", "invalid_response", (socket) => socket.write("HTTP/1.1 000 Nothing\r\n\r\n")],
    ["sends status 999", 999, (socket) => socket.write("HTTP/1.1 999 Denied\r\nContent-Length: 0\r\n\r\n")],
    [
      "contradicts itself about the length",
      "invalid_response",
      (socket) => socket.write(`${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
    ],
    [
      "sends a bomb that nobody asked for",
      200,
      (socket) => socket.end(Buffer.concat([Buffer.from(`${head}Content-Encoding: gzip\r\n\r\n`), bomb])),
    ],
    ["sends noise", "invalid_response", (socket) => repeat(socket, "\u0000\u0001\u0002")],
    ["sends a banner and hangs", "invalid_response", (socket) => socket.write("220 mail.example.com ESMTP\r\n")],
    ["closes without a word", "connection_closed", (socket) => socket.end()],
    ["resets", "connection_closed", (socket) => socket.resetAndDestroy()],
    ["resets in the middle of the body", "connection_closed", (socket) => socket.write(`${head}\r\nhalf`, () => socket.resetAndDestroy())],
    ["closes in the middle of the body", "connection_closed", (socket) => socket.end(`${head}Content-Length: 5\r\n\r\nhal`)],
    ["redirects to itself for ever", "too_many_redirects", (socket) => socket.end("HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n")],
    [
      "redirects and keeps the connection open",
      "too_many_redirects",
      (socket) => socket.write("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 9\r\n\r\n"),
    ],
  ])("%s", async (_name, expected, script) => {
    await using server = await startHostile(script);
    const startedAtMs = performance.now();
    const result = await check(`http://127.0.0.1:${server.port}/`, { timeoutMs });
    expect(gist(result)).toBe(expected);
    expect(performance.now() - startedAtMs).toBeLessThan(timeoutMs + 250);
  });

  it.each<[name: string, expected: string, script: (socket: Socket) => void]>([
    ["never answers the handshake", "tls_timeout", () => {}],
    ["answers the handshake one byte at a time", "tls_timeout", (socket) => repeat(socket.setNoDelay(true), "\u0016", 100)],
    ["answers the handshake with noise", "tls_failed", (socket) => socket.write("no TLS here, move on\r\n")],
    ["closes during the handshake", "tls_failed", (socket) => socket.end()],
    ["resets during the handshake", "tls_failed", (socket) => socket.resetAndDestroy()],
  ])("over TLS: %s", async (_name, expected, script) => {
    await using server = await startHostile(script);
    const startedAtMs = performance.now();
    expect(gist(await check(`https://127.0.0.1:${server.port}/`, { timeoutMs }))).toBe(expected);
    expect(performance.now() - startedAtMs).toBeLessThan(timeoutMs + 250);
  });

  it("resets before it reads anything", async () => {
    await using server = await startTcpServer((socket) => socket.resetAndDestroy());
    // The kernel reports a reset that follows the handshake at once in either of two ways.
    expect(gist(await check(`http://127.0.0.1:${server.port}/`, { timeoutMs }))).toMatch(/^(?:connection_closed|connect_failed)$/);
  });

  it("answers before it was asked", async () => {
    await using server = await startTcpServer((socket) => socket.end(`${head}Content-Length: 2\r\n\r\nok`));
    expect(gist(await check(`http://127.0.0.1:${server.port}/`, { timeoutMs }))).toBe(200);
  });

  it("closes after any number of bytes of an answer: an answer that is whole counts, all others do not", async () => {
    const whole = `${head}Content-Length: 5\r\nServer: x\r\n\r\nhello`;
    let cut = 0;
    await using server = await startHostile((socket) => socket.end(whole.slice(0, cut)));
    for (cut = 0; cut <= whole.length; cut++) {
      expect(gist(await check(`http://127.0.0.1:${server.port}/`, { timeoutMs })), `after ${cut} bytes`).toBe(
        cut === whole.length ? 200 : "connection_closed",
      );
    }
  });
});

it("does not trust an authority that the system does not know", async () => {
  await using server = await startScriptedServer(200, tlsFixture("good"));
  expect(gist(await check(server.url, { timeoutMs: 2_000 }))).toBe("tls_untrusted");
  expect(server.requests).toHaveLength(0);
});

it("holds 200 hanging checks at once in little memory, and ends each of them in time", timed, async () => {
  await using server = await startHostile(() => {});
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const startedAtMs = performance.now();
  const results = await Promise.all(Array.from({ length: 200 }, () => check(`http://127.0.0.1:${server.port}/`, { timeoutMs: 1_000 })));
  expect(performance.now() - startedAtMs).toBeLessThan(1_250);
  for (const result of results) expect(gist(result)).toMatch(/^(?:response_timeout|prober_stalled)$/);
  expect(process.memoryUsage.rss() - before).toBeLessThan(150 * 1_048_576);
});
