import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { freePort } from "./free-port.ts";

export type TestRedis = AsyncDisposable & {
  url: string;
  /** SIGKILL; resolves when the process is gone. */
  kill: () => Promise<void>;
  /** SIGSTOP; `restart` ends it. */
  freeze: () => void;
  /** Starts again on the same port with what its folder holds: nothing, or what the command SAVE wrote. */
  restart: () => Promise<void>;
  /** One command; throws what the server answers instead of doing it. */
  command: (...words: readonly [string, ...string[]]) => Promise<void>;
  /** All that it holds, as the command SAVE writes it, uncompressed. */
  dump: () => Promise<Buffer>;
};

/** Whether the system has a `redis-server`; none is on npm. */
export function hasRedisServer(): boolean {
  return spawnSync("redis-server", ["--version"], { stdio: "ignore" }).status === 0;
}

/** The system's redis-server on a free port of 127.0.0.1, in a temporary folder, with `noeviction` unless told otherwise. */
export async function startRedisServer(maxmemoryPolicy = "noeviction"): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), "vedette-redis-"));
  const port = await freePort();
  let child = await launch(folder, port, maxmemoryPolicy);
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  const command: TestRedis["command"] = async (name, ...args) => {
    const client = new Redis({ host: "127.0.0.1", port, lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
    client.on("error", () => {}); // The call below says it.
    try {
      await client.connect();
      await client.call(name, ...args);
    } finally {
      client.disconnect();
    }
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    freeze: () => void child.kill("SIGSTOP"),
    restart: async () => {
      await kill();
      child = await launch(folder, port, maxmemoryPolicy);
    },
    command,
    dump: async () => {
      await command("SAVE");
      return readFileSync(join(folder, "dump.rdb"));
    },
    [Symbol.asyncDispose]: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function launch(folder: string, port: number, maxmemoryPolicy: string): Promise<ChildProcess> {
  const settings = [
    "--port",
    String(port),
    "--bind",
    "127.0.0.1",
    "--dir",
    folder,
    "--save",
    "",
    "--rdbcompression",
    "no",
    "--maxmemory-policy",
    maxmemoryPolicy,
  ];
  const child = spawn("redis-server", settings, { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (said.includes("Ready to accept connections")) break;
  }
  if (child.exitCode !== null) throw new Error(`redis-server did not start: ${said}`);
  return child;
}
