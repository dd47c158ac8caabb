import { DomainSpec } from "@vedette/core/kinds/domain";
import { judge } from "@vedette/core/judge";
import type { ProbeResult } from "@vedette/core/probe-result";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { describe, expect, it } from "vitest";
import type { OutboundDeps } from "../src/outbound-deps.ts";
import { probe } from "../src/probe.ts";
import { answerHttp } from "./http-answer.ts";
import { itKeepsTheContract } from "./kind-contract.ts";
import { gist, localDeps, never } from "./local-deps.ts";

it("asks for a registration that lasts, unless somebody says otherwise, in conditions that can be read", () => {
  const spec = DomainSpec.parse({ kind: "domain", domain: "example.com" });
  expect(spec.assertions).toContain("domain.expires_in > 30d else degraded");
  expect(DomainSpec.parse(spec)).toEqual(spec);
});

const nowMs = Date.UTC(2026, 0, 1);

/** The shape of a registry's answer, cut to what matters; the order is not the one that is shown. */
const registered = {
  objectClassName: "domain",
  ldhName: "EXAMPLE.COM",
  status: ["server transfer prohibited", "client hold"],
  events: [
    { eventAction: "registration", eventDate: "1995-08-14T04:00:00Z" },
    { eventAction: "expiration", eventDate: "2026-02-20T04:00:00Z" },
  ],
  nameservers: [{ objectClassName: "nameserver", ldhName: "B.IANA-SERVERS.NET" }, { ldhName: "a.iana-servers.net." }, {}],
  entities: [
    { roles: ["abuse"] },
    {
      roles: ["registrar"],
      handle: "376",
      vcardArray: [
        "vcard",
        [
          ["version", {}, "text", "4.0"],
          ["fn", {}, "text", "Example Registrar Inc."],
        ],
      ],
    },
  ],
};

itKeepsTheContract({
  kind: "domain",
  spec: (host, port) => ({
    kind: "domain",
    domain: "example.com",
    assertions: "",
    rdap: `http://${host.includes(":") ? `[${host}]` : host}:${port}/`,
  }),
  serve: answerHttp("application/rdap+json", JSON.stringify(registered)),
  secrets: [],
});

async function check(domain: string, rdap: string, deps: Partial<OutboundDeps> = {}) {
  const spec = DomainSpec.parse({ kind: "domain", domain, rdap, assertions: "", timeoutMs: 2_000 });
  return await probe(spec, { ...localDeps, now: () => nowMs, ...deps }, never, "detailed");
}

const saying = (answer: unknown, status = 200) =>
  startScriptedServer((_request, response) =>
    response
      .writeHead(status, { "content-type": "application/rdap+json" })
      .end(typeof answer === "string" ? answer : JSON.stringify(answer)),
  );

it("asks for the registered part of a name and tells what the registry knows", async () => {
  await using registry = await saying(registered);
  expect(await check("WWW.Shop.example.com.", `${registry.url}/rdap`)).toMatchObject({
    outcome: "answered",
    evidence: {
      facts: {
        "domain.expires_in": Date.UTC(2026, 1, 20, 4) - nowMs,
        "domain.registrar": "Example Registrar Inc.",
        "domain.status": ["client hold", "server transfer prohibited"],
        "domain.nameservers": ["a.iana-servers.net", "b.iana-servers.net"],
      },
    },
  });
  expect(registry.requests.map((request) => request.path)).toEqual(["/rdap/domain/example.com"]);
});

it.each<[domain: string, asked: string]>([
  ["a.b.example.co.uk", "example.co.uk"],
  ["bücher.de", "xn--bcher-kva.de"],
  ["me.github.io", "github.io"],
  ["host.corp.internal", "corp.internal"],
])("%s is asked for as %s", async (domain, asked) => {
  await using registry = await saying({ ...registered, ldhName: asked });
  expect(gist(await check(domain, registry.url))).toBe("answered");
  expect(registry.requests[0]?.path).toBe(`/domain/${asked}`);
});

it("says so when a registry tells no end of a registration", async () => {
  await using registry = await saying({ objectClassName: "domain", ldhName: "example.com" });
  const { evidence } = await check("example.com", registry.url);
  expect(evidence.facts).toMatchObject({ "domain.status": [] });
  expect(evidence.facts).not.toHaveProperty("domain.expires_in");
});

it.each<[failure: string, name: string, answer: unknown, status: number]>([
  ["not_registered", "the registry does not know it", { errorCode: 404 }, 404],
  ["reply_unexpected", "the answer is about another domain", { ...registered, ldhName: "example.org" }, 200],
  ["reply_unexpected", "the answer is no domain", { objectClassName: "nameserver", ldhName: "example.com" }, 200],
  ["reply_unexpected", "the answer is a web page", "<html>", 200],
  ["too_large", "the answer has no end", `"${"x".repeat(1_200_000)}"`, 200],
])("names %s when %s", async (failure, _name, answer, status) => {
  await using registry = await saying(answer, status);
  expect(gist(await check("example.com", registry.url))).toBe(failure);
});

it("asks nobody about a public suffix", async () => {
  await using registry = await saying(registered);
  expect(gist(await check("co.uk", registry.url))).toBe("not_registered");
  expect(registry.requests).toEqual([]);
});

it("reads the list of services once a day, and goes on with the old one while it cannot be read", async () => {
  await using registry = await saying(registered);
  await using list = await saying({
    services: [
      [["com", "net"], [registry.url]],
      [["uk"], []],
    ],
  });
  const listed = (domain: string, atMs: number) => check(domain, "", { rdapBootstrapUrl: `${list.url}/dns.json`, now: () => atMs });
  expect(gist(await listed("example.com", nowMs))).toBe("answered");
  expect(gist(await listed("example.com", nowMs + 80_000_000))).toBe("answered");
  expect(list.requests).toHaveLength(1);
  list.reply(500);
  expect(gist(await listed("example.com", nowMs + 90_000_000))).toBe("answered");
  expect(list.requests).toHaveLength(2);
  expect(gist(await listed("example.co.uk", nowMs))).toBe("query_failed");
});

describe("what a registry cannot say is no news of the domain", () => {
  const verdictOf = (result: ProbeResult) => judge(DomainSpec.parse({ kind: "domain", domain: "example.com" }), result).kind;

  it.each([500, 200])("nor is a list of services that answers %d and is none", async (status) => {
    await using list = await saying("[]", status);
    const result = await check("example.com", "", { rdapBootstrapUrl: list.url });
    expect(verdictOf(result)).toBe("inconclusive");
    expect(result).toMatchObject({ reason: "registry_unavailable", message: expect.stringContaining("list of RDAP services") as string });
  });

  it.each([
    [429, "The registry is asked too often (status 429). This says nothing about example.com."],
    [500, "The registry has trouble of its own (status 500). This says nothing about example.com."],
    [503, "The registry has trouble of its own (status 503). This says nothing about example.com."],
  ])("when it answers with status %d, and it may be asked again at the next check", async (status, message) => {
    await using registry = await saying({}, status);
    const result = await check("example.com", registry.url);
    expect(result).toMatchObject({ outcome: "inconclusive", reason: "registry_unavailable", message, evidence: { response: { status } } });
    expect(verdictOf(result)).toBe("inconclusive");
    registry.reply((_request, response) => response.end(JSON.stringify(registered)));
    expect(gist(await check("example.com", registry.url))).toBe("answered");
  });

  it.each<[retryAfter: string, waitS: number]>([
    ["90", 90],
    [new Date(nowMs + 3_600_000).toUTCString(), 3_600],
    ["999999999", 86_400],
  ])("and one that says Retry-After: %s is not asked again before, for whatever domain", async (retryAfter, waitS) => {
    await using registry = await startScriptedServer((_request, response) => response.writeHead(429, { "retry-after": retryAfter }).end());
    await using other = await saying(registered);
    const at = (ms: number) => ({ now: () => nowMs + ms });
    const text = waitS < 120 ? `${waitS} s` : `${waitS / 60} min`;
    const wait = `and wants to be left alone for ${text}. This`;
    expect(await check("example.com", registry.url)).toMatchObject({ message: expect.stringContaining(wait) as string });
    const early = await check("example.org", registry.url, at(waitS * 1_000 - 1_000));
    const message = "The registry wants to be left alone for another 1 s and was not asked. This says nothing about example.org.";
    expect(early).toMatchObject({ reason: "registry_unavailable", message });
    expect(gist(await check("example.com", other.url))).toBe("answered");
    expect(registry.requests).toHaveLength(1);
    registry.reply((_request, response) => response.end(JSON.stringify(registered)));
    expect(gist(await check("example.com", registry.url, at(waitS * 1_000)))).toBe("answered");
  });

  it("when IANA's list names one that cannot be reached, though one that somebody typed is named as unreachable", async () => {
    const gone = await saying(registered);
    await gone[Symbol.asyncDispose]();
    await using list = await saying({ services: [[["com"], [gone.url]]] });
    const result = await check("example.com", "", { rdapBootstrapUrl: list.url });
    expect(result).toMatchObject({
      reason: "registry_unavailable",
      message: expect.stringMatching(/was refused\. This says nothing/) as string,
    });
    expect(gist(await check("example.com", gone.url))).toBe("connect_refused");
  });
});
