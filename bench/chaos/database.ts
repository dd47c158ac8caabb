import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { migrate } from "@vedette/db/migrate";
import { type PostgresServer, startPostgres } from "@vedette/postgres/start-postgres";
import { freePort } from "@vedette/testkit/free-port";

export type CrashingDatabase = AsyncDisposable & {
  port: number;
  url: string;
  /** SIGKILL of the server and all its backends; resolves once it has recovered and answers again. */
  crash: () => Promise<void>;
  /** SIGSTOP of all of it. */
  freeze: () => void;
  thaw: () => void;
};

/** PostgreSQL as `npm start` runs it, fsync on, migrated, that dies and comes back on the same port and folder. */
export async function startCrashingDatabase(folder: string): Promise<CrashingDatabase> {
  chmodSync(folder, 0o711);
  const port = await freePort();
  const password = randomBytes(16).toString("hex");
  const settings = {
    dataDir: join(folder, "data"),
    logFile: join(folder, "postgres.log"),
    port,
    password,
    maxConnections: 80,
    durable: true,
  };
  let server: PostgresServer = await startPostgres(settings);
  const url = server.url("postgres");
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
        return await startPostgres(settings);
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
    [Symbol.asyncDispose]: async () => {
      signal("SIGCONT");
      await server.stop();
    },
  };
}

function childrenOf(pid: number): number[] {
  const children = execFileSync("sh", ["-c", `cat /proc/${pid}/task/*/children`], { encoding: "utf8" }).trim();
  return children === "" ? [] : children.split(/\s+/).map(Number);
}
