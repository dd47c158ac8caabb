import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "@vedette/postgres/start-postgres";
import { freePort } from "./free-port.ts";

export type TestPostgres = AsyncDisposable & {
  /** Connection string of the maintenance database; its user owns the server. */
  url: string;
  /** Stops the server and removes its data. A second call does nothing. */
  stop: () => Promise<void>;
};

/** A PostgreSQL server of its own on a free port, in a temporary folder. Ready in about 0.6 s. Unless it is `durable`, a crash loses commits. */
export async function startPostgresServer({ durable = false } = {}): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), "vedette-postgres-"));
  chmodSync(folder, 0o711);
  const server = await startPostgres({
    dataDir: join(folder, "data"),
    logFile: join(folder, "postgres.log"),
    port: await freePort(),
    password: "loopback-only",
    maxConnections: 300,
    durable,
  });
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: server.url("postgres"), stop, [Symbol.asyncDispose]: stop };
}
