import type { ChildProcess } from "node:child_process";
import { closeSync, existsSync, fstatSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findBinaries } from "./binaries.ts";
import { createCluster } from "./create-cluster.ts";
import { stopOrphan, stopServer } from "./orphan.ts";
import { PostgresError } from "./postgres-error.ts";
import { serverUser, spawnAs } from "./server-user.ts";

export type PostgresSettings = {
  /** Absolute. Created when missing; belongs to the server alone. */
  dataDir: string;
  /** Absolute; the server's own log is appended to it. */
  logFile: string;
  /** Listens on 127.0.0.1 only. */
  port: number;
  password: string;
  maxConnections: number;
  /** false: no fsync, for data that nobody will miss. */
  durable: boolean;
};

export type PostgresServer = {
  /** Connection string of the database `name`; the user owns the server. */
  url: (name: string) => string;
  pid: number;
  /** Resolves when the server ended, for whatever reason. */
  exited: Promise<void>;
  /** Fast shutdown. A second call waits for the first. */
  stop: () => Promise<void>;
};

/**
 * Starts a PostgreSQL server of our own in a session of its own, so that a terminal's Ctrl-C does not reach it, and resolves
 * when it accepts connections. A server that a killed process left on the same folder is stopped first.
 * Throws `PostgresError` when it cannot start.
 */
export async function startPostgres(settings: PostgresSettings): Promise<PostgresServer> {
  const { dataDir, port } = settings;
  const binaries = await findBinaries();
  const user = serverUser();
  await createCluster(binaries, user, dataDir, settings.password);
  await stopOrphan(dataDir);

  const log = openSync(settings.logFile, "a", 0o600);
  const logStart = fstatSync(log).size;
  const child = spawnAs(user, binaries.postgres, serverArgs(settings), { stdio: ["ignore", log, log], cwd: "/", detached: true }, [
    binaries.postgres,
    dataDir,
  ]);
  closeSync(log);
  const exited = new Promise<void>((resolve) => {
    child.on("exit", () => resolve());
    child.on("error", () => resolve());
  });
  await untilReady(child, settings, logStart);

  const pid = child.pid ?? 0;
  let stopped: Promise<void> | undefined;
  return {
    url: (name) => `postgresql://postgres:${encodeURIComponent(settings.password)}@127.0.0.1:${port}/${name}`,
    pid,
    exited,
    stop: () => (stopped ??= stopServer(pid, () => child.exitCode === null && child.signalCode === null)),
  };
}

function serverArgs({ dataDir, port, maxConnections, durable }: PostgresSettings): string[] {
  const settings: Record<string, string | number> = {
    port,
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: maxConnections,
    log_checkpoints: "off",
    lc_messages: "C",
    timezone: "UTC",
    ...(durable ? {} : { fsync: "off", full_page_writes: "off", synchronous_commit: "off" }),
  };
  return ["-D", dataDir, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}

/** The server writes `ready` as the last line of its lock file once it accepts connections. */
async function untilReady(child: ChildProcess, settings: PostgresSettings, logStart: number): Promise<void> {
  const lockFile = join(settings.dataDir, "postmaster.pid");
  let startError: Error | undefined;
  child.on("error", (error) => (startError = error));
  for (;;) {
    if (startError !== undefined) throw new PostgresError(`PostgreSQL could not be started: ${startError.message}.`);
    if (child.exitCode !== null || child.signalCode !== null) throw new PostgresError(sentenceOf(settings, logStart));
    if (existsSync(lockFile)) {
      const lines = readFileSync(lockFile, "utf8").split("\n");
      if (Number(lines[0]) === child.pid && lines[7]?.trim() === "ready") return;
    }
    await delay(10);
  }
}

function sentenceOf({ dataDir, port, logFile }: PostgresSettings, logStart: number): string {
  const said = readFileSync(logFile).subarray(logStart).toString("utf8");
  if (/Address already in use/.test(said))
    return `Port ${port} on 127.0.0.1 is taken by another program, so PostgreSQL cannot listen there.`;
  if (/No space left on device/.test(said))
    return `The disk that holds ${dataDir} is full. Free some space and start again; nothing is lost.`;
  if (/Permission denied|has wrong ownership|invalid permissions/.test(said)) {
    return `PostgreSQL may not use ${dataDir}: it belongs to another user. Start as the user who started it first, or set DATA_DIR to another folder.`;
  }
  const reason = said.split("\n").findLast((line) => /FATAL|PANIC|error/i.test(line)) ?? "it gave no reason";
  return `PostgreSQL could not be started: ${reason.replace(/^.*?(FATAL|PANIC):\s*/, "")}. Its log is ${logFile}.`;
}
