import { UdpSpec } from "@vedette/core/kinds/udp";
import { startUdpServer } from "@vedette/testkit/scripted-udp-server";
import { expect, it } from "vitest";
import { probe } from "../src/probe.ts";
import { itKeepsTheDatagramContract } from "./datagram-contract.ts";
import { gist, localDeps, never } from "./local-deps.ts";

itKeepsTheDatagramContract({
  kind: "udp",
  spec: (host, port) => ({ kind: "udp", host, port, send: String.raw`PING\n`, expect: "PONG" }),
  answer: () => Buffer.from("+PONG"),
});

const specOf = (port: number, more: object) => UdpSpec.parse({ kind: "udp", host: "127.0.0.1", port, timeoutMs: 500, ...more });

it("shows the replies when none is what is expected", async () => {
  await using server = await startUdpServer((_request, reply) => reply("-ERR go away\n"));
  expect(await probe(specOf(server.port, { send: "HELLO", expect: "+OK" }), localDeps, never)).toMatchObject({
    failure: "reply_unexpected",
    evidence: {
      transcript: [
        { from: "us", text: "HELLO" },
        { from: "them", text: "-ERR go away" },
      ],
    },
  });
});

it("takes silence for good where no reply is needed, but not a closed port", async () => {
  const server = await startUdpServer(() => {});
  const spec = specOf(server.port, { needsReply: false, send: "<14>hello" });
  expect(gist(await probe(spec, localDeps, never))).toBe("answered");
  expect(server.received.map(String)).toEqual(["<14>hello"]);
  await server[Symbol.asyncDispose]();
  expect(gist(await probe(spec, localDeps, never))).toBe("connect_refused");
});
