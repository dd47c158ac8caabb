import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { templateDatabase } from "./postgres-setup.ts";

export type TestDatabase = AsyncDisposable & { url: string; pool: pg.Pool };

/**
 * A migrated, empty database of the test's own (about 50 ms): `await using database = await freshDatabase()`. Disposing closes
 * the pool and drops the database together with whatever is still connected to it. Needs the integration project's globalSetup.
 */
export async function freshDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await maintain(`CREATE DATABASE ${name} TEMPLATE ${templateDatabase} STRATEGY FILE_COPY`);
  const url = new URL(inject("postgresUrl"));
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.href, max: 5 });
  // Dropping the database cuts idle connections; that is no failure of the test.
  pool.on("error", () => undefined);
  return {
    url: url.href,
    pool,
    [Symbol.asyncDispose]: async () => {
      await pool.end();
      await maintain(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function maintain(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject("postgresUrl") });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
