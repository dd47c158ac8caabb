import { DnsSpec } from "@vedette/core/kinds/dns";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { startUdpServer } from "@vedette/testkit/scripted-udp-server";
import { testAuthority } from "@vedette/testkit/tls-fixtures";
import type { Answer } from "dns-packet";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dnsQuery, readDnsReply, reversedName } from "../src/dns-message.ts";
import type { OutboundDeps } from "../src/outbound-deps.ts";
import { ownNameServers } from "../src/own-name-servers.ts";
import { probe } from "../src/probe.ts";
import { itKeepsTheDatagramContract } from "./datagram-contract.ts";
import { type Zone, dnsAnswer, serveDnsByTcp, startDnsByHttps, startDnsByTls, startDnsUdp } from "./dns-server.ts";
import { itKeepsTheContract } from "./kind-contract.ts";
import { gist, localDeps, never, publicDeps, timed } from "./local-deps.ts";

const name = "www.good.test";
const a = (data: string, ttl = 300): Answer => ({ type: "A", name, ttl, data });
const zone: Zone = { answers: [a("192.0.2.1")] };

itKeepsTheDatagramContract({
  kind: "dns",
  spec: (host, port) => ({ kind: "dns", name, servers: [`${host}:${port}`] }),
  answer: (query) => dnsAnswer(query, zone),
});

itKeepsTheContract({
  kind: "dns",
  spec: (host, port) => ({ kind: "dns", name, servers: [`${host}:${port}`], transport: "tcp" }),
  serve: serveDnsByTcp(zone),
  secrets: [],
});

const specOf = (servers: string[], more: object = {}) =>
  DnsSpec.parse({ kind: "dns", name, servers, timeoutMs: 1_000, tls: { authorities: testAuthority }, ...more });
const at = ({ port }: { port: number }) => `127.0.0.1:${port}`;
const check = async (servers: string[], more: object = {}, deps: OutboundDeps = localDeps) =>
  await probe(specOf(servers, more), deps, never, "detailed");

describe("records", () => {
  it.each<[DnsSpec["type"], Answer[], string[]]>([
    ["A", [a("192.0.2.2"), a("192.0.2.1")], ["192.0.2.1", "192.0.2.2"]],
    ["AAAA", [{ type: "AAAA", name, data: "2001:db8::1" }], ["2001:db8::1"]],
    ["CNAME", [{ type: "CNAME", name, data: "Other.Good.TEST" }], ["other.good.test"]],
    ["MX", [{ type: "MX", name, data: { preference: 10, exchange: "mail.good.test" } }], ["10 mail.good.test"]],
    ["NS", [{ type: "NS", name, data: "ns1.good.test" }], ["ns1.good.test"]],
    ["TXT", [{ type: "TXT", name, data: ["v=spf1 ", "-all"] }], ["v=spf1 -all"]],
    [
      "SOA",
      [
        {
          type: "SOA",
          name,
          data: { mname: "ns1.good.test", rname: "root.good.test", serial: 7, refresh: 1, retry: 2, expire: 3, minimum: 4 },
        },
      ],
      ["ns1.good.test root.good.test 7 1 2 3 4"],
    ],
    ["SRV", [{ type: "SRV", name, data: { priority: 1, weight: 2, port: 5060, target: "sip.good.test" } }], ["1 2 5060 sip.good.test"]],
    ["CAA", [{ type: "CAA", name, data: { flags: 0, tag: "issue", value: "ca.good.test" } }], ['0 issue "ca.good.test"']],
    [
      "A",
      [
        { type: "CNAME", name, data: "b.good.test" },
        { type: "A", name: "b.good.test", data: "192.0.2.9" },
      ],
      ["192.0.2.9"],
    ],
  ])("of type %s are read as zone files write them", async (type, answers, expected) => {
    await using server = await startDnsUdp({ answers });
    const { evidence } = await check([at(server)], { type });
    expect(evidence.facts).toMatchObject({ "dns.answers": expected, "dns.count": expected.length, "dns.rcode": "NOERROR" });
    expect(evidence.dns).toMatchObject([{ server: at(server), question: `${name} ${type}`, code: "NOERROR" }]);
  });

  it("tell their shortest time to live and whether they are authenticated", async () => {
    await using server = await startDnsUdp({ answers: [a("192.0.2.1", 300), a("192.0.2.2", 60)], flags: 0x20 });
    expect((await check([at(server)])).evidence.facts).toMatchObject({ "dns.ttl": 60_000, "dns.authenticated": true });
  });

  it("of an address are looked up under its reversed name", async () => {
    expect(reversedName("192.0.2.7")).toBe("7.2.0.192.in-addr.arpa");
    expect(reversedName("2001:db8::567:89ab")).toBe("b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa");
    expect(reversedName("::1")).toBe(`1.${"0.".repeat(31)}ip6.arpa`);
    const ptr = "7.2.0.192.in-addr.arpa";
    await using server = await startDnsUdp({ answers: [{ type: "PTR", name: ptr, data: "host.good.test" }] });
    expect((await check([at(server)], { name: "192.0.2.7", type: "PTR" })).evidence.facts).toMatchObject({
      "dns.answers": ["host.good.test"],
    });
  });
});

describe("a response code", () => {
  it.each<[string, Zone, string, string | number]>([
    ["NXDOMAIN", { code: 3 }, "NOERROR", "dns_not_found"],
    ["SERVFAIL", { code: 2 }, "NOERROR", "dns_failed"],
    ["REFUSED", { code: 5 }, "NOERROR", "dns_refused"],
    ["none, but no record either,", {}, "NOERROR", "dns_not_found"],
    ["NXDOMAIN", { code: 3 }, "NXDOMAIN", "answered"],
    ["REFUSED", { code: 5 }, "REFUSED", "answered"],
    ["none, but no record either,", {}, "NODATA", "answered"],
    ["none", zone, "NXDOMAIN", "reply_unexpected"],
    ["none", zone, "NODATA", "reply_unexpected"],
  ])("of %s where %j comes and %s is expected", async (_name, answer, expectedCode, expected) => {
    await using server = await startDnsUdp(answer);
    expect(gist(await check([at(server)], { expectedCode }))).toBe(expected);
  });
});

describe("the transport", () => {
  it("goes over to TCP when the answer by UDP is truncated", async () => {
    await using byTcp = await startTcpServer(serveDnsByTcp({ answers: Array.from({ length: 200 }, (_, i) => a(`192.0.2.${i}`)) }));
    const udp = await bindUdp(byTcp.port);
    const result = await check([at(byTcp)]);
    expect(result.evidence.facts, JSON.stringify(result)).toMatchObject({ "dns.count": 200 });
    await udp();
  });

  it("may be TLS", async () => {
    await using server = await startDnsByTls(zone);
    expect(await check([at(server)], { transport: "tls" })).toMatchObject({ outcome: "answered", evidence: { tls: { trusted: true } } });
    expect(gist(await check([at(server)], { transport: "tls", tls: {} }))).toBe("tls_untrusted");
  });

  it.each([true, false])("may be HTTPS, with the length of the answer said before: %s", async (length) => {
    await using server = await startDnsByHttps(zone, { length });
    const result = await check([`https://${at(server)}/other`], { transport: "https" });
    expect(result.evidence.facts, JSON.stringify(result)).toMatchObject({ "dns.answers": ["192.0.2.1"] });
    await check([at(server)], { transport: "https" });
    expect(server.paths).toEqual(["POST /other application/dns-message", "POST /dns-query application/dns-message"]);
  });

  it("by HTTPS that answers with an error is named", async () => {
    await using server = await startDnsByHttps(zone, { status: 415 });
    expect(gist(await check([at(server)], { transport: "https" }))).toBe("reply_unexpected");
  });
});

describe("several name servers", timed, () => {
  it("agree whatever the order of their answers", async () => {
    await using one = await startDnsUdp({ answers: [a("192.0.2.1"), a("192.0.2.2")] });
    await using other = await startDnsUdp({ answers: [a("192.0.2.2", 1), a("192.0.2.1")] });
    const result = await check([at(one), at(other)]);
    expect(gist(result)).toBe("answered");
    expect(result.evidence.dns?.map(({ server }) => server).toSorted()).toEqual([at(one), at(other)].toSorted());
  });

  it("that differ are named", async () => {
    await using one = await startDnsUdp(zone);
    await using other = await startDnsUdp({ answers: [a("192.0.2.2")] });
    const result = await check([at(one), at(other)]);
    expect(gist(result)).toBe("resolvers_disagree");
    expect(result).toMatchObject({ message: expect.stringContaining(at(other)) });
  });

  it("are asked at the same time, and one that is silent is named", async () => {
    await using silent = await startUdpServer(() => {});
    await using one = await startDnsUdp(zone);
    const startedAtMs = performance.now();
    const result = await check([at(silent), at(one), at(silent)], { timeoutMs: 400 });
    expect(performance.now() - startedAtMs).toBeLessThan(650);
    expect(result).toMatchObject({ failure: "no_reply", message: expect.stringContaining(at(silent)) });
    expect(result.evidence.dns?.map(({ code }) => code).toSorted()).toEqual(["NOERROR", "no_reply", "no_reply"]);
  });
});

describe("this machine's own name servers", timed, () => {
  it("are asked in turn until one answers, wherever they are", async () => {
    await using silent = await startUdpServer(() => {});
    await using one = await startDnsUdp({ answers: [a("198.35.26.96")] });
    const result = await check([], { name: "www.example.org" }, { ...publicDeps, nameServers: [at(silent), at(one)] });
    // The name in the answer is another one, which no monitor minds.
    expect(gist(result), JSON.stringify(result)).toBe("answered");
  });

  it.each<[string, object, Zone]>([
    ["an internal name", { name: "db.internal" }, zone],
    ["a name without a dot", { name: "redis" }, zone],
    ["a private address", { name: "10.0.0.7", type: "PTR" }, zone],
    ["a private address, reversed by hand", { name: "7.0.0.10.in-addr.arpa", type: "PTR" }, zone],
    ["a name of a private address", { name: "www.example.org" }, { answers: [a("10.0.0.7")] }],
  ])("tell nothing about %s to whoever may not dial it", async (_name, question, answer) => {
    await using server = await startDnsUdp(answer);
    const deps = { ...publicDeps, nameServers: [at(server)] };
    const result = await check([], question, deps);
    expect(gist(result)).toBe("address_refused");
    expect(result.evidence).toEqual({});
  });

  it.each<[DnsSpec["type"], Answer]>([
    ["TXT", { type: "TXT", name: "db.example.org", data: "internal words" }],
    ["MX", { type: "MX", name: "db.example.org", data: { preference: 1, exchange: "mail.good.test" } }],
    ["SRV", { type: "SRV", name: "db.example.org", data: { port: 1, target: "sip.good.test" } }],
    ["CNAME", { type: "CNAME", name: "db.example.org", data: "db.good.test" }],
  ])("are not even asked for %s by whoever may not dial them, whatever the name", async (type, record) => {
    await using server = await startDnsUdp({ answers: [record] });
    const question = { name: "db.example.org", type };
    const result = await check([], question, { ...publicDeps, nameServers: [at(server)] });
    expect(result).toMatchObject({
      failure: "address_refused",
      message: expect.stringContaining("Name the servers to ask."),
      evidence: {},
    });
    expect(server.received).toHaveLength(0);
    expect(gist(await check([], question, { ...localDeps, nameServers: [at(server)] }))).toBe("answered");
  });

  it("tell no alias, and nobody learns where they stand, where they may not be dialled", async () => {
    const alias: Answer = { type: "CNAME", name, data: "rack7.db.example.org" };
    await using server = await startDnsUdp({ answers: [alias, a("198.35.26.96")] });
    const deps = { nameServers: [at(server)] };
    const kept = await check([], {}, { ...publicDeps, ...deps });
    expect(kept.evidence).toMatchObject({
      dns: [{ server: "own", answers: ["198.35.26.96"] }],
      facts: { "dns.answers": ["198.35.26.96"] },
    });
    expect(JSON.stringify(kept)).not.toMatch(/rack7|127\.0\.0\.1/);
    const open = await check([], {}, { ...localDeps, ...deps });
    expect(open.evidence).toMatchObject({ address: at(server), dns: [{ answers: ["CNAME rack7.db.example.org", "198.35.26.96"] }] });
  });

  it("are asked for anything where they are public, and then through the same wall as a server that is named", () => {
    const own = (type: DnsSpec["type"], { policy } = publicDeps) =>
      ownNameServers({ transport: "udp", type }, { policy, nameServers: ["10.0.0.53", "9.9.9.9", "[::1]:53"] });
    const trusted = [
      ["10.0.0.53", true],
      ["9.9.9.9", undefined],
      ["::1", true],
    ];
    const gistOf = (servers: ReturnType<typeof own>) => servers.map(({ host, isTrusted }) => [host, isTrusted]);
    expect(gistOf(own("TXT"))).toEqual([["9.9.9.9", undefined]]);
    expect(gistOf(own("AAAA"))).toEqual(trusted);
    expect(gistOf(own("TXT", localDeps)).map(([host]) => host)).toEqual(["10.0.0.53", "9.9.9.9", "::1"]);
  });

  it("may be typed for every kind, but not where they may not be dialled", async () => {
    await using server = await startDnsUdp(zone);
    expect(gist(await check([], { nameServer: at(server) }, publicDeps))).toBe("address_refused");
    expect(server.received).toHaveLength(0);
    expect(gist(await check([], { nameServer: at(server) }))).toBe("answered");
  });
});

it("200 that hang delay nobody", timed, async () => {
  await using silent = await startUdpServer(() => {});
  await using good = await startDnsUdp(zone);
  const hanging = Promise.all(Array.from({ length: 200 }, () => check([at(silent)], { timeoutMs: 1_000 })));
  const startedAtMs = performance.now();
  for (let i = 0; i < 20; i++) expect(gist(await check([at(good)]))).toBe("answered");
  expect(performance.now() - startedAtMs).toBeLessThan(900);
  for (const result of await hanging) expect(gist(result)).toMatch(/^(?:no_reply|prober_stalled)$/);
});

describe("a message", () => {
  const query = dnsQuery({ name, type: "A" });
  const answer = dnsAnswer(query, { answers: [a("192.0.2.1"), { type: "MX", name, data: { preference: 1, exchange: "m.good.test" } }] });

  it("is an answer only to the question that was asked", () => {
    expect(readDnsReply(answer, query)?.answers).toEqual(["192.0.2.1"]);
    expect(readDnsReply(dnsAnswer(dnsQuery({ name, type: "AAAA" }), zone), query)).toBeNull();
    const otherName = dnsAnswer(dnsQuery({ name: "evil.test", type: "A" }), zone);
    query.copy(otherName, 0, 0, 2);
    expect(readDnsReply(otherName, query)).toBeNull();
    const otherId = Buffer.from(answer);
    otherId[0] = (otherId[0] ?? 0) ^ 1;
    expect(readDnsReply(otherId, query)).toBeNull();
  });

  it("whose names point at each other is no answer, and takes no time", () => {
    const looping = Buffer.concat([answer.subarray(0, 12), Buffer.from("c00c00010001", "hex")]);
    expect(readDnsReply(looping, query)).toBeNull();
  });

  it("of any bytes is read in bounds or not at all", () => {
    const changes = fc.array(fc.tuple(fc.nat(answer.length - 1), fc.nat(255)), { maxLength: 6 });
    fc.assert(
      fc.property(changes, fc.nat(answer.length), fc.uint8Array({ maxLength: 600 }), (edits, cut, tail) => {
        const bytes = Buffer.concat([answer.subarray(0, cut), tail]);
        for (const [index, byte] of edits) if (index > 1 && index < bytes.length) bytes[index] = byte;
        const reply = readDnsReply(bytes, query);
        expect(JSON.stringify(reply).length).toBeLessThan(100_000);
      }),
      { numRuns: 3_000 },
    );
  });
});

/** A UDP socket on the very port of a TCP server, which answers every question with "truncated". */
async function bindUdp(port: number): Promise<() => Promise<void>> {
  const { createSocket } = await import("node:dgram");
  const socket = createSocket("udp4");
  socket.on("message", (query, peer) => socket.send(dnsAnswer(query, { flags: 0x200 }), peer.port, peer.address));
  await new Promise<void>((bound) => socket.bind(port, "127.0.0.1", bound));
  return () => new Promise((closed) => socket.close(() => closed()));
}
