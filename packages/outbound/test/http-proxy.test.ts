import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { startTcpServer } from "@vedette/testkit/scripted-tcp-server";
import { testAuthority, tlsFixture } from "@vedette/testkit/tls-fixtures";
import type { Socket } from "node:net";
import { setDefaultCACertificates } from "node:tls";
import { beforeAll, describe, expect, it } from "vitest";
import { startProxy } from "./http-proxy.ts";
import { itKeepsTheContract } from "./kind-contract.ts";
import { check, gist, localDeps, publicDeps, timed } from "./local-deps.ts";

beforeAll(() => setDefaultCACertificates([testAuthority]));

describe("a check through a proxy", () => {
  it("names the whole address to it where the target is plain, and lets it find the name", async () => {
    await using server = await startScriptedServer();
    await using proxy = await startProxy();
    const url = `http://nowhere.test:${server.port}/a?b=c`;
    expect(gist(await check(url, { proxy: { url: proxy.url, user: "ann", password: "pr0xy" } }))).toBe(200);
    expect(proxy.asked).toEqual([{ line: `GET ${url}`, authorization: `Basic ${Buffer.from("ann:pr0xy").toString("base64")}` }]);
  });

  it.each(["1.1", "2"] as const)(
    "makes a way through it where the target speaks TLS, and shows it no credentials of the target, HTTP/%s",
    async (version) => {
      await using server = await startScriptedServer(200, tlsFixture("good"));
      await using proxy = await startProxy();
      const result = await check(`https://good.test:${server.port}/`, {
        version,
        proxy: { url: proxy.url, user: "ann", password: "pr0xy" },
        auth: { type: "bearer", token: "t0ken" },
      });
      // The scripted server speaks HTTP/1.1 alone: that the handshake went through is what counts.
      expect(gist(result)).toBe(version === "2" ? "protocol_error" : 200);
      expect(proxy.asked).toEqual([{ line: `CONNECT good.test:${server.port}`, authorization: expect.stringMatching(/^Basic /) }]);
      expect(server.requests.every(({ headers }) => headers["proxy-authorization"] === undefined)).toBe(true);
    },
  );

  it("verifies the target's certificate all the same", async () => {
    await using server = await startScriptedServer(200, tlsFixture("wrong-name"));
    await using proxy = await startProxy();
    expect(gist(await check(`https://good.test:${server.port}/`, { proxy: { url: proxy.url } }))).toBe("tls_name_mismatch");
  });

  it("follows redirects through it", async () => {
    await using server = await startScriptedServer((request, response) =>
      request.path === "/" ? response.writeHead(302, { location: "/next" }).end() : response.end(),
    );
    await using proxy = await startProxy();
    expect(gist(await check(server.url, { proxy: { url: proxy.url } }))).toBe(200);
    expect(proxy.asked).toHaveLength(2);
  });

  it.each<[name: string, answer: (socket: Socket) => void, message: RegExp]>([
    [
      "wants other credentials",
      (socket) => socket.end("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"),
      /other credentials/,
    ],
    ["opens no way", (socket) => socket.end("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 4\r\n\r\nnope"), /status 502/],
    ["hangs up", (socket) => socket.destroy(), /closed the connection/],
    ["speaks something else", (socket) => socket.end("SSH-2.0-x\r\n\r\n"), /cannot be read/],
    ["talks without end", (socket) => socket.write("x".repeat(100_000)), /does not end/],
    ["talks before TLS", (socket) => socket.write("HTTP/1.1 200 OK\r\n\r\n\u0016"), /cannot be read/],
  ])("says that it failed when it %s", async (_name, answer, message) => {
    await using proxy = await startProxy(answer);
    expect(await check("https://good.test/", { proxy: { url: proxy.url } })).toMatchObject({
      failure: "proxy_failed",
      message: expect.stringMatching(message),
    });
  });

  it("says so of credentials that it refuses for a plain target", async () => {
    await using proxy = await startProxy(undefined, 407);
    expect(gist(await check("http://good.test/", { proxy: { url: proxy.url } }))).toBe("proxy_failed");
  });

  it("ends in time when the proxy is silent", timed, async () => {
    await using proxy = await startTcpServer(() => {});
    const startedAtMs = performance.now();
    const result = await check("https://good.test/", { timeoutMs: 300, proxy: { url: `http://127.0.0.1:${proxy.port}` } });
    expect(gist(result)).toBe("connect_timeout");
    expect(performance.now() - startedAtMs).toBeLessThan(550);
  });

  it("does not reach what is denied by way of a proxy that may be asked", async () => {
    await using proxy = await startProxy();
    const deps = {
      ...localDeps,
      policy: {
        privateAllowed: true,
        ownEndpoints: [
          { host: "localhost", port: 5_432 },
          { host: "db", port: 6_379 },
        ],
      },
    };
    for (const url of [
      "http://127.0.0.1:5432/",
      "https://127.0.0.1:5432/",
      "http://localhost:5432/",
      "https://a.localhost:5432/",
      "https://[::1]:5432/",
      "http://db:6379/",
      "http://169.254.169.254/latest/meta-data/",
      "https://[fd00:ec2::254]/",
    ])
      expect(gist(await check(url, { proxy: { url: proxy.url } }, deps)), url).toBe("address_refused");
    expect(proxy.asked).toHaveLength(0);
  });

  it("dials no proxy that is denied itself", async () => {
    await using proxy = await startProxy();
    expect(gist(await check("http://example.com/", { proxy: { url: proxy.url } }, publicDeps))).toBe("address_refused");
    expect(proxy.asked).toHaveLength(0);
  });
});

itKeepsTheContract({
  kind: "http",
  spec: (host, port) => ({
    kind: "http",
    url: "http://good.example/",
    proxy: { url: `http://${host}:${port}`, user: "ann", password: "pr0xy-p4ss" },
    auth: { type: "basic", user: "ann", password: "b4sic-p4ss" },
  }),
  serve: (socket) => socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")),
  secrets: ["pr0xy-p4ss", "b4sic-p4ss", Buffer.from("ann:pr0xy-p4ss").toString("base64")],
  refused: "proxy_failed",
});
