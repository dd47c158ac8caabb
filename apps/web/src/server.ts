import { randomBytes } from "node:crypto";
import { type IncomingMessage, Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import next from "next";
import { logOptions } from "@vedette/core/log-options";
import { portProblem } from "@vedette/core/port-problem";
import { assertRestored } from "@vedette/db/restoring";
import { pino } from "pino";
import { type WebEnv, isProtected, readEnv } from "./env.ts";
import { limitEachAddress, markRequest, refusalOf, securityHeaders } from "./entry.ts";

const env = await readEnvOrExit();
const log = pino({ ...logOptions, level: env.LOG_LEVEL, name: "web" });

process.on("uncaughtException", (error) => {
  const problem = portProblem(error, "WEB_PORT");
  // Not left to Node, which prints whatever hangs on an error.
  if (problem === null) log.fatal({ err: error }, "web ends because of a bug");
  else process.stderr.write(`${problem}\n`);
  process.exit(1);
});

// Next binds its own upgrade handler to the server that it is given: it gets one that never listens.
const app = next({ dev: false, dir: `${import.meta.dirname}/..`, httpServer: new Server(), quiet: true });
await app.prepare();
const serve = app.getRequestHandler();

const limits = {
  maxHeaderSize: 16_384,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
};
const server = createServer(limits, (request, response) => {
  handle(request, response).catch((error: unknown) => {
    log.error({ err: error }, "a request failed");
    if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain; charset=utf-8" });
    response.end("Something went wrong on our side.\n");
  });
});
server.maxConnections = 10_000;
limitEachAddress(server, env.TRUSTED_PROXIES);

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refusal = refusalOf(request);
  const nonce = randomBytes(16).toString("base64");
  for (const [name, value] of Object.entries(securityHeaders(env, nonce))) response.setHeader(name, value);
  if (refusal !== null) {
    response.writeHead(refusal.status, { "content-type": "text/plain; charset=utf-8", connection: "close" });
    response.end(`${refusal.reason}\n`);
    return;
  }
  markRequest(request, env.TRUSTED_PROXIES);
  // Next takes the nonce of its inline scripts from the request's policy.
  request.headers["content-security-policy"] = securityHeaders(env, nonce)["content-security-policy"];
  await serve(request, response);
}

await new Promise<void>((resolve, reject) => {
  server.once("error", reject);
  server.listen(env.WEB_PORT, env.WEB_HOST, resolve);
});
const { port } = server.address() as AddressInfo; // safe because it listens on a TCP port
log.info({ port, publicUrl: env.PUBLIC_URL }, "web started");
if (!isProtected(env))
  log.warn("PUBLIC_URL is plain http beyond this machine: passwords and sessions can be read on the way. Put https in front.");

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    log.info({ signal }, "stopping: running answers may end, nothing new begins");
    server.close(() => process.exit(0));
    server.closeIdleConnections();
    // Open event streams never end by themselves.
    setTimeout(() => process.exit(0), 2_000).unref();
  });
}

async function readEnvOrExit(): Promise<WebEnv> {
  try {
    const read = readEnv();
    await assertRestored(read.DATABASE_URL);
    return read;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
