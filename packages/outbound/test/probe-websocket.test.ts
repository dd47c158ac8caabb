import { WebsocketSpec } from "@vedette/core/kinds/websocket";
import { listenOnLoopback } from "@vedette/testkit/listen-on-loopback";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { testAuthority, tlsFixture } from "@vedette/testkit/tls-fixtures";
import { type IncomingMessage, createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { expect, it } from "vitest";
import { type ServerOptions, type WebSocket, WebSocketServer } from "ws";
import { probe } from "../src/probe.ts";
import { itKeepsTheContract } from "./kind-contract.ts";
import { conclusive, gist, localDeps, never } from "./local-deps.ts";
import { frame, shakingHands } from "./websocket-script.ts";

itKeepsTheContract({
  kind: "websocket",
  spec: (host, port) => ({
    kind: "websocket",
    url: `ws://${host.includes(":") ? `[${host}]` : host}:${port}/live`,
    send: "hello {{token}}",
    expect: "welcome",
    headers: [{ name: "Authorization", value: "Bearer {{token}}" }],
    secrets: [{ name: "token", value: "s3cr3t-t0ken" }],
  }),
  serve: shakingHands((socket, sent) => ((sent[0] ?? 0) === 0x88 ? socket.end() : socket.write(frame(0x81, "welcome s3cr3t-t0ken")))),
  secrets: ["s3cr3t-t0ken"],
});

type Live = AsyncDisposable & { port: number; closes: number[]; pongs: string[] };

/** A server of the `ws` package: somebody else's reading of the same standard. */
async function startWebsocketServer(
  options: ServerOptions,
  greet: (peer: WebSocket, request: IncomingMessage) => void,
  isSecure = false,
): Promise<Live> {
  const http = isSecure ? createHttpsServer(tlsFixture("good")) : createHttpServer();
  const server = new WebSocketServer({ ...options, server: http });
  const live = { closes: [] as number[], pongs: [] as string[] };
  server.on("connection", (peer, request) => {
    peer.on("close", (code) => live.closes.push(code));
    peer.on("pong", (data) => live.pongs.push(data.toString()));
    greet(peer, request);
  });
  const port = await listenOnLoopback(http);
  return {
    ...live,
    port,
    [Symbol.asyncDispose]: async () => {
      for (const peer of server.clients) peer.terminate();
      server.close();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

const echo = (peer: WebSocket) => peer.on("message", (data, isBinary) => peer.send(data, { binary: isBinary }));

async function check(url: string, more: Record<string, unknown> = {}) {
  return await conclusive(
    async () => await probe(WebsocketSpec.parse({ kind: "websocket", url, timeoutMs: 2_000, ...more }), localDeps, never, "detailed"),
  );
}

it.each([5, 125, 126, 4_000])("gets %i characters back from an echo server and closes with 1000", async (length) => {
  await using server = await startWebsocketServer({}, echo);
  const text = "é".repeat(Math.floor(length / 2)).padEnd(length, ".");
  const result = await check(`ws://127.0.0.1:${server.port}`, { send: text, expect: text.slice(0, 100) });
  expect(result).toMatchObject({ outcome: "answered", evidence: { response: { status: 101 }, facts: { reply: text.slice(0, 1_000) } } });
  await expect.poll(() => server.closes).toEqual([1000]);
});

it("answers pings, joins parts, and passes over messages that are not the one", async () => {
  await using server = await startWebsocketServer({}, (peer) => {
    peer.ping("are you there");
    peer.send("noise");
    peer.send("he", { fin: false });
    peer.ping("still");
    peer.send("llo", { fin: true });
  });
  expect(gist(await check(`ws://127.0.0.1:${server.port}`, { expect: "hello" }))).toBe("answered");
  await expect.poll(() => server.pongs).toEqual(["are you there", "still"]);
});

it("speaks wss, agrees on a subprotocol, and sends headers with their secrets", async () => {
  const seen: [string | undefined, unknown][] = [];
  await using server = await startWebsocketServer(
    { handleProtocols: (names) => [...names].at(-1) ?? false },
    (_peer, { url, headers }) => void seen.push([url, headers["x-key"]]),
    true,
  );
  const spec = {
    subprotocol: "v1.chat, v2.chat",
    tls: { authorities: testAuthority },
    headers: [{ name: "X-Key", value: "{{ key }}" }],
    secrets: [{ name: "key", value: "abcd" }],
  };
  const result = await check(`wss://localhost:${server.port}/chat?room=1`, spec);
  expect(result, JSON.stringify(result)).toMatchObject({ outcome: "answered", evidence: { facts: { "websocket.protocol": "v2.chat" } } });
  expect(seen).toEqual([["/chat?room=1", "abcd"]]);
});

it.each<[outcome: string, name: string, first: (head: string) => string]>([
  ["protocol_error", "the proof is wrong", (head) => head.replace(/Accept: ./, "Accept: *")],
  ["protocol_error", "the upgrade is another", (head) => head.replace("websocket", "h2c")],
  ["protocol_error", "the connection is not upgraded", (head) => head.replace(", Upgrade", "")],
  ["protocol_error", "an extension was not offered", (head) => head.replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: x\r\n\r\n")],
  ["reply_unexpected", "a subprotocol was not offered", (head) => head.replace("\r\n\r\n", "\r\nSec-WebSocket-Protocol: x\r\n\r\n")],
  ["reply_unexpected", "it answers like a web page", (head) => head.replace("101 Switching Protocols", "200 OK")],
  ["auth_failed", "it wants credentials", (head) => head.replace("101 Switching Protocols", "401 Unauthorized")],
  ["invalid_response", "it is not HTTP", () => "220 ready\r\n\r\n"],
])("names %s when %s", async (outcome, _name, change) => {
  await using server = await startTcpServer(shakingHands((socket) => socket.end(), change));
  expect(gist(await check(`ws://127.0.0.1:${server.port}`))).toBe(outcome);
});

it.each<[outcome: string, name: string, bytes: Buffer]>([
  ["protocol_error", "masks a frame", Buffer.from([0x81, 0x81, 0, 0, 0, 0, 65])],
  ["protocol_error", "sets a reserved bit", frame(0xc1, "a")],
  ["protocol_error", "sends an unknown frame", frame(0x83, "a")],
  ["protocol_error", "continues what it has not begun", frame(0x80, "a")],
  ["protocol_error", "begins again in the middle", Buffer.concat([frame(0x01, "a"), frame(0x81, "b")])],
  ["protocol_error", "cuts a ping in parts", frame(0x09, "a")],
  ["protocol_error", "sends text that is not UTF-8", Buffer.from([0x81, 1, 0xff])],
  ["too_large", "announces 2^62 bytes", Buffer.from([0x82, 127, 0x40, 0, 0, 0, 0, 0, 0, 0])],
  ["reply_unexpected", "closes instead of answering", Buffer.concat([Buffer.from([0x88, 5, 0x03, 0xf3]), Buffer.from("bye")])],
])("names %s when the server %s", async (outcome, _name, bytes) => {
  await using server = await startTcpServer(shakingHands((socket) => socket.write(bytes)));
  expect(gist(await check(`ws://127.0.0.1:${server.port}`, { send: "x", expect: "never" }))).toBe(outcome);
});

it("bounds a message that comes in parts without end", async () => {
  const part = Buffer.concat([Buffer.from([0x00, 126, 0xff, 0xff]), Buffer.alloc(65_535, 97)]);
  await using server = await startTcpServer(
    shakingHands((socket) => {
      socket.write(Buffer.concat([Buffer.from([0x01, 1, 97]), part, part, part, part, part]));
    }),
  );
  expect(gist(await check(`ws://127.0.0.1:${server.port}`, { send: "x", expect: "never" }))).toBe("too_large");
});

it("does not wait long for a server that forgets to hang up", async () => {
  await using server = await startTcpServer(shakingHands(() => {}));
  const result = await check(`ws://127.0.0.1:${server.port}`);
  expect(gist(result)).toBe("answered");
  expect(result.totalUs).toBeLessThan(200_000);
});
