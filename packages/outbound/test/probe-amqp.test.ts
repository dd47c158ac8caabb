import { MonitorSpec, isActive } from "@vedette/core/monitor-spec";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import type { Socket } from "node:net";
import { expect, it } from "vitest";
import { probe } from "../src/probe.ts";
import { itKeepsTheContract } from "./kind-contract.ts";
import { conclusive, gist, localDeps, never } from "./local-deps.ts";

const password = "correct horse";

function frame(type: number, channel: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(7);
  head.writeUInt8(type, 0);
  head.writeUInt16BE(channel, 1);
  head.writeUInt32BE(payload.length, 3);
  return Buffer.concat([head, payload, Buffer.from([0xce])]);
}

const method = (channel: number, hex: string, text = "") =>
  frame(1, channel, Buffer.concat([Buffer.from(hex, "hex"), Buffer.from(text, "latin1")]));
/** What a close says: code, text, and the method that was at fault. */
const close = (hex: string, code: number, text: string, channel = 0) =>
  method(channel, hex, `${String.fromCodePoint(code >> 8, code & 255, text.length)}${text}\0\0\0\0`);

/** The connection.start of RabbitMQ 3.10.8 with all but its version left out of the table. */
const start = method(
  0,
  "000a000a0009" +
    "00000013" +
    "0776657273696f6e" +
    "5300000006" +
    "332e31302e38" +
    "0000000e504c41494e20414d51504c41494e" +
    "00000005656e5f5553",
);

type Answers = Record<string, (payload: Buffer) => readonly Buffer[]>;
const deliver = (body: Buffer) => [
  method(1, "003c003c", "\u0004ctag\0\0\0\0\0\0\0\u0001\0\0\u0003q-1"),
  frame(2, 1, Buffer.concat([Buffer.from("003c0000", "hex"), Buffer.from([0, 0, 0, 0, 0, 0, 0, body.length]), Buffer.from([0, 0])])),
  frame(8, 0, Buffer.alloc(0)),
  frame(3, 1, body),
];

/** What RabbitMQ 3.10.8 answers to each method, by class and method number; `body` to a message's body. */
const rabbit: Answers = {
  header: () => [start],
  "10.11": () => [method(0, "000a001e07ff00020000003c")],
  "10.40": () => [method(0, "000a002900")],
  "20.10": () => [method(1, "0014000b00000000")],
  "50.10": () => [method(1, "0032000b", "\u0003q-1\0\0\0\u0007\0\0\0\u0002")],
  "60.20": () => [method(1, "003c0015", "\u0004ctag")],
  body: deliver,
  "10.50": () => [method(0, "000a0033")],
};

function broker(answers: Answers = {}): (socket: Socket) => void {
  const all = { ...rabbit, ...answers };
  return (socket) => {
    let unread = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      unread = Buffer.concat([unread, chunk]);
      const say = (name: string, payload = Buffer.alloc(0)) => all[name]?.(payload).forEach((each) => socket.write(each));
      if (unread.toString("latin1").startsWith("AMQP") && unread.length >= 8) {
        unread = unread.subarray(8);
        say("header");
      }
      while (unread.length >= 8 && unread.length >= 8 + unread.readUInt32BE(3)) {
        const [type, size] = [unread.readUInt8(0), unread.readUInt32BE(3)];
        const payload = unread.subarray(7, 7 + size);
        unread = unread.subarray(8 + size);
        if (type === 1) say(`${payload.readUInt16BE(0)}.${payload.readUInt16BE(2)}`, payload);
        if (type === 3) say("body", payload);
      }
    });
  };
}

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
