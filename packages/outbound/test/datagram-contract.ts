import type { ActiveSpec } from "@vedette/core/monitor-spec";
import { MonitorSpec, isActive } from "@vedette/core/monitor-spec";
import type { ProbeResult } from "@vedette/core/probe-result";
import { startNameServer } from "@vedette/testkit/name-server";
import { type UdpServer, startUdpServer } from "@vedette/testkit/scripted-udp-server";
import { createSocket } from "node:dgram";
import { describe, expect, it } from "vitest";
import { probe } from "../src/probe.ts";
import { forbiddenHosts } from "./address-tricks.ts";
import { conclusive, gist, localDeps, never, publicDeps, timed } from "./local-deps.ts";

/** What every kind that asks by datagram has to show, and what the contract needs to know of it. */
export type DatagramCase = {
  kind: ActiveSpec["kind"];
  /** Spec input that asks `host` at `port`. */
  spec: (host: string, port: number) => Record<string, unknown>;
  /** The datagram of a server of good manners: a check of `spec` against it is up. */
  answer: (request: Buffer) => Buffer;
};

const timeoutMs = 500;

async function check(input: Record<string, unknown>, deps = localDeps, signal = never): Promise<ProbeResult> {
  const spec = MonitorSpec.parse({ timeoutMs, ...input });
  if (!isActive(spec)) throw new Error("this kind is not probed");
  return await conclusive(() => probe(spec, deps, signal, "detailed"));
}

/** Keeps each kind that asks by datagram to what the house promises of all kinds. */
export function itKeepsTheDatagramContract({ kind, spec, answer }: DatagramCase): void {
  describe(`${kind} keeps the contract by datagram`, timed, () => {
    const ofServer = (server: UdpServer, signal = never) => check(spec("127.0.0.1", server.port), localDeps, signal);

    it("is up against a server of good manners, with its address and its time", async () => {
      await using server = await startUdpServer((request, reply) => reply(answer(request)));
      const result = await ofServer(server);
      expect(result, JSON.stringify(result)).toMatchObject({ outcome: "answered", evidence: { address: `127.0.0.1:${server.port}` } });
      expect(result.phases.firstByteUs).toBeGreaterThan(0);
    });

    it("names a closed port", async () => {
      const server = await startUdpServer(() => {});
      const { port } = server;
      await server[Symbol.asyncDispose]();
      expect(gist(await check(spec("127.0.0.1", port)))).toBe("connect_refused");
    });

    it("asks the name server that it was given, and sends in the family that it was given", async () => {
      await using names = await startNameServer((_name, type) => (type === "A" ? ["127.0.0.1"] : ["::1"]));
      await using server = await startUdpServer((request, reply) => reply(answer(request))); // listens in one family alone
      const inFamily = (family: string) => check({ ...spec("good.test", server.port), nameServer: names.address, family });
      expect(await inFamily("ipv4")).toMatchObject({ outcome: "answered", evidence: { address: `127.0.0.1:${server.port}` } });
      expect(gist(await inFamily("ipv6"))).toBe("connect_refused");
      expect(names.questions).toContain("good.test A");
    });

    it("sends nothing to a forbidden address, however it is spelt", async () => {
      await using canary = await startUdpServer((request, reply) => reply(answer(request)));
      for (const host of forbiddenHosts) {
        const input = MonitorSpec.safeParse({ timeoutMs, ...spec(host, canary.port) });
        if (!input.success || !isActive(input.data)) continue;
        expect(gist(await probe(input.data, publicDeps, never)), host).toMatch(/^(?:address_refused|dns_not_found)$/);
      }
      expect(canary.received).toHaveLength(0);
    });

    it.each<[name: string, noise: (request: Buffer) => Buffer[]]>([
      ["says nothing", () => []],
      ["sends an empty datagram", () => [Buffer.alloc(0)]],
      ["sends noise", () => Array.from({ length: 20 }, (_, i) => Buffer.alloc(i * 37, i))],
      ["sends the request back", (request) => [request]],
      ["sends 60 kB", () => [Buffer.alloc(60_000, 1)]],
      ["sends half of the answer", (request) => [answer(request).subarray(0, answer(request).length / 2)]],
    ])("ends in time, is not up and blames the target when it %s", async (_name, noise) => {
      await using server = await startUdpServer((request, reply) => noise(request).forEach(reply));
      const result = await ofServer(server);
      expect(result.totalUs).toBeLessThan((timeoutMs + 250) * 1_000);
      expect(result.outcome, JSON.stringify(result)).toBe("failed");
      expect(JSON.stringify(result).length).toBeLessThan(40_000);
    });

    it("is not kept busy by one that sends without end", async () => {
      let flood: NodeJS.Timeout | undefined;
      await using server = await startUdpServer((_request, reply) => {
        flood ??= setInterval(() => Array.from({ length: 50 }, () => reply(Buffer.alloc(64, 7))), 1);
      });
      const startedAtMs = performance.now();
      const result = await ofServer(server);
      clearInterval(flood);
      expect(performance.now() - startedAtMs).toBeLessThan(timeoutMs + 250);
      expect(result.outcome, JSON.stringify(result)).toBe("failed");
    });

    it("listens to nobody else: an answer from another address is not heard", async () => {
      const stranger = createSocket("udp4");
      await new Promise<void>((resolve) => stranger.bind(0, "127.0.0.1", resolve));
      await using server = await startUdpServer(() => {});
      const asked = ofServer(server);
      await expect.poll(() => server.received.length).toBeGreaterThan(0);
      const [request = Buffer.alloc(0)] = server.received;
      await new Promise((sent) => stranger.send(answer(request), server.askers[0], "127.0.0.1", sent));
      expect(gist(await asked)).toBe("no_reply");
      await new Promise<void>((closed) => stranger.close(closed));
    });

    it("ends early when we shut down, and blames nobody", async () => {
      await using server = await startUdpServer(() => {});
      const stopping = new AbortController();
      const running = ofServer(server, stopping.signal);
      await expect.poll(() => server.received.length).toBeGreaterThan(0);
      stopping.abort();
      expect(gist(await running)).toBe("shutting_down");
    });
  });
}
