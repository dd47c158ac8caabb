import { MonitorSpec, isActive } from "@vedette/core/monitor-spec";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { expect, it } from "vitest";
import { probe } from "../src/probe.ts";
import { itKeepsTheContract } from "./kind-contract.ts";
import { conclusive, gist, localDeps, never } from "./local-deps.ts";
import { type Answers, broker, close, deliver, method, rabbit } from "./amqp-script.ts";

const password = "correct horse";

itKeepsTheContract({
  kind: "amqp",
  spec: (host, port) => ({ kind: "amqp", host, port, user: "watch", password, queue: "jobs", roundTrip: true }),
  serve: broker(),
  secrets: [password],
});

async function check(port: number, input: Record<string, unknown> = {}) {
  const spec = MonitorSpec.parse({ kind: "amqp", host: "127.0.0.1", port, timeoutMs: 2_000, ...input });
  if (!isActive(spec)) throw new Error("not probed");
  return await conclusive(() => probe(spec, localDeps, never, "detailed"));
}

it("counts a queue without creating it, and sends a message round", async () => {
  const declared: number[] = [];
  const declare = (payload: Buffer) => {
    declared.push(payload.readUInt8(7 + payload.readUInt8(6)));
    return rabbit["50.10"]?.(payload) ?? [];
  };
  await using server = await startTcpServer(broker({ "50.10": declare }));
  const { facts } = (await check(server.port, { queue: "jobs", roundTrip: true })).evidence;
  expect(facts).toMatchObject({ "amqp.messages": 7, "amqp.consumers": 2, "amqp.round_trip": expect.any(Number) });
  // queue.declare: passive is the first bit, exclusive the third, auto-delete the fourth.
  expect(declared).toEqual([0b1, 0b1100]);
});

it("asks nothing but a connection and a channel when nothing else is wanted", async () => {
  await using server = await startTcpServer(broker({ "50.10": () => [] }));
  expect(gist(await check(server.port))).toBe("answered");
});

it.each<[string, Answers, Record<string, unknown>, string, string]>([
  [
    "a wrong password",
    { "10.11": () => [close("000a0032", 403, "ACCESS_REFUSED - Login was refused")] },
    {},
    "auth_failed",
    "403 ACCESS_REFUSED",
  ],
  [
    "a virtual host that is not there",
    { "10.40": () => [close("000a0032", 530, "NOT_ALLOWED - vhost nope not found")] },
    {},
    "query_failed",
    "530",
  ],
  [
    "a queue that is not there",
    { "50.10": () => [close("00140028", 404, "NOT_FOUND - no queue 'jobs'", 1)] },
    { queue: "jobs" },
    "query_failed",
    "404",
  ],
  [
    "a broker that is stopped",
    { "20.10": () => [close("000a0032", 320, "CONNECTION_FORCED - broker forced connection closure")] },
    {},
    "service_unhealthy",
    "320",
  ],
  ["another version", { header: () => [Buffer.from("AMQP\u0003\u0001\0\0")] }, {}, "protocol_error", ""],
  ["a message that is not ours", { body: () => deliver(Buffer.from("other")) }, { roundTrip: true }, "reply_unexpected", "other"],
  [
    "a frame without its end",
    { "10.40": () => [Buffer.concat([method(0, "000a002900").subarray(0, -1), Buffer.from([0])])] },
    {},
    "protocol_error",
    "",
  ],
])("names %s", async (_name, answers, input, failure, detail) => {
  await using server = await startTcpServer(broker(answers));
  const result = await check(server.port, input);
  expect(gist(result)).toBe(failure);
  expect(result.evidence.detail ?? "").toContain(detail);
});
