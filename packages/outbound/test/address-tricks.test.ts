import { ChannelTarget } from "@vedette/core/channel";
import { HttpUrl } from "@vedette/core/http-url";
import { HttpSpec } from "@vedette/core/kinds/http";
import { startNameServer } from "@vedette/testkit/name-server";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { type TcpServer, startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { isIPv4 } from "node:net";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { Deadline } from "../src/deadline.ts";
import { dial, dialTargetOf } from "../src/dial.ts";
import type { OutboundDeps } from "../src/outbound-deps.ts";
import { probe } from "../src/probe.ts";
import { send } from "../src/send.ts";
import { Trace } from "../src/trace.ts";
import { startProxy } from "./http-proxy.ts";
import { forbiddenAnswers, forbiddenHosts, forbiddenUrls, hopHosts } from "./address-tricks.ts";
import { gist, never, publicDeps } from "./local-deps.ts";

/** Stands for everything that must not be reached; every trick points to its port. */
let canary: TcpServer;
beforeAll(async () => {
  canary = await startTcpServer((socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
  return () => canary[Symbol.asyncDispose]();
});
afterEach(() => expect(canary.connections(), "connections that the canary saw").toBe(0));

/** What a check of `url` comes to; a URL that cannot be typed counts as refused. */
async function outcome(url: string, deps: OutboundDeps = publicDeps): Promise<string | number> {
  const typed = HttpUrl.safeParse(url);
  if (!typed.success) return "not an address";
  return gist(await probe(HttpSpec.parse({ kind: "http", url: typed.data, timeoutMs: 1_000 }), deps, never));
}

const refused = /^(?:address_refused|not an address)$/;

it("the corpus holds at least 300 hosts", () => expect(forbiddenHosts.length).toBeGreaterThanOrEqual(300));

describe("no trick reaches the canary", () => {
  it("as the address of a check", async () => {
    for (const host of forbiddenHosts)
      for (const scheme of ["http", "https"]) expect(await outcome(`${scheme}://${host}:${canary.port}/`), host).toMatch(refused);
  });

  it("as a URL that eyes and parsers read differently", async () => {
    const outcomes = await Promise.all(
      forbiddenUrls.map(async (url) => [url, await outcome(url.replaceAll("PORT", String(canary.port)))] as const),
    );
    // A host that no name server could know is not an address either.
    for (const [url, got] of outcomes) expect(got, url).toMatch(/^(?:address_refused|not an address|dns_not_found)$/);
  });

  it("as the address of a webhook", async () => {
    const message = {
      id: "msg_1",
      type: "channel.test",
      timestamp: "2026-01-01T00:00:00.000Z",
      data: { team: { id: "t", name: "T" }, monitor: null, incident: null },
    } as const;
    for (const host of forbiddenHosts) {
      const url = URL.parse(`http://${host}:${canary.port}/`)?.href;
      if (url === undefined) continue;
      const receipt = await send(
        ChannelTarget.parse({ kind: "webhook", url, secret: `whsec_${"A".repeat(32)}` }),
        message,
        publicDeps,
        never,
      );
      expect(receipt, host).toMatchObject({ ok: false, detail: expect.stringContaining("Vedette does not dial this address") });
    }
  });

  it("as the answer of a name server, alone or among good ones, in either family", async () => {
    for (const address of forbiddenAnswers) {
      const isV4 = isIPv4(address);
      await using names = await startNameServer((name, type) => {
        const good = type === "A" ? ["8.8.8.8"] : ["2606:4700::1"];
        if ((type === "A") !== isV4) return name.startsWith("alone") ? [] : good;
        return name.startsWith("alone") ? [address] : [...good, address];
      });
      const deps = { ...publicDeps, nameServers: [names.address] };
      for (const name of ["alone", "among"])
        expect(await outcome(`http://${name}.example.com:${canary.port}/`, deps), `${name} ${address}`).toBe("address_refused");
    }
  });
});

/**
 * One address of this machine that we take for public: the first hop. Private targets are allowed, but the canary's port is closed
 * as the platform's own, which is the same veto at the same place.
 */
const hopDeps = (nameServers?: string[]): OutboundDeps => ({
  ...publicDeps,
  policy: { privateAllowed: true, ownEndpoints: [{ host: "localhost", port: canary.port }] },
  ...(nameServers !== undefined && { nameServers }),
});

describe("no trick reaches the canary by way of another host", () => {
  it("through a proxy that may be asked", async () => {
    await using proxy = await startProxy();
    for (const host of hopHosts())
      for (const scheme of ["http", "https"]) {
        const typed = HttpUrl.safeParse(`${scheme}://${host}:${canary.port}/`);
        if (!typed.success) continue;
        const spec = HttpSpec.parse({ kind: "http", url: typed.data, timeoutMs: 1_000, proxy: { url: proxy.url } });
        expect(gist(await probe(spec, hopDeps(), never)), host).toBe("address_refused");
      }
    expect(proxy.asked).toEqual([]);
  });

  it("as the target of a redirect", async () => {
    let location = "";
    await using server = await startScriptedServer((_request, response) =>
      response.writeHead(302, { location: Buffer.from(location).toString("latin1") }).end(),
    );
    for (const host of hopHosts()) {
      location = `http://${host}:${canary.port}/`;
      expect(await outcome(server.url, hopDeps()), host).toMatch(/^(?:address_refused|bad_redirect)$/);
    }
    for (const url of forbiddenUrls) {
      // A header cannot carry these; node:http refuses to send them.
      if (url.includes("\n") || url.includes("\u0000")) continue;
      location = url.replaceAll("PORT", String(canary.port));
      expect(await outcome(server.url, hopDeps()), url).toMatch(
        /^(?:address_refused|bad_redirect|dns_not_found|too_many_redirects|prober_error|connect_refused)$/,
      );
    }
  });

  it("by rebinding: every connection dials the very address that was checked", async () => {
    await using names = await startNameServer((_name, type, asked) =>
      type === "AAAA" ? [] : asked % 2 === 0 ? ["127.0.0.2"] : ["169.254.169.254"],
    );
    await using server = await startScriptedServer((_request, response) => response.writeHead(302, { location: "/again" }).end());
    const outcomes: (string | number)[] = [];
    for (let i = 0; i < 6; i++) outcomes.push(await outcome(`http://rebind.example.com:${server.port}/`, hopDeps([names.address])));
    // 127.0.0.2 passes the check and is dialled, though nothing listens there; the name is never asked for a second time.
    expect(outcomes).toEqual([
      "connect_refused",
      "address_refused",
      "connect_refused",
      "address_refused",
      "connect_refused",
      "address_refused",
    ]);
    expect(names.questions.filter((question) => question.endsWith(" A"))).toHaveLength(6);
    expect(server.requests).toHaveLength(0);
  });

  it("by rebinding between two hops: the second is resolved and checked anew", async () => {
    await using names = await startNameServer((_name, type, asked) =>
      type === "AAAA" ? [] : asked === 0 ? ["127.0.0.1"] : ["169.254.169.254"],
    );
    await using server = await startScriptedServer((_request, response) => response.writeHead(302, { location: "/again" }).end());
    expect(await outcome(`http://rebind.example.com:${server.port}/`, hopDeps([names.address]))).toBe("address_refused");
    expect(server.requests).toHaveLength(1);
  });
});

describe("a refusal tells nothing", () => {
  it("neither by its text, its figures nor its evidence", async () => {
    await using names = await startNameServer((_name, type) => (type === "A" ? ["10.0.0.1"] : []));
    const results = await Promise.all(
      [`http://127.0.0.1:${canary.port}/`, "http://127.0.0.1:1/", "http://10.0.0.1/", "http://db/", "http://private.example.com/"].map(
        (url) => probe(HttpSpec.parse({ kind: "http", url, timeoutMs: 1_000 }), { ...publicDeps, nameServers: [names.address] }, never),
      ),
    );
    const told = results.map(({ evidence: { request: _request, ...evidence }, ...result }) => ({ ...result, evidence }));
    expect(new Set(told.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(told[0]).toMatchObject({ failure: "address_refused", totalUs: 0, phases: {}, evidence: {} });
  });
});

it("the dialer refuses by itself, whoever calls it", async () => {
  const deadline = new Deadline(1_000, never);
  for (const host of [
    "127.0.0.1",
    "::1",
    "::ffff:127.0.0.1",
    "0.0.0.0",
    "localhost",
    "127.1",
    "0x7f000001",
    "2130706433",
    "①②⑦.⓪.⓪.①",
    "example.com\u0000.evil.test",
  ]) {
    const socket = await dial({ host, port: canary.port, family: "any", tls: null }, publicDeps, deadline, new Trace(), null);
    expect("failed" in socket && socket.failed, host).toMatch(/^(?:address_refused|dns_not_found)$/);
  }
  expect(dialTargetOf(new URL("http://[::1]/"))).toEqual({ host: "::1", port: 80, family: "any", tls: null });
  deadline.close();
});
