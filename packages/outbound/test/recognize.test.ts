import type { Socket } from "node:net";
import { freePort } from "@vedette/testkit/free-port";
import type { ActiveSpec } from "@vedette/core/monitor-spec";
import { recognize } from "@vedette/core/recognize";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { tlsFixture } from "@vedette/testkit/tls-fixtures";
import { expect, it } from "vitest";
import { probe } from "../src/probe.ts";
import { localDeps, never } from "./local-deps.ts";

const found = async (port: number) =>
  await recognize({ host: "127.0.0.1", port }, async (spec) => await probe(spec, localDeps, never, "detailed"));

it.each([
  ["SSH-2.0-OpenSSH_9.6\r\n", "ssh"],
  ["220 mail.example.com ESMTP\r\n", "smtp"],
  ["220 (vsFTPd 3.0.5)\r\n", "ftp"],
  ["* OK IMAP4rev1 ready\r\n", "imap"],
  ["+OK POP3 ready\r\n", "pop3"],
  ['INFO {"server_id":"A","version":"2.10"}\r\n', "nats"],
  ["J\0\0\0\n8.0.36\0\x0b\0\0\0caching_sha2_password\0", "mysql"],
  ["hello\r\n", "tcp"],
])("knows the greeting %j", async (greeting, scheme) => {
  await using server = await startTcpServer((socket) => socket.write(greeting));
  expect(await found(server.port)).toBe(scheme);
});

it("asks those that wait: HTTP, whatever its status, HTTPS with a certificate that nobody trusts, Redis behind a password", async () => {
  await using plain = await startScriptedServer(500);
  await using secure = await startScriptedServer(200, tlsFixture("good"));
  const redis = (socket: Socket) =>
    socket.on("data", (said: Buffer) => socket.end(said.includes("PING") ? "-NOAUTH Authentication required.\r\n" : ""));
  await using server = await startTcpServer(redis);
  await using silent = await startTcpServer(() => {});
  expect(await Promise.all([plain, secure, server, silent].map(async ({ port }) => await found(port)))).toEqual([
    "http",
    "https",
    "redis",
    "tcp",
  ]);
}, 20_000);

it("asks again where the prober itself stood still", async () => {
  await using server = await startScriptedServer(200);
  const asked = new Set<string>();
  const stumbling = async (spec: ActiveSpec) => {
    if (asked.has(spec.kind)) return await probe(spec, localDeps, never, "detailed");
    asked.add(spec.kind);
    return await probe(spec, localDeps, AbortSignal.abort(), "detailed"); // inconclusive, as after a stall
  };
  expect(await recognize({ host: "127.0.0.1", port: server.port }, stumbling)).toBe("http");
});

it("goes on where the prober stood still twice, and takes what was reached for open", async () => {
  await using server = await startTcpServer(() => {});
  const stalled = (spec: ActiveSpec) => spec.kind === "tcp" || spec.kind === "redis";
  const stumbling = async (spec: ActiveSpec) => await probe(spec, localDeps, stalled(spec) ? AbortSignal.abort() : never, "detailed");
  expect(await recognize({ host: "127.0.0.1", port: server.port }, stumbling)).toBe("tcp");
}, 20_000);

it("finds nothing where nothing listens", async () => {
  expect(await found(await freePort())).toBeNull();
});
