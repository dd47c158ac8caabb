import { type NameAnswer, type RecordType, startNameServer } from "@vedette/testkit/name-server";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { check, gist, localDeps, timed } from "./local-deps.ts";

const filesAtFirst = openFiles();

const loopback = (_name: string, type: RecordType): NameAnswer => (type === "A" ? ["127.0.0.1"] : []);

describe("a name", timed, () => {
  it("is resolved by the name server, and sent as Host", async () => {
    await using names = await startNameServer(loopback);
    await using server = await startScriptedServer(200);
    const result = await check(`http://Web.Example.com.:${server.port}/`, {}, { ...localDeps, nameServers: [names.address] });
    expect(gist(result)).toBe(200);
    expect(result.phases.dnsUs).toBeGreaterThan(0);
    expect(names.questions.toSorted()).toEqual(["web.example.com A", "web.example.com AAAA"]);
    expect(server.requests[0]?.headers.host).toBe(`web.example.com.:${server.port}`);
  });

  it.each<[string, (type: RecordType) => NameAnswer, string]>([
    ["does not exist", () => "nxdomain", "dns_not_found"],
    ["has no address", () => [], "dns_not_found"],
    ["cannot be answered", () => "servfail", "dns_failed"],
    ["is known for one family, broken for the other", (type) => (type === "A" ? "servfail" : "nxdomain"), "dns_failed"],
    ["is never answered", () => "hang", "dns_timeout"],
    ["is an alias without end", () => ({ cname: "web.example.com" }), "dns_not_found"],
    ["has one address that is refused", (type) => (type === "A" ? ["127.0.0.1", "169.254.169.254"] : []), "address_refused"],
    ["is refused in the other family", (type) => (type === "A" ? ["127.0.0.1"] : ["fe80::1"]), "address_refused"],
  ])("that %s", async (_story, answer, expected) => {
    await using names = await startNameServer((_name, type) => answer(type));
    const startedAtMs = performance.now();
    const result = await check("http://web.example.com/", { timeoutMs: 600 }, { ...localDeps, nameServers: [names.address] });
    expect(gist(result)).toBe(expected);
    expect(performance.now() - startedAtMs).toBeLessThan(850);
  });

  it("with one family that is never answered is reached by the other", async () => {
    await using names = await startNameServer((_name, type) => (type === "A" ? ["127.0.0.1"] : "hang"));
    await using server = await startScriptedServer(200);
    const result = await check(`http://web.example.com:${server.port}/`, {}, { ...localDeps, nameServers: [names.address] });
    expect(gist(result)).toBe(200);
    expect(result.totalUs).toBeLessThan(1_000_000);
  });

  it("with several addresses is reached where one refuses at once", async () => {
    await using names = await startNameServer((_name, type) => (type === "A" ? ["127.0.0.9", "127.0.0.1"] : []));
    await using server = await startScriptedServer(200);
    expect(gist(await check(`http://web.example.com:${server.port}/`, {}, { ...localDeps, nameServers: [names.address] }))).toBe(200);
  });

  it("with a thousand addresses is checked whole", async () => {
    const many = Array.from({ length: 100 }, (_, i) => `127.0.0.${i + 1}`);
    await using names = await startNameServer((_name, type) => (type === "A" ? [...many, "192.0.2.1"] : []));
    expect(gist(await check("http://web.example.com/", {}, { ...localDeps, nameServers: [names.address] }))).toBe("address_refused");
  });

  it.each(["localhost", "app.localhost", "LOCALHOST."])("like %s means this machine, without asking anybody", async (name) => {
    await using names = await startNameServer(() => ["8.8.8.8"]);
    await using server = await startScriptedServer(200);
    expect(gist(await check(`http://${name}:${server.port}/`, {}, { ...localDeps, nameServers: [names.address] }))).toBe(200);
    expect(names.questions).toEqual([]);
  });

  it.each([`http://${"a".repeat(64)}.com/`, "http://a..b/", "http://a!b.example/", "http://.example/"])(
    "that no name server could know is not asked for: %.30s",
    async (url) => {
      await using names = await startNameServer(() => ["127.0.0.1"]);
      expect(gist(await check(url, {}, { ...localDeps, nameServers: [names.address] }))).toBe("dns_not_found");
      expect(names.questions).toEqual([]);
    },
  );
});

it("lets 200 names that hang delay nobody else, and ends each of them in time", timed, async () => {
  await using names = await startNameServer((name, type) => (name.startsWith("silent") ? "hang" : loopback(name, type)));
  await using server = await startScriptedServer(200);
  const deps = { ...localDeps, nameServers: [names.address] };
  const startedAtMs = performance.now();
  const silent = Promise.all(Array.from({ length: 200 }, (_, i) => check(`http://silent${i}.example.com/`, { timeoutMs: 1_000 }, deps)));
  await expect.poll(() => names.questions.length).toBeGreaterThanOrEqual(200);

  const tookMs: number[] = [];
  for (let i = 0; i < 50; i++) {
    const before = performance.now();
    expect(gist(await check(`http://web.example.com:${server.port}/`, {}, deps))).toBe(200);
    tookMs.push(performance.now() - before);
  }
  expect(tookMs.toSorted((a, b) => a - b).at(-1)).toBeLessThan(100);
  const results = await silent;
  const endedAtMs = performance.now();
  expect(openFiles()).toBeLessThan(filesAtFirst + 100);
  expect(endedAtMs - startedAtMs).toBeLessThan(1_250);
  for (const result of results) expect(gist(result)).toMatch(/^(?:dns_timeout|prober_stalled)$/);
});

/** Open files and sockets of this process; 0 where the system does not say. */
function openFiles(): number {
  return existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd").length : 0;
}
