import { MonitorSpec, isActive } from "@vedette/core/monitor-spec";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { expect, it } from "vitest";
import { probe } from "../src/probe.ts";
import { itKeepsTheContract } from "./kind-contract.ts";
import { conclusive, gist, localDeps, never } from "./local-deps.ts";
import { type Broker, broker } from "./mqtt-script.ts";

const password = "correct horse";

itKeepsTheContract({
  kind: "mqtt",
  spec: (host, port) => ({ kind: "mqtt", host, port, user: "watch", password, topic: "a/b" }),
  serve: broker(),
  secrets: [password],
});

async function check(port: number, input: Record<string, unknown> = {}) {
  const spec = MonitorSpec.parse({ kind: "mqtt", host: "127.0.0.1", port, timeoutMs: 2_000, topic: "a/b", ...input });
  if (!isActive(spec)) throw new Error("not probed");
  return await conclusive(() => probe(spec, localDeps, never, "detailed"));
}

it.each([
  ["3.1.1", {}],
  ["5", { version: 5 as const }],
])("publishes and receives in version %s", async (version, script) => {
  await using server = await startTcpServer(broker(script));
  const { facts } = (await check(server.port, { version })).evidence;
  expect(facts).toMatchObject({ "mqtt.message": expect.stringMatching(/^[0-9a-f]{32}$/), "mqtt.round_trip": expect.any(Number) });
});

it.each([
  ["3.1.1", {}],
  ["5", { version: 5 as const }],
])("waits for a retained message in version %s", async (version, script) => {
  await using server = await startTcpServer(broker({ ...script, retained: "21.5" }));
  const { facts } = (await check(server.port, { version, exchange: "wait" })).evidence;
  expect(facts).toMatchObject({ "mqtt.message": "21.5" });
  expect(facts).not.toHaveProperty("mqtt.round_trip");
});

it("says who we are in the bytes that the standard asks for", async () => {
  const first: Buffer[] = [];
  await using server = await startTcpServer((socket) => {
    socket.once("data", (chunk: Buffer) => first.push(chunk));
    broker()(socket);
  });
  await check(server.port, { user: "u", password: "pass", clientId: "me" });
  // MQTT 3.1.1, 3.1: protocol name and level, flags for user, password and clean session, keep-alive 60.
  expect(first[0]?.toString("hex")).toBe("101700044d51545404c2003c00026d65000175000470617373");
});

it.each<[string, Broker, Record<string, unknown>, string]>([
  ["a wrong password", { connack: "20020005" }, {}, "auth_failed"],
  ["a wrong password in version 5", { version: 5, connack: "2003008700" }, { version: "5" }, "auth_failed"],
  ["a broker that is not there yet", { connack: "20020003" }, {}, "service_unhealthy"],
  ["a version that is not spoken", { connack: "20020001" }, {}, "query_failed"],
  ["a topic that may not be read", { suback: "9003000180" }, {}, "query_failed"],
  ["a length without end", { connack: "20ffffffffff" }, {}, "protocol_error"],
  ["a packet that is too large", { connack: "20ffff7f" }, {}, "too_large"],
])("names %s", async (_name, script, input, failure) => {
  await using server = await startTcpServer(broker(script));
  expect(gist(await check(server.port, input))).toBe(failure);
});
