import { isForwarded, mayScrape } from "@vedette/core/may-scrape";
import { type IncomingMessage, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Registry } from "prom-client";

export type Readiness = { ready: boolean; reasons: string[] };
export type HealthServer = { port: number; close: () => Promise<void> };

type Options = {
  port: number;
  registry: Registry;
  readiness: () => Promise<Readiness>;
  metricsToken: string | undefined;
  /** Answers whatever else is asked for; null: there is nothing. */
  otherwise: (request: IncomingMessage) => Promise<{ status: number; body: string } | null>;
};

/** `/healthz` (the process lives), `/readyz` (it can do its work, else 503 with the reasons) and `/metrics` (the token, or this machine where none is set). */
export async function startHealthServer({ port, registry, readiness, metricsToken, otherwise }: Options): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const send = (status: number, type: string, body: string) =>
      response.writeHead(status, { "content-type": type, "x-content-type-options": "nosniff", "cache-control": "no-store" }).end(body);
    const answer = async () => {
      if (request.url === "/healthz") return send(200, "application/json", '{"status":"ok"}');
      if (request.url === "/readyz") {
        const state = await readiness();
        return send(state.ready ? 200 : 503, "application/json", JSON.stringify(state));
      }
      if (request.url === "/metrics" && mayScrape(askedBy(request), metricsToken)) {
        return send(200, registry.contentType, await registry.metrics());
      }
      const { status, body } = (await otherwise(request)) ?? {
        status: 404,
        body: "There is nothing here. Try /healthz, /readyz or /metrics.\n",
      };
      return send(status, "text/plain; charset=utf-8", body);
    };
    answer().catch(() => send(500, "text/plain; charset=utf-8", "The answer could not be made.\n"));
  });
  server.requestTimeout = 10_000;
  server.maxConnections = 200;
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, resolve));
  return {
    port: (server.address() as AddressInfo).port, // safe because the server listens on TCP
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function askedBy({ headers, socket }: IncomingMessage) {
  return { authorization: headers.authorization, remoteAddress: socket.remoteAddress, isForwarded: isForwarded(headers) };
}
