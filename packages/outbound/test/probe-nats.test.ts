import { MonitorSpec, isActive } from "@vedette/core/monitor-spec";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { testAuthority } from "@vedette/testkit/tls-fixtures";
import { expect, it } from "vitest";
import { probe } from "../src/probe.ts";
import { itKeepsTheContract } from "./kind-contract.ts";
import { speakLines } from "./line-server.ts";
import { conclusive, gist, localDeps, never } from "./local-deps.ts";
import { overTls } from "./over-tls.ts";
import { info, server } from "./nats-script.ts";

const password = 'p"a\\ss-word';
const token = "s3cr3t-token";
itKeepsTheContract({
  kind: "nats",
  spec: (host, port) => ({ kind: "nats", host, port, user: "watch", password, token, subject: "vedette.check" }),
  serve: server(),
  secrets: [password, token],
});

async function check(port: number, input: Record<string, unknown> = {}) {
  const spec = MonitorSpec.parse({ kind: "nats", host: "127.0.0.1", port, timeoutMs: 2_000, ...input });
  if (!isActive(spec)) throw new Error("not probed");
  return await conclusive(() => probe(spec, localDeps, never, "detailed"));
}

it("publishes, receives its own message among others, and tells what the server is", async () => {
  await using nats = await startTcpServer(server());
  const { facts, transcript } = (await check(nats.port, { user: "watch", password, subject: "vedette.check" })).evidence;
  expect(facts).toMatchObject({ "nats.version": "2.9.10", "nats.jetstream": true, "nats.round_trip": expect.any(Number) });
  expect(transcript).toContainEqual({ from: "us", text: "CONNECT as watch" });
  expect(transcript).toContainEqual({ from: "us", text: "PONG" });
});

it.each([
  [{ PING: "-ERR 'Authorization Violation'\r\n" }, {}, "auth_failed"],
  [{ SUB: "-ERR 'Permissions Violation for Subscription to \"vedette.check\"'\r\n" }, {}, "query_failed"],
  [{ PING: "what?\r\n" }, {}, "protocol_error"],
  [{}, { tls_required: true }, "tls_failed"],
])("tells what is wrong when the server says %j", async (answers, more, failure) => {
  await using nats = await startTcpServer(server(answers, more));
  expect(gist(await check(nats.port, { subject: "vedette.check" }))).toBe(failure);
});

it("goes over to TLS after INFO", async () => {
  // A line that the script answers with TLS stands for the moment at which NATS simply begins it.
  await using nats = await startTcpServer((socket) => {
    const secure = speakLines("", (line) => (line === "PING" ? "PONG\r\n" : ""));
    socket.write(info({ tls_required: true }), () => overTls(socket, secure));
  });
  const tls = { authorities: testAuthority };
  expect(await check(nats.port, { security: "tls", tls })).toMatchObject({ outcome: "answered", evidence: { tls: { trusted: true } } });
  expect(gist(await check(nats.port, { security: "tls" }))).toBe("tls_untrusted");
});
