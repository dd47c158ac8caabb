import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "@vedette/db/migrate";
import { startPostgres } from "@vedette/postgres/start-postgres";
import { freePort } from "@vedette/testkit/free-port";
import pg from "pg";

export type DurableDatabase = AsyncDisposable & {
  url: string;
  pid: number;
  folder: string;
  /** The bench's own connections, which may take as long as they like; the product's give up after 30 s. */
  pool: pg.Pool;
  /** Stops and starts the server, so that its own memory is empty; connections are lost. */
  restart: () => Promise<void>;
};

/** PostgreSQL with fsync on, set up as `npm start` does it, migrated and empty. `folder` is the bench's own and goes with it. */
export async function startDurableDatabase(): Promise<DurableDatabase> {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "vedette-bench-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  chmodSync(folder, 0o711);
  const settings = {
    dataDir: join(folder, "data"),
    logFile: join(folder, "postgres.log"),
    port: await freePort(),
    password: randomBytes(16).toString("hex"),
    maxConnections: 50,
    durable: true,
  };
  let server = await startPostgres(settings);
  stack.defer(() => server.stop());
  const restart = async () => {
    await server.stop();
    server = await startPostgres(settings);
  };
  const url = server.url("postgres");
  await migrate(url);
  const pool = new pg.Pool({ connectionString: url, max: 4 });
  // One that ends with the server is replaced when it is needed.
  pool.on("error", () => {});
  stack.defer(() => pool.end());
  const kept = stack.move();
  return { url, pid: server.pid, folder, pool, restart, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
