import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stopOrphan } from "@vedette/postgres/orphan";
import { type PostgresServer, startPostgres } from "@vedette/postgres/start-postgres";
import pg from "pg";
import { freePort } from "./ports.ts";
import { SetupError } from "./setup-error.ts";
import { writeDurably } from "./write-durably.ts";

export const databaseName = "vedette";

export type Database = {
  url: string;
  stop: () => Promise<void>;
  /** Rejects when a server that died could not be started again; never resolves otherwise. */
  givenUp: Promise<never>;
};

type DatabaseSettings = { dataDir: string; password: string; print: (line: string) => void; onPid: (pid: number) => void };

/**
 * The built-in PostgreSQL with its data in DATA_DIR/postgres, on a loopback port that stays the same from start to start.
 * A server that dies is started again on the same port, so the processes find it where it was.
 */
export async function startDatabase({ dataDir, password, print, onPid }: DatabaseSettings): Promise<Database> {
  const portFile = join(dataDir, "postgres.port");
  // First, so that a server which a killed launcher left on its port does not push us to another one.
  await stopOrphan(join(dataDir, "postgres"));
  const port = await freePort(existsSync(portFile) ? Number(readFileSync(portFile, "utf8")) : 0);
  writeDurably(portFile, String(port));
  const logFile = join(dataDir, "logs", "postgres.log");
  const settings = { dataDir: join(dataDir, "postgres"), logFile, port, password, maxConnections: 100, durable: true };

  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => undefined);
  let stopping = false;
  const start = async (): Promise<PostgresServer> => {
    const server = await startPostgres(settings);
    onPid(server.pid);
    void server.exited.then(() => {
      if (stopping) return;
      print(`postgres ended; starting it again. Its log is ${logFile}.`);
      running = start();
      running.catch(failure.reject);
    });
    return server;
  };
  let running = start();
  const stop = async () => {
    stopping = true;
    // A server that is just being started again must not be left behind.
    const server = await running.catch(() => null);
    await server?.stop();
  };
  try {
    const { url } = await running;
    await createOnce(url("postgres"));
    return { url: url(databaseName), givenUp: failure.promise, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function createOnce(maintenanceUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: maintenanceUrl });
  await client.connect();
  const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [databaseName]);
  if (rowCount === 0) await client.query(`CREATE DATABASE ${databaseName}`);
  await client.end();
}

/** Throws `SetupError` when a server of the operator's own cannot be reached or would break what Vedette promises. */
export async function assertDatabaseIsSafe(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
  } catch (error) {
    const where = URL.parse(databaseUrl)?.host ?? "DATABASE_URL";
    throw new SetupError(`PostgreSQL at ${where} cannot be used: ${reasonOf(error)}. Start it, or correct DATABASE_URL.`);
  }
  try {
    const { rows } = await client.query<{ version: number; fsync: string; commit: string; skew: number }>(
      `SELECT current_setting('server_version_num')::int AS version, current_setting('fsync') AS fsync,
        current_setting('synchronous_commit') AS commit, abs(extract(epoch FROM clock_timestamp()) - $1::float8) AS skew`,
      [Date.now() / 1_000],
    );
    const [server] = rows;
    if (server === undefined) return;
    if (server.version < 150_000)
      throw new SetupError(`PostgreSQL 15 or newer is needed, and DATABASE_URL leads to ${Math.floor(server.version / 10_000)}.`);
    if (server.fsync === "off")
      throw new SetupError("PostgreSQL runs with fsync = off and may lose data. Set `fsync = on` in postgresql.conf.");
    if (server.commit === "off")
      throw new SetupError("PostgreSQL runs with synchronous_commit = off and may lose alerts. Set it to on for the role Vedette uses.");
    if (server.skew > 5)
      throw new SetupError(
        `The clocks of this machine and of PostgreSQL differ by ${Math.round(server.skew)} s. Synchronise both, such as with chrony.`,
      );
  } finally {
    await client.end();
  }
}

/** pg wraps several refusals into an error whose own message is empty. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}
