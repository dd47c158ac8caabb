import { TcpSpec } from "@vedette/core/kinds/tcp";
import { freePort } from "@vedette/testkit/free-port";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { testAuthority } from "@vedette/testkit/tls-fixtures";
import { expect, it } from "vitest";
import { probe } from "../src/probe.ts";
import { unescaped } from "../src/unescaped.ts";
import { itKeepsTheContract } from "./kind-contract.ts";
import { speakLines } from "./line-server.ts";
import { gist, localDeps, never } from "./local-deps.ts";
import { scripts } from "./mail-script.ts";

itKeepsTheContract({
  kind: "tcp",
  spec: (host, port) => ({ kind: "tcp", host, port, send: String.raw`PING\r\n`, expect: "PONG" }),
  serve: (socket) => socket.once("data", () => socket.write("+PONG")),
  secrets: [],
});

it("an open port is enough when nothing is expected", async () => {
  await using server = await startTcpServer(() => {});
  expect(gist(await probe(TcpSpec.parse({ kind: "tcp", host: "127.0.0.1", port: server.port }), localDeps, never))).toBe("answered");
});

it.each([
  ["::1", true],
  ["localhost", undefined],
  ["127.0.0.1", undefined],
])("says of a refused %s whether IPv6 was all that was tried: %s", async (host, ipv6Only) => {
  const { evidence } = await probe(TcpSpec.parse({ kind: "tcp", host, port: await freePort() }), localDeps, never);
  expect(evidence.ipv6Only).toBe(ipv6Only);
});

it("shows what was said when the reply is another one", async () => {
  await using server = await startTcpServer((socket) => socket.end("-ERR go away\r\n"));
  const spec = TcpSpec.parse({ kind: "tcp", host: "127.0.0.1", port: server.port, send: "HELLO", expect: "+OK" });
  expect(await probe(spec, localDeps, never)).toMatchObject({
    outcome: "failed",
    failure: "reply_unexpected",
    evidence: {
      transcript: [
        { from: "us", text: "HELLO" },
        { from: "them", text: "-ERR go away" },
      ],
    },
  });
});

it("goes over to TLS in the middle, as the named protocol does, and only then sends", async () => {
  const { greeting, answer } = scripts.smtp;
  await using server = await startTcpServer(speakLines(greeting, answer));
  const more = { send: String.raw`QUIT-NOT\r\n`, expect: "535", security: "smtp", tls: { authorities: testAuthority }, timeoutMs: 2_000 };
  const spec = TcpSpec.parse({ kind: "tcp", host: "127.0.0.1", port: server.port, ...more });
  const result = await probe(spec, localDeps, never, "detailed");
  expect(result).toMatchObject({ outcome: "answered", evidence: { facts: { "tls.trusted": true } } });
});

it("reads escapes as bytes and leaves the rest alone", () => {
  expect(unescaped(String.raw`a\r\n\x00\xFF\\\qé`)).toEqual(
    Buffer.concat([Buffer.from("a\r\n\0"), Buffer.from([255]), Buffer.from("\\\\qé")]),
  );
});
