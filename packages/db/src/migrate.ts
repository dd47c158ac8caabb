import { createHash, randomUUID } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";

const folder = join(import.meta.dirname, "../../../prisma/migrations");
/** Arbitrary and fixed: every process of every version that migrates takes this advisory lock; who reads the whole database shares it. */
export const migrationLock = 7_361_001;
const outsideTransaction = /^-- vedette:no-transaction$/m;

export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

/**
 * Brings the database to the newest schema and returns the names of the migrations applied now. Safe when several processes
 * start at once (advisory lock) and when repeated (nothing is applied twice). Each file is one transaction, together with its
 * row in `_prisma_migrations`, so `prisma migrate deploy` accepts our rows as its own. A file marked
 * `-- vedette:no-transaction` runs outside one. Throws `MigrationError` when an applied file was edited or is unknown here.
 * With `only`, no others are applied: the schema of an earlier version.
 */
export async function migrate(connectionString: string, only?: ReadonlySet<string>): Promise<string[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [migrationLock]);
    await client.query(`CREATE TABLE IF NOT EXISTS _prisma_migrations (
      id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL,
      logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`);
    const { rows } = await client.query<{ name: string; checksum: string }>(
      "SELECT migration_name AS name, checksum FROM _prisma_migrations WHERE rolled_back_at IS NULL",
    );
    const applied = new Map(rows.map((row) => [row.name, row.checksum]));
    const files = migrationFiles();
    refuseUnknown(applied, files);
    const pending = files.filter((file) => !applied.has(file.name) && (only?.has(file.name) ?? true));
    for (const file of pending) await apply(client, file);
    return pending.map((file) => file.name);
  } finally {
    await client.end(); // ends the session, and with it the lock
  }
}

/** All migrations that this version has, by name with their checksums, in the order in which they are applied. */
export function knownMigrations(): Map<string, string> {
  return new Map(migrationFiles().map((file) => [file.name, file.checksum]));
}

type MigrationFile = { name: string; sql: string; checksum: string };

function migrationFiles(): MigrationFile[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

function refuseUnknown(applied: ReadonlyMap<string, string>, files: readonly MigrationFile[]): void {
  for (const [name, checksum] of applied) {
    const file = files.find((candidate) => candidate.name === name);
    if (file === undefined) {
      throw new MigrationError(
        `The database was written by a newer Vedette (it knows the migration ${name}). Start that version, or restore a backup of this one.`,
      );
    }
    if (file.checksum !== checksum) {
      throw new MigrationError(
        `The migration ${name} was edited after it had been applied. Restore the original file and add a new migration instead.`,
      );
    }
  }
}

async function apply(client: pg.Client, file: MigrationFile): Promise<void> {
  const record = () =>
    client.query(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)",
      [randomUUID(), file.checksum, file.name],
    );
  if (outsideTransaction.test(file.sql)) {
    await client.query(file.sql);
    await record();
    return;
  }
  await client.query("BEGIN");
  try {
    // A migration that cannot get its lock soon must not queue the whole product behind it.
    await client.query("SET LOCAL lock_timeout = '5s'");
    await client.query(file.sql);
    await record();
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
}
