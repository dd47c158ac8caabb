import { type IncomingHttpHeaders, type ServerResponse, createServer } from "node:http";
import { type ServerOptions, createServer as createSecureServer } from "node:https";
import { listenOnLoopback } from "./listen-on-loopback.ts";

export type RecordedRequest = { method: string; path: string; headers: IncomingHttpHeaders; body: string };

/** A status; a connection reset after the whole request was read; silence; or an answer written by hand. */
export type Reply = number | "reset" | "hang" | ((request: RecordedRequest, response: ServerResponse) => void);

export type ScriptedServer = AsyncDisposable & {
  /** `http://127.0.0.1:port`, without a trailing slash. */
  url: string;
  port: number;
  /** Oldest first. */
  requests: RecordedRequest[];
  /** Replaces the script for the requests to come. */
  reply: (reply: Reply) => void;
};

/** A real server on a free port of 127.0.0.1 that answers by script and keeps every request. With `tls` it speaks HTTPS. */
export async function startScriptedServer(script: Reply = 200, tls?: ServerOptions): Promise<ScriptedServer> {
  let reply = script;
  const requests: RecordedRequest[] = [];
  const server = tls === undefined ? createServer() : createSecureServer(tls);
  server.on("request", (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const recorded = { method, path: url, headers, body: Buffer.concat(chunks).toString() };
      requests.push(recorded);
      answer(reply, recorded, response);
    });
  });
  const port = await listenOnLoopback(server);
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    port,
    requests,
    reply: (next) => {
      reply = next;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(reply: Reply, request: RecordedRequest, response: ServerResponse): void {
  if (reply === "hang") return;
  if (reply === "reset") response.socket?.resetAndDestroy();
  else if (typeof reply === "function") reply(request, response);
  else response.writeHead(reply).end();
}
