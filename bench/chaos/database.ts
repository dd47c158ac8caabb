import { execFileSync, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { migrate } from "@vedette/db/migrate";
import { type PostgresServer, startPostgres } from "@vedette/postgres/start-postgres";
import { freePort } from "@vedette/testkit/free-port";
import pg from "pg";

export type CrashingDatabase = AsyncDisposable & {
  port: number;
  url: string;
  /** SIGKILL of the server and all its backends; resolves once it has recovered and answers again. */
  crash: () => Promise<void>;
  /** SIGSTOP of all of it. */
  freeze: () => void;
  thaw: () => void;
  /** Leaves no byte free on its disk for so long; when it died of that, it is started again. Null: the disk is not its own. */
  fillDisk: ((forMs: number) => Promise<void>) | null;
};

const diskSize = "1536m";

/**
 * PostgreSQL as `npm start` runs it, fsync on, migrated, that dies and comes back on the same port and folder. Where we may mount one, it
 * has a small disk of its own.
 */
export async function startCrashingDatabase(folder: string): Promise<CrashingDatabase> {
  chmodSync(folder, 0o711);
  const disk = join(folder, "disk");
  mkdirSync(disk, { mode: 0o711 });
  const hasDisk = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${diskSize},mode=711`, "tmpfs", disk], { stdio: "ignore" }).status === 0;
  const port = await freePort();
  const password = randomBytes(16).toString("hex");
  const settings = {
    dataDir: join(disk, "data"),
    logFile: join(folder, "postgres.log"),
    port,
    password,
    maxConnections: 120,
    durable: true,
  };
  let hasEnded = false;
  const started = async (): Promise<PostgresServer> => {
    const running = await startPostgres(settings);
    hasEnded = false;
    void running.exited.then(() => (hasEnded = true));
    return running;
  };
  let server = await started();
  const url = server.url("postgres");
  // So that a judge can tell when each row became visible.
  await change(url, "ALTER SYSTEM SET track_commit_timestamp = on");
  await server.stop();
  server = await started();
  await migrate(url);
  const signal = (name: NodeJS.Signals) => {
    for (const pid of [server.pid, ...childrenOf(server.pid)]) {
      try {
        process.kill(pid, name);
      } catch {
        // It ended meanwhile.
      }
    }
  };
  const restarted = async (): Promise<PostgresServer> => {
    for (let tries = 0; ; tries++) {
      try {
        return await started();
      } catch (error) {
        // Shared memory of backends that are not quite gone.
        if (tries === 50) throw error;
        await delay(100);
      }
    }
  };
  return {
    port,
    url,
    crash: async () => {
      signal("SIGKILL");
      await server.exited;
      server = await restarted();
    },
    freeze: () => signal("SIGSTOP"),
    thaw: () => signal("SIGCONT"),
    fillDisk: hasDisk
      ? async (forMs) => {
          const filler = join(disk, "filler");
          execFileSync("fallocate", ["-l", String(statfsSync(disk).bavail * statfsSync(disk).bsize), filler]);
          await delay(forMs);
          rmSync(filler);
          if (hasEnded) server = await restarted();
        }
      : null,
    [Symbol.asyncDispose]: async () => {
      signal("SIGCONT");
      await server.stop();
      // What no judge found good is kept, disk and all.
      if (hasDisk && process.exitCode === 0) spawnSync("umount", [disk]);
    },
  };
}

async function change(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

function childrenOf(pid: number): number[] {
  const children = execFileSync("sh", ["-c", `cat /proc/${pid}/task/*/children`], { encoding: "utf8" }).trim();
  return children === "" ? [] : children.split(/\s+/).map(Number);
}
