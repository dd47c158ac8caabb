import { SshSpec } from "@vedette/core/kinds/ssh";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { expect, it } from "vitest";
import { probe } from "../src/probe.ts";
import { itKeepsTheContract } from "./kind-contract.ts";
import { conclusive, gist, localDeps, never } from "./local-deps.ts";

itKeepsTheContract({
  kind: "ssh",
  spec: (host, port) => ({ kind: "ssh", host, port }),
  serve: (socket) => socket.write("Welcome to a good server\r\nSSH-2.0-OpenSSH_10.0 Debian-7\r\n"),
  secrets: [],
});

async function check(banner: string) {
  await using server = await startTcpServer((socket) => socket.write(banner));
  return await conclusive(
    async () =>
      await probe(SshSpec.parse({ kind: "ssh", host: "127.0.0.1", port: server.port, timeoutMs: 1_000 }), localDeps, never, "detailed"),
  );
}

it("tells the banner, and what was said before it", async () => {
  expect(await check("be warned\r\nSSH-2.0-OpenSSH_10.0 Debian-7\r\n")).toMatchObject({
    outcome: "answered",
    evidence: {
      facts: { "ssh.banner": "SSH-2.0-OpenSSH_10.0 Debian-7" },
      transcript: [
        { from: "them", text: "be warned" },
        { from: "them", text: "SSH-2.0-OpenSSH_10.0 Debian-7" },
        { from: "us", text: "SSH-2.0-Vedette" },
      ],
    },
  });
});

it("version 1 alone is not what is watched", async () => {
  expect(gist(await check("SSH-1.5-old\r\n"))).toBe("protocol_error");
});
