import pg from "pg";

/** A table that is there from before the first row of a restore until the last thing of it is done. */
const mark = "public.vedette_restoring";

export class RestoringError extends Error {
  override readonly name = "RestoringError";
}

/** Marks an empty database as being restored; what was in the way is dropped or renamed in the same transaction by `makeRoom`. */
export async function beginRestoring(client: pg.Client, makeRoom: () => Promise<void>): Promise<void> {
  await client.query("BEGIN");
  await makeRoom();
  await client.query("CREATE SCHEMA IF NOT EXISTS public");
  await client.query(`CREATE TABLE ${mark} ()`);
  await client.query("COMMIT");
}

export async function endRestoring(client: pg.Client): Promise<void> {
  await client.query(`DROP TABLE ${mark}`);
}

export async function isRestoring(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ is: boolean }>("SELECT to_regclass($1) IS NOT NULL AS is", [mark]);
  return rows[0]?.is === true;
}

/**
 * Throws `RestoringError` while the database is being restored, and after a restore was interrupted: what it holds may be old, and nothing
 * may act on it. A database that cannot be reached says nothing.
 */
export async function assertRestored(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000, query_timeout: 5_000 });
  client.on("error", () => undefined);
  let found = false;
  try {
    await client.connect();
    found = await isRestoring(client);
  } catch {
    return;
  } finally {
    await client.end().catch(() => undefined);
  }
  if (found)
    throw new RestoringError(
      "This database is being restored. Wait until that is done; if it was interrupted, run npm run restore again with the same file.",
    );
}
