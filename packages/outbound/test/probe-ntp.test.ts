import { NtpSpec } from "@vedette/core/kinds/ntp";
import { startUdpServer } from "@vedette/testkit/scripted-udp-server";
import { expect, it } from "vitest";
import { probe } from "../src/probe.ts";
import { itKeepsTheDatagramContract } from "./datagram-contract.ts";
import { conclusive, localDeps, never } from "./local-deps.ts";

/** A reply as RFC 5905 section 7.3 draws it, from a server whose clock is `aheadMs` ahead. */
function timeReply(request: Buffer, { aheadMs = 0, stratum = 2, leap = 0, kiss = "", nowMs = Date.now() } = {}): Buffer {
  const reply = Buffer.alloc(48);
  reply[0] = (leap << 6) | (4 << 3) | 4;
  reply[1] = stratum;
  reply.writeUInt32BE(0x8000, 8);
  reply.write(kiss, 12, "latin1");
  request.copy(reply, 24, 40, 48);
  for (const at of [32, 40]) {
    const seconds = (nowMs + aheadMs) / 1_000 + 2_208_988_800;
    reply.writeUInt32BE(Math.floor(seconds) % 2 ** 32, at);
    reply.writeUInt32BE(Math.floor((seconds % 1) * 2 ** 32), at + 4);
  }
  return reply;
}

itKeepsTheDatagramContract({ kind: "ntp", spec: (host, port) => ({ kind: "ntp", host, port }), answer: (request) => timeReply(request) });

async function check(answer: (request: Buffer) => Buffer, now = Date.now) {
  await using server = await startUdpServer((request, reply) => reply(answer(request)));
  const spec = NtpSpec.parse({ kind: "ntp", host: "127.0.0.1", port: server.port, timeoutMs: 2_000 });
  return await conclusive(async () => await probe(spec, { ...localDeps, now }, never, "detailed"));
}

it.each([3_000, -3_000])("tells by how much the clocks differ: %i ms, without a sign", async (aheadMs) => {
  const { evidence } = await check((request) => timeReply(request, { aheadMs }));
  expect(evidence.facts?.["ntp.offset"]).toBeGreaterThan(2_900);
  expect(evidence.facts?.["ntp.offset"]).toBeLessThan(3_100);
  expect(evidence.facts?.["ntp.root_dispersion"]).toBe(500);
  expect(evidence.facts?.["ntp.stratum"]).toBe(2);
});

it("reads the time on both sides of 2036, when the counter begins anew", async () => {
  const turnMs = Date.UTC(2036, 1, 7, 6, 28, 16);
  for (const aheadMs of [-500, 500]) {
    const { evidence } = await check(
      (request) => timeReply(request, { nowMs: turnMs, aheadMs }),
      () => turnMs,
    );
    expect(evidence.facts?.["ntp.offset"]).toBeGreaterThan(400);
    expect(evidence.facts?.["ntp.offset"]).toBeLessThan(600);
  }
});

it.each<[string, Parameters<typeof timeReply>[1], RegExp]>([
  ["turns us away", { stratum: 0, kiss: "RATE" }, /kiss code RATE/],
  ["has no time itself", { stratum: 16 }, /not synchronised/],
  ["warns that it is not synchronised", { leap: 3 }, /not synchronised/],
])("a server that %s is unhealthy", async (_name, reply, message) => {
  expect(await check((request) => timeReply(request, reply))).toMatchObject({
    failure: "service_unhealthy",
    message: expect.stringMatching(message),
  });
});

it("sends nothing that tells our time", async () => {
  const requests: Buffer[] = [];
  for (let i = 0; i < 2; i++) await check((request) => (requests.push(request), timeReply(request)));
  expect(requests[0]?.subarray(0, 40)).toEqual(requests[1]?.subarray(0, 40));
  expect(requests[0]?.subarray(40)).not.toEqual(requests[1]?.subarray(40));
});
