import { type PgPool, createPostgresBackend, runMigrations, withBackend } from "bullmq";
import pg from "pg";
import type { Backend, OnError } from "./backend.ts";
import { jobNames } from "./jobs.ts";

const schema = "bullmq";

/** Creates BullMQ's schema once (several processes may try at the same time) and shares one pool among all queues and workers. */
export async function openPostgresBackend(connectionString: string, onError: OnError): Promise<Backend> {
  const pool = new pg.Pool({
    connectionString,
    options: `-c search_path=${schema}`,
    application_name: "vedette-queue",
    // Each worker keeps one connection to listen on; the other half does the work.
    max: jobNames.length * 2,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  // Every queue and worker listens on the shared pool; their number is known, so it is no leak.
  pool.setMaxListeners(0);
  pool.on("error", (error) => onError(error, "postgres"));
  try {
    const client = await pool.connect();
    try {
      await runMigrations(client, schema);
    } finally {
      client.release();
    }
  } catch (error) {
    await pool.end();
    throw error;
  }
  const { Queue, Worker } = withBackend(createPostgresBackend);
  // safe because BullMQ's type describes the very pg.Pool it documents; only the overloads of `on` are written differently
  const connection = pool as unknown as PgPool;
  return {
    openProducer: (name) => new Queue(name, { connection }),
    openConsumer: (name, run, options) => new Worker(name, run, { ...options, connection }),
    isReachable: () => true,
    close: () => pool.end(),
  };
}
