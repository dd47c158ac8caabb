import { sampleBundle } from "@vedette/testkit/sample-bundle";
import { createConnection } from "node:net";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { pino } from "pino";
import { expect, it } from "vitest";
import { createMetrics } from "../src/metrics.ts";
import { openPageStore } from "../src/page-store.ts";
import { startServer } from "../src/server.ts";
import { ask, temporaryDirectory } from "./support.ts";

const minuteMs = 60_000;
const publishedAtMs = Date.UTC(2026, 10, 22, 14, 2);
const componentId = "00000000-0000-4000-8000-000000000001";

/** An edge with the given pages, a clock of the test's own, and no database anywhere. */
async function edgeWith(pages: readonly ReturnType<typeof sampleBundle>[], settings: { metricsToken?: string; isSecure?: boolean } = {}) {
  const directory = await temporaryDirectory();
  const log = pino({ enabled: false });
  const clock = { nowMs: publishedAtMs };
  const now = () => clock.nowMs;
  const store = await openPageStore(directory.path, log);
  for (const page of pages) await store.put(page, page.bytes, page.publishedAtMs);
  const metrics = createMetrics({ store, syncErrors: () => 0, pingsWaiting: () => 0, now, log });
  const server = await startServer({ store, metrics, isDatabaseReachable: () => false, now, port: 0, host: "127.0.0.1", ...settings });
  return {
    clock,
    store,
    port: server.port,
    close: server.close,
    [Symbol.asyncDispose]: async () => {
      await server.close(0);
      await directory[Symbol.asyncDispose]();
    },
  };
}

it("serves a page and each of its files with the right type, safe headers and a policy that names its own sheet", async () => {
  await using edge = await edgeWith([sampleBundle(1, { publishedAtMs })]);
  const page = await ask(edge.port, "/s/page-1");
  expect(page.status).toBe(200);
  expect(page.text).toContain("All Systems Operational");
  expect(page.headers).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "cache-control": "public, max-age=10, stale-if-error=86400",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    vary: "accept-encoding",
    "x-vedette-version": "1",
  });
  expect(page.headers["content-security-policy"]).toMatch(
    /^default-src 'none'; style-src 'self' 'sha256-[^']+'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
  );
  expect(page.headers["x-powered-by"]).toBe(undefined);
  expect(page.headers["access-control-allow-origin"]).toBe(undefined);

  const types: Record<string, string> = {
    "api/v2/summary.json": "application/json; charset=utf-8",
    "api/v2/incidents/unresolved.json": "application/json; charset=utf-8",
    "feed.atom": "application/atom+xml; charset=utf-8",
    "history.atom": "application/atom+xml; charset=utf-8",
    "feed.rss": "application/rss+xml; charset=utf-8",
    "feed.json": "application/feed+json; charset=utf-8",
    "badge.svg": "image/svg+xml; charset=utf-8",
    "summary.json": "application/json; charset=utf-8",
    history: "text/html; charset=utf-8",
    [`c/${componentId}`]: "text/html; charset=utf-8",
    "index.html": "text/html; charset=utf-8",
  };
  for (const [path, type] of Object.entries(types)) {
    const answer = await ask(edge.port, `/s/page-1/${path}?tz=UTC`);
    expect([path, answer.status, answer.headers["content-type"]]).toEqual([path, 200, type]);
    expect(answer.headers["access-control-allow-origin"]).toBe(type.startsWith("text/html") ? undefined : "*");
  }
});

it("gives the same content in the encoding that the visitor prefers", async () => {
  await using edge = await edgeWith([sampleBundle(1, { publishedAtMs })]);
  const as = async (encoding: string) => await ask(edge.port, "/s/page-1", { headers: { "accept-encoding": encoding } });
  const plain = await ask(edge.port, "/s/page-1");
  expect(plain.headers["content-encoding"]).toBe(undefined);
  for (const [header, encoding] of [
    ["gzip, deflate, br, zstd", "br"],
    ["gzip, deflate", "gzip"],
    ["br;q=0, gzip;q=0.5", "gzip"],
    ["*", "br"],
    ["identity", undefined],
    ["gzip;q=0", undefined],
    ["deflate;;,=,q", undefined],
  ] as const) {
    const { headers, body } = await as(header);
    expect([header, headers["content-encoding"]]).toEqual([header, encoding]);
    const content = encoding === "br" ? brotliDecompressSync(body) : encoding === "gzip" ? gunzipSync(body) : body;
    expect(content.equals(plain.body)).toBe(true);
    expect(headers["content-length"]).toBe(String(body.length));
    expect(headers.etag).toBe(plain.headers.etag);
  }
});

it("answers 304 to who has it already, and HEAD with the same headers and no body", async () => {
  await using edge = await edgeWith([sampleBundle(1, { publishedAtMs })]);
  const { headers } = await ask(edge.port, "/s/page-1");
  const etag = headers.etag ?? "";
  for (const known of [etag, etag.slice(2), `"other", ${etag}`, "*"]) {
    const answer = await ask(edge.port, "/s/page-1", { headers: { "if-none-match": known } });
    expect([known, answer.status, answer.body.length, answer.headers.etag]).toEqual([known, 304, 0, etag]);
  }
  expect((await ask(edge.port, "/s/page-1", { headers: { "if-none-match": '"other"' } })).status).toBe(200);

  const head = await ask(edge.port, "/s/page-1", { method: "HEAD" });
  expect([head.status, head.body.length, head.headers["content-length"]]).toEqual([200, 0, headers["content-length"]]);
});

it.each(["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])("refuses %s and says what is allowed", async (method) => {
  await using edge = await edgeWith([sampleBundle(1)]);
  const answer = await ask(edge.port, "/s/page-1", { method });
  expect([answer.status, answer.headers.allow]).toEqual([405, "GET, HEAD"]);
});

it("redirects a trailing slash, and the root only when there is exactly one page", async () => {
  await using edge = await edgeWith([sampleBundle(1)]);
  expect(await ask(edge.port, "/s/page-1/")).toMatchObject({ status: 301, headers: { location: "/s/page-1" } });
  expect(await ask(edge.port, "/")).toMatchObject({ status: 302, headers: { location: "/s/page-1" } });
  const second = sampleBundle(2);
  await edge.store.put(second, second.bytes, 0);
  const root = await ask(edge.port, "/");
  expect(root.status).toBe(404);
  expect(root.text).not.toContain("page-1");
});

const strange = [
  "/nothing",
  "/s",
  "/s/",
  "/s//",
  "/s/nobody",
  "/s/PAGE-1",
  "/s/page-1/nothing",
  "/s/page-1//",
  "/s/page-1/../../../../etc/passwd",
  "/s/../../etc/passwd",
  "/s/page-1/..%2f..%2f..%2fetc%2fpasswd",
  "/s/page-1/%2e%2e/%2e%2e/confirmations.json",
  "/s/page-1/....//....//etc/passwd",
  "/s/page-1/..\\..\\windows",
  "/s/page-1/index.html%00.json",
  "/s/page-1/__proto__",
  "/s/page-1/constructor",
  "/s/__proto__",
  "/s/%70age-1",
  "/s/page-1/file:///etc/passwd",
  "//s/page-1",
  "/s/page-1;/x",
  "*",
  "http://elsewhere.example/s/page-1",
  `/s/${"a".repeat(5_000)}`,
];

it("answers 404, with a page and without details, to every path that it has not published", async () => {
  await using edge = await edgeWith([sampleBundle(1)]);
  for (const path of strange) {
    const answer = await ask(edge.port, path);
    expect([path, answer.status, answer.headers["content-type"]]).toEqual([path, 404, "text/html; charset=utf-8"]);
    expect(answer.text).toContain("There is no page at this address");
    expect(answer.text).not.toMatch(/root:|\.ts|node_modules/);
  }
});

it("says after two minutes how old a page is, once more every minute, and stops when it is confirmed", async () => {
  await using edge = await edgeWith([sampleBundle(1, { publishedAtMs })]);
  const at = async (ageMs: number, path = "", headers = {}) => {
    edge.clock.nowMs = publishedAtMs + ageMs;
    return await ask(edge.port, `/s/page-1${path}`, { headers });
  };
  const fresh = await at(2 * minuteMs);
  expect(fresh.text).not.toContain("Live data is unavailable");
  expect(fresh.headers["x-vedette-age-seconds"]).toBe(undefined);

  const stale = await at(5 * minuteMs + 1);
  expect(stale.text).toMatch(
    /<\/h1><p class="stale" role="status">Last updated <time datetime="2026-11-22T14:02:00.000Z">14:02 UTC<\/time>, 5 minutes ago\. Live data is unavailable\.<\/p>/,
  );
  expect(stale.headers["x-vedette-age-seconds"]).toBe("300");
  expect(stale.headers.etag).not.toBe(fresh.headers.etag);
  expect((await at(5 * minuteMs + 1, "", { "if-none-match": fresh.headers.etag ?? "" })).status).toBe(200);
  for (const [encoding, decode] of [
    ["br", brotliDecompressSync],
    ["gzip", gunzipSync],
  ] as const) {
    expect(decode((await at(5 * minuteMs + 1, "", { "accept-encoding": encoding })).body).toString()).toBe(stale.text);
  }
  expect((await at(5 * minuteMs + 59_000)).headers.etag).toBe(stale.headers.etag);
  expect((await at(6 * minuteMs)).text).toContain("6 minutes ago");
  expect((await at(61 * minuteMs)).text).toContain("1 hour ago");
  expect((await at(72 * 60 * minuteMs)).text).toContain("22 Nov 2026, 14:02 UTC</time>, 3 days ago");
  expect((await at(5 * minuteMs, `/c/${componentId}`)).text).toContain("Live data is unavailable");

  edge.store.confirm(sampleBundle(1).pageId, publishedAtMs + 71 * 60 * minuteMs + 59 * minuteMs);
  expect((await at(72 * 60 * minuteMs)).text).toBe(fresh.text);
});

it("keeps the body of an old JSON file and tells its age beside it; an old badge claims nothing", async () => {
  await using edge = await edgeWith([sampleBundle(1, { publishedAtMs })]);
  const summary = await ask(edge.port, "/s/page-1/api/v2/summary.json");
  const badge = await ask(edge.port, "/s/page-1/badge.svg");
  expect(badge.text).toContain("operational");
  edge.clock.nowMs += 10 * minuteMs;
  const old = await ask(edge.port, "/s/page-1/api/v2/summary.json");
  expect([old.text, old.headers["x-vedette-age-seconds"]]).toEqual([summary.text, "600"]);
  const oldBadge = await ask(edge.port, "/s/page-1/badge.svg");
  expect(oldBadge.text).toContain("no live data");
  expect(oldBadge.text).not.toContain("operational");
});

it("is ready and alive without a database, and says that it is away", async () => {
  await using edge = await edgeWith([sampleBundle(1)]);
  expect(JSON.parse((await ask(edge.port, "/healthz")).text)).toEqual({ status: "ok" });
  expect(JSON.parse((await ask(edge.port, "/readyz")).text)).toEqual({ ready: true, pages: 1, database: "unreachable" });
});

it("shows metrics to this machine alone, and to nobody who comes through a proxy on it", async () => {
  await using edge = await edgeWith([sampleBundle(1, { publishedAtMs })]);
  await ask(edge.port, "/s/page-1");
  await ask(edge.port, "/nothing");
  edge.clock.nowMs += 90_000;
  const metrics = await ask(edge.port, "/metrics");
  expect(metrics.text).toContain('vedette_edge_requests_total{status="2xx"} 1');
  expect(metrics.text).toContain('vedette_edge_requests_total{status="4xx"} 1');
  expect(metrics.text).toContain("vedette_edge_pages 1");
  expect(metrics.text).toContain("vedette_edge_oldest_page_age_seconds 90");

  for (const name of ["x-forwarded-for", "forwarded", "via"])
    expect((await ask(edge.port, "/metrics", { headers: { [name]: "203.0.113.9" } })).status, name).toBe(404);
});

it("shows metrics to whoever has the token and to nobody else, where one is set", async () => {
  await using edge = await edgeWith([], { metricsToken: "0123456789abcdef" });
  const status = async (headers: Record<string, string>) => (await ask(edge.port, "/metrics", { headers })).status;
  expect(await status({})).toBe(404);
  expect(await status({ authorization: "Bearer wrong" })).toBe(404);
  expect(await status({ authorization: "Bearer 0123456789abcdef", "x-forwarded-for": "203.0.113.9" })).toBe(200);
});

it("tells browsers to come by https alone, on every answer, where visitors come by it", async () => {
  await using edge = await edgeWith([sampleBundle(1)], { isSecure: true });
  for (const path of ["/", "/s/page-1", "/s/page-1/", "/s/page-1/badge.svg", "/nothing", "/healthz"]) {
    const answer = await ask(edge.port, path);
    expect([path, answer.headers["strict-transport-security"]]).toEqual([path, "max-age=31536000"]);
    expect([path, answer.headers["x-content-type-options"]]).toEqual([path, "nosniff"]);
  }
  await using plain = await edgeWith([sampleBundle(1)]);
  expect((await ask(plain.port, "/s/page-1")).headers).not.toHaveProperty("strict-transport-security");
});

it("lives on through malformed requests", async () => {
  await using edge = await edgeWith([sampleBundle(1)]);
  for (const bytes of [
    "\0\0\0\0",
    "GET\r\n\r\n",
    "GET / HTTP/9.9\r\n\r\n",
    `GET / HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(20_000)}\r\n\r\n`,
    "GET /s/page-1 HTTP/1.1\r\n\r\n",
  ]) {
    await new Promise<void>((resolve) => {
      const socket = createConnection(edge.port, "127.0.0.1", () => socket.end(bytes));
      socket.on("error", () => resolve());
      socket.on("close", () => resolve());
      socket.resume();
    });
  }
  expect((await ask(edge.port, "/s/page-1")).status).toBe(200);
});

it("stops within its grace although a visitor keeps a connection open", async () => {
  await using edge = await edgeWith([sampleBundle(1)]);
  const socket = createConnection(edge.port, "127.0.0.1");
  socket.on("error", () => undefined);
  await new Promise((resolve) => socket.write("GET /s/page-1 HTTP/1.1\r\nhost: x\r\n", resolve));
  const closed = new Promise((resolve) => socket.once("close", resolve));
  await edge.close(100);
  await closed;
});
