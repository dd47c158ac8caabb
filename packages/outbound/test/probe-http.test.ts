import { startNameServer } from "@vedette/testkit/name-server";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { testAuthority, tlsFixture } from "@vedette/testkit/tls-fixtures";
import { setDefaultCACertificates } from "node:tls";
import { beforeAll, describe, expect, it } from "vitest";
import { check, gist, localDeps } from "./local-deps.ts";

beforeAll(() => setDefaultCACertificates([testAuthority]));

describe("a plain check", () => {
  it("reports the status and phases that add up to no more than the total", async () => {
    await using server = await startScriptedServer((_request, response) => response.end("hello"));
    const result = await check(`${server.url}/health?full=1`);
    expect(result).toMatchObject({ outcome: "answered", status: 200, certificateExpiresAtMs: null, phases: { dnsUs: 0, tlsUs: 0 } });
    const sumUs = Object.values(result.phases).reduce((sum, us) => sum + us, 0);
    expect(sumUs).toBeGreaterThan(0);
    expect(sumUs).toBeLessThanOrEqual(result.totalUs);
    expect(server.requests[0]).toMatchObject({ method: "GET", path: "/health?full=1" });
  });

  it("sends a request that any server takes, and asks for no compression", async () => {
    await using server = await startScriptedServer(200);
    await check(server.url);
    expect(server.requests[0]?.headers).toEqual({
      host: `127.0.0.1:${server.port}`,
      "user-agent": "Vedette/0.1 (+monitoring)",
      accept: "*/*",
      "accept-encoding": "identity",
      connection: "close",
    });
  });

  it.each(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] as const)("speaks %s", async (method) => {
    await using server = await startScriptedServer((_request, response) => response.writeHead(202).end("body"));
    expect(gist(await check(server.url, { method, expectedStatus: "202" }))).toBe(202);
    expect(server.requests.map((request) => request.method)).toEqual([method]);
  });

  it("uses a connection of its own for every check", async () => {
    await using server = await startTcpServer((socket) =>
      socket.once("data", () => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")),
    );
    for (let i = 0; i < 3; i++) expect(gist(await check(`http://127.0.0.1:${server.port}/`))).toBe(200);
    expect(server.connections()).toBe(3);
  });

  it("shows the response of a check that is not up, without its secrets", async () => {
    await using server = await startScriptedServer((_request, response) => {
      response.setHeader("Set-Cookie", "session=secret");
      response.setHeader("X-Long", "y".repeat(1_000));
      for (let i = 0; i < 50; i++) response.setHeader(`X-${i}`, "1");
      response.writeHead(500).end();
    });
    const { evidence } = await check(server.url);
    const headers = new Map(evidence.response?.headers);
    expect(evidence).toMatchObject({ address: `127.0.0.1:${server.port}`, response: { status: 500 } });
    expect(headers.get("set-cookie")).toBe("[redacted]");
    expect(headers.get("x-long")).toHaveLength(200);
    expect(headers.size).toBe(30);
  });

  it("never decodes a body that comes compressed", async () => {
    await using server = await startScriptedServer((_request, response) =>
      response.writeHead(200, { "content-encoding": "br" }).end("not brotli"),
    );
    expect(gist(await check(server.url))).toBe(200);
  });

  it("says that a refused connection was refused", async () => {
    const closed = await startScriptedServer();
    await closed[Symbol.asyncDispose]();
    expect(await check(closed.url)).toMatchObject({ outcome: "failed", failure: "connect_refused", evidence: { detail: "ECONNREFUSED" } });
  });
});

describe("redirects", () => {
  const to =
    (location: string, status = 302) =>
    (path: string) =>
      path === "/" ? { status, location } : null;
  const start = (script: (path: string) => { status: number; location: string } | null) =>
    startScriptedServer((request, response) => {
      const hop = script(request.path);
      if (hop === null) response.end("arrived");
      else response.writeHead(hop.status, { location: hop.location }).end();
    });

  it("follows them by hand and says where they led", async () => {
    await using server = await start((path) => (path === "/3" ? null : { status: 301, location: `/${Number(path.slice(1) || 0) + 1}` }));
    const result = await check(server.url, { expectedStatus: "404" });
    expect(result).toMatchObject({
      outcome: "answered",
      status: 200,
      evidence: { redirects: [{ status: 301, location: "/1" }, { location: "/2" }, { location: "/3" }] },
    });
  });

  it("takes a redirect as the answer when none may be followed", async () => {
    await using server = await start(to("/next"));
    expect(gist(await check(server.url, { maxRedirects: 0 }))).toBe(302);
    expect(server.requests).toHaveLength(1);
  });

  it("gives up on a loop", async () => {
    await using server = await start(() => ({ status: 307, location: "/" }));
    expect(gist(await check(server.url, { maxRedirects: 10 }))).toBe("too_many_redirects");
    expect(server.requests).toHaveLength(11);
  });

  it.each([
    ["a file", "file:///etc/passwd"],
    ["another protocol", "gopher://x/"],
    ["data", "data:text/plain,x"],
    ["a script", "javascript:alert(1)"],
    ["an address with credentials", "http://user:pass@host/"],
    ["an address without a host", "http://"],
    ["an address that cannot be read", "//[::1"],
    ["an address without end", `/${"x".repeat(3_000)}`],
  ])("does not follow %s", async (_, location) => {
    await using server = await start(to(location));
    expect(gist(await check(server.url))).toBe("bad_redirect");
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    [301, "POST", "GET"],
    [302, "POST", "GET"],
    [303, "PUT", "GET"],
    [303, "HEAD", "HEAD"],
    [307, "POST", "POST"],
    [308, "DELETE", "DELETE"],
  ] as const)("after %d a %s becomes a %s", async (status, before, after) => {
    await using server = await start(to("/next", status));
    await check(server.url, { method: before });
    expect(server.requests.map((request) => request.method)).toEqual([before, after]);
  });

  it("resolves relative, scheme-relative and UTF-8 locations", async () => {
    await using server = await startScriptedServer((request, response) => {
      const next: Record<string, string> = {
        "/a/b": "../c",
        "/c": `//127.0.0.1:${server.port}/d`,
        "/d": Buffer.from("/ü").toString("latin1"),
      };
      const location = next[request.path];
      if (location === undefined) response.end();
      else response.writeHead(302, { location }).end();
    });
    expect(gist(await check(`${server.url}/a/b`))).toBe(200);
    expect(server.requests.map((request) => request.path)).toEqual(["/a/b", "/c", "/d", "/%C3%BC"]);
  });
});

describe("TLS", () => {
  it("verifies the certificate by name and reports when it expires", async () => {
    await using names = await startNameServer((_name, type) => (type === "A" ? ["127.0.0.1"] : []));
    await using server = await startScriptedServer(200, tlsFixture("good"));
    const result = await check(`https://good.test:${server.port}/`, {}, { ...localDeps, nameServers: [names.address] });
    expect(result).toMatchObject({ outcome: "answered", status: 200, certificateExpiresAtMs: Date.UTC(2120, 0, 1) });
    expect(result.phases.tlsUs).toBeGreaterThan(0);
    expect(result.phases.dnsUs).toBeGreaterThan(0);
  });

  it("verifies an address that the certificate names", async () => {
    await using server = await startScriptedServer(200, tlsFixture("good"));
    expect(gist(await check(server.url))).toBe(200);
  });

  it.each([
    ["expired", "tls_expired"],
    ["wrong-name", "tls_name_mismatch"],
  ] as const)("a certificate that is %s is %s, with the certificate as evidence and nothing sent", async (fixture, failure) => {
    await using server = await startScriptedServer(200, tlsFixture(fixture));
    const result = await check(server.url);
    expect(result).toMatchObject({ outcome: "failed", failure });
    expect(result.evidence.certificates?.[0]).toMatchObject({ issuer: "CN=Vedette test authority", subject: `CN=${fixture}.test` });
    expect(server.requests).toHaveLength(0);
  });

  it("says that a server which speaks no TLS failed the handshake", async () => {
    await using server = await startScriptedServer(200);
    expect(gist(await check(`https://127.0.0.1:${server.port}/`))).toBe("tls_failed");
  });

  it("makes a whole handshake every time", async () => {
    const resumed: boolean[] = [];
    await using server = await startScriptedServer((_request, response) => response.end(), tlsFixture("good"));
    server.reply((_request, response) => {
      const socket = response.socket;
      resumed.push(
        socket !== null && "isSessionReused" in socket && typeof socket.isSessionReused === "function" && socket.isSessionReused() === true,
      );
      response.end();
    });
    for (let i = 0; i < 3; i++) await check(server.url);
    expect(resumed).toEqual([false, false, false]);
  });
});

it("stops at once, as our own doing, when the process shuts down", async () => {
  await using server = await startScriptedServer("hang");
  const shutdown = new AbortController();
  const running = check(server.url, { timeoutMs: 60_000 }, localDeps, shutdown.signal);
  await expect.poll(() => server.requests.length).toBe(1);
  shutdown.abort();
  expect(await running).toMatchObject({ outcome: "inconclusive", reason: "shutting_down" });
  expect(await check(server.url, {}, localDeps, shutdown.signal)).toMatchObject({ outcome: "inconclusive", reason: "shutting_down" });
});
