import { isForwarded, mayScrape } from "@vedette/core/may-scrape";
import { perKeyLimit } from "@vedette/core/per-key-limit";
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { EdgeMetrics } from "./metrics.ts";
import type { PageStore } from "./page-store.ts";
import { isPrivateAddress } from "./private-address.ts";
import type { PingDoor } from "./serve-ping.ts";
import { sendNotFound, sendPlainPage } from "./plain-page.ts";
import { safeHeaders } from "./send-file.ts";
import { servePage } from "./serve-page.ts";

export type EdgeServer = {
  port: number;
  /** Stops accepting, lets running answers end for `graceMs`, then cuts what is left. */
  close: (graceMs?: number) => Promise<void>;
};

type Options = {
  store: PageStore;
  /** Absent: this edge takes no pings. */
  pings?: PingDoor;
  metrics: EdgeMetrics;
  isDatabaseReachable: () => boolean | null;
  now: () => number;
  port: number;
  host?: string | undefined;
  metricsToken?: string | undefined;
  /** Whether visitors come by https: their browsers are told to come by nothing else. */
  isSecure?: boolean;
};

const maxConnections = 10_000;
/** Of one public address, so that a single visitor cannot take all; proxies in private networks are not counted. */
const maxConnectionsOfOne = 1_000;

/**
 * The public door. Every answer to a visitor comes from memory; nothing that one sends is stored, logged or opened. Pings are apart: they
 * are stored, and pages never wait for them.
 */
export async function startServer(options: Options): Promise<EdgeServer> {
  const { metrics } = options;
  const server = createServer(
    { maxHeaderSize: 8_192, headersTimeout: 10_000, requestTimeout: 15_000, keepAliveTimeout: 65_000, connectionsCheckingInterval: 5_000 },
    (request, response) => {
      if (options.isSecure === true) response.setHeader("strict-transport-security", "max-age=31536000");
      try {
        answer(options, request, response);
      } catch (error) {
        // One page that cannot be served must not take the others down.
        metrics.failed(error);
        if (!response.headersSent) sendPlainPage(request, response, 500, "Something went wrong", "This page cannot be shown right now.");
        else response.destroy();
      }
      if (response.headersSent) metrics.answered(response.statusCode);
      else response.once("finish", () => metrics.answered(response.statusCode));
    },
  );
  server.maxConnections = maxConnections;
  limitEachAddress(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port: options.port, host: options.host }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port, // safe because the server listens on TCP
    close: async (graceMs = 4_000) => {
      const cut = setTimeout(() => server.closeAllConnections(), graceMs);
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeIdleConnections();
      });
      clearTimeout(cut);
    },
  };
}

function answer(options: Options, request: IncomingMessage, response: ServerResponse): void {
  if (options.pings?.serve(request, response) === true) return;
  if (request.method !== "GET" && request.method !== "HEAD") {
    // Whatever body comes with it is not read; the connection ends instead.
    return sendPlainPage(request, response, 405, "Not allowed", "Pages can only be read: use GET or HEAD.", [
      "allow",
      "GET, HEAD",
      "connection",
      "close",
    ]);
  }
  const url = request.url ?? "/";
  const query = url.indexOf("?");
  const path = query === -1 ? url : url.slice(0, query);
  if (path.startsWith("/s/")) return servePage(options.store, request, response, path, options.now());
  if (path === "/") return answerRoot(options.store, request, response);
  if (path === "/healthz") return sendText(request, response, "application/json", '{"status":"ok"}');
  if (path === "/readyz") return sendText(request, response, "application/json", readiness(options));
  if (path === "/metrics" && mayScrape(askedBy(request), options.metricsToken)) {
    options.metrics.text().then(
      (text) => sendText(request, response, options.metrics.contentType, text),
      () => response.destroy(),
    );
    return;
  }
  sendNotFound(request, response);
}

function askedBy({ headers, socket }: IncomingMessage) {
  return { authorization: headers.authorization, remoteAddress: socket.remoteAddress, isForwarded: isForwarded(headers) };
}

/** With one page, the address of the host is the address of the page. Several belong to different people and are not listed. */
function answerRoot(store: PageStore, request: IncomingMessage, response: ServerResponse): void {
  const [only, ...others] = store.pages().values();
  if (only === undefined || others.length > 0) {
    return sendPlainPage(request, response, 404, "Status pages", "Each status page has its own address, such as /s/name.");
  }
  response.writeHead(302, [...safeHeaders, "location", `/s/${only.bundle.slug}`, "cache-control", "no-store", "content-length", "0"]).end();
}

/** Ready as soon as pages are loaded: showing what we knew needs no database. */
function readiness({ store, isDatabaseReachable }: Options): string {
  const reachable = isDatabaseReachable();
  return JSON.stringify({
    ready: true,
    pages: store.pages().size,
    database: reachable === null ? "unknown" : reachable ? "reachable" : "unreachable",
  });
}

function sendText(request: IncomingMessage, response: ServerResponse, contentType: string, body: string): void {
  const headers = [
    ...safeHeaders,
    "content-type",
    contentType,
    "cache-control",
    "no-store",
    "content-length",
    String(Buffer.byteLength(body)),
  ];
  response.writeHead(200, headers);
  response.end(request.method === "HEAD" ? undefined : body);
}

function limitEachAddress(server: Server): void {
  const limit = perKeyLimit(maxConnectionsOfOne);
  server.on("connection", (socket) => {
    const address = socket.remoteAddress ?? "";
    if (isPrivateAddress(address)) return;
    socket.once("close", () => limit.leave(address));
    if (!limit.enter(address)) socket.destroy();
  });
}
