import type { Actor } from "@vedette/core/access";
import { ChannelInput } from "@vedette/core/channel";
import { MonitorInput } from "@vedette/core/monitor";
import { openDb } from "@vedette/db/db";
import type { ConfigDeps } from "@vedette/engine/config-deps";
import { createChannel } from "@vedette/engine/create-channel";
import { createMonitor } from "@vedette/engine/create-monitor";
import { createPage } from "@vedette/engine/create-page";
import { publishPage } from "@vedette/engine/publish-page";
import { savePageComponents } from "@vedette/engine/save-page-components";
import { createSealer } from "@vedette/engine/seal";
import { freshDatabase } from "@vedette/testkit/database";
import { insertTeam } from "@vedette/testkit/fixtures";
import { freePort } from "@vedette/testkit/free-port";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { startSmtpSink } from "@vedette/testkit/smtp-sink";
import { startTcpProxy } from "@vedette/testkit/tcp-proxy";
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";

const apps = join(import.meta.dirname, "../..");

/** A service that can be stopped and started again on the same port, as an operator would. */
async function startService() {
  const port = await freePort();
  const open = async () => {
    const server = createServer((_, response) => response.end("ok"));
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    return server;
  };
  let server = await open();
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}/`, stop, start: async () => void (server = await open()) };
}

/** A program of the product; when it dies it is started again at once, without its failpoint, as a supervisor would. */
function supervise(app: "worker" | "edge", env: Record<string, string>) {
  let child: ChildProcess;
  let stopping = false;
  let run = 0;
  const deaths: (string | null)[] = [];
  const log: string[] = [];
  const start = (extra: Record<string, string> = {}) => {
    const nth = ++run;
    child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", join(apps, app, "src/main.ts")], {
      env: { PATH: process.env["PATH"] ?? "", ...env, ...extra },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout?.on("data", (chunk: Buffer) => log.push(chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => log.push(chunk.toString()));
    child.once("exit", (_, signal) => {
      if (stopping || nth !== run) return;
      deaths.push(signal);
      start();
    });
  };
  return {
    start,
    /** Kills the program as the kernel would and starts it anew, with something added to its environment. */
    restart: (extra: Record<string, string>) => {
      run += 1;
      child.once("exit", () => start(extra));
      child.kill("SIGKILL");
    },
    deaths,
    log,
    stop: async (signal: NodeJS.Signals = "SIGTERM") => {
      stopping = true;
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill(signal);
      await gone;
    },
  };
}

export type Story = Awaited<ReturnType<typeof startStory>>;

/**
 * A real service watched every second, a mail sink and a webhook receiver as channels, a published page; worker and edge as the
 * programs that are shipped.
 */
export async function startStory(options: { redisUrl?: string } = {}) {
  const database = await freshDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), "vedette-story-"));
  const [service, mail, hook, workerPort, edgePort] = await Promise.all([
    startService(),
    startSmtpSink(),
    startScriptedServer(204),
    freePort(),
    freePort(),
  ]);
  const proxy = await startTcpProxy(Number(new URL(database.url).port));
  const proxied = new URL(database.url);
  proxied.port = String(proxy.port);
  const masterKey = randomBytes(32);
  const edgeUrl = `http://127.0.0.1:${edgePort}`;
  const env = {
    DATABASE_URL: proxied.href,
    MASTER_KEY: masterKey.toString("base64"),
    PUBLIC_URL: "http://127.0.0.1:3000",
    EDGE_URL: edgeUrl,
    WORKER_PORT: String(workerPort),
    EDGE_PORT: String(edgePort),
    DATA_DIR: dataDir,
    SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
    MAIL_FROM: "Vedette <alerts@vedette.example>",
    ...(options.redisUrl === undefined ? {} : { REDIS_URL: options.redisUrl }),
  };

  const db = openDb({ connectionString: database.url, maxConnections: 4 });
  const deps: ConfigDeps = {
    db,
    now: Date.now,
    newId: randomUUID,
    sealer: createSealer([{ id: 1, key: masterKey }]),
    publicUrl: env.PUBLIC_URL,
    sendsMail: true,
    ring: async () => {},
  };
  const team = await insertTeam(database.pool);
  const userId = randomUUID();
  await database.pool.query("INSERT INTO users (id, name, email) VALUES ($1, 'Ada', 'ada@acme.example')", [userId]);
  const actor: Actor = { userId, teamId: team.id, role: "owner", ip: null };
  const email = await createChannel(deps, actor, {
    channel: ChannelInput.parse({ name: "Mail", target: { kind: "email", to: ["ops@acme.example"] } }),
  });
  const webhook = await createChannel(deps, actor, {
    channel: ChannelInput.parse({ name: "Hook", target: { kind: "webhook", url: `${hook.url}/alerts` } }),
  });
  const monitor = await createMonitor(deps, actor, {
    creationKey: randomUUID(),
    monitor: MonitorInput.parse({ name: "Shop", spec: { kind: "http", url: service.url, timeoutMs: 1_000 }, intervalMs: 1_000 }),
  });
  const page = await createPage(deps, actor, {
    page: { name: "Acme status", slug: "acme", description: null, timeZone: "UTC", uptime: null },
  });
  await savePageComponents(deps, actor, {
    pageId: page.id,
    version: page.version,
    groups: [],
    components: [{ id: randomUUID(), name: "Online shop", description: null, groupId: null, showUptime: true, monitorIds: [monitor.id] }],
  });
  await publishPage(deps, actor, { pageId: page.id });

  const worker = supervise("worker", env);
  const edge = supervise("edge", env);
  worker.start();
  edge.start();

  const pageAt = async (path = "") => await fetch(`${edgeUrl}/s/acme${path}`);
  return {
    service,
    /** What worker and edge see of the database; the test itself sees past it. */
    database: proxy,
    mail,
    hook,
    worker,
    edge,
    monitor,
    secret: webhook.secret ?? "",
    channelIds: [email.channel.id, webhook.channel.id],
    pageAt,
    statusOnPage: async () => {
      const summary = (await (await pageAt("/api/v2/summary.json")).json()) as {
        components: { status: string }[];
        status: { indicator: string };
      }; // safe because the test asserts on it
      return { component: summary.components[0]?.status, indicator: summary.status.indicator };
    },
    rows: async <Row extends object>(sql: string) => (await database.pool.query<Row>(sql)).rows,
    until: (condition: () => Promise<void> | void, timeoutMs: number) => vi.waitFor(condition, { timeout: timeoutMs, interval: 50 }),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([worker.stop("SIGKILL"), edge.stop("SIGKILL")]);
      await Promise.all([
        service.stop().catch(() => {}),
        mail[Symbol.asyncDispose](),
        hook[Symbol.asyncDispose](),
        db.close(),
        proxy[Symbol.asyncDispose](),
      ]);
      await database[Symbol.asyncDispose]();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
