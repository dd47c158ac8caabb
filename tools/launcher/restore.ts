import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openDb } from "@vedette/db/db";
import { load } from "@vedette/db/load";
import { knownMigrations, migrate } from "@vedette/db/migrate";
import { noStep } from "@vedette/engine/deps";
import { type Settled, settleRestored } from "@vedette/engine/settle-restored";
import { stopOrphan } from "@vedette/postgres/orphan";
import pg from "pg";
import { type BackupHead, checkBackup, rowsOf } from "./backup-file.ts";
import { prepareDataDir } from "./data-dir.ts";
import { assertDatabaseIsSafe, startDatabase } from "./database.ts";
import type { Settings } from "./env.ts";
import { lockInstance } from "./instance-lock.ts";
import { SetupError } from "./setup-error.ts";
import { writeDurably } from "./write-durably.ts";

/** `asideName`: what is there already is kept under its name with this behind it; null: there must be nothing. */
type Restore = { settings: Settings; file: string; asideName: string | null; print: (line: string) => void };

/**
 * Makes the data folder, and the database of the operator's own where there is one, what they were when the backup was made, ready to be
 * started. A folder is put in place once all of it is there: a restore that fails changes none. Throws `SetupError` when the backup is not
 * whole or of a newer version, when there is data already, or when the product runs on it.
 */
export async function restore({ settings, file, asideName, print }: Restore, signal: AbortSignal): Promise<void> {
  const { dataDir, databaseUrl } = settings;
  const head = await checkBackup(file, signal);
  refuseNewer(head, file);
  if (settings.masterKey !== undefined && settings.masterKey !== head.secrets.masterKey)
    throw new SetupError("MASTER_KEY is not the one that the backup's data is sealed with. Unset it, or set it to that one.");
  await endUse(settings, asideName);

  const staged = `${dataDir}.restoring`;
  await stopOrphan(join(staged, "postgres"));
  rmSync(staged, { recursive: true, force: true });
  try {
    prepareDataDir(staged);
    writeDurably(join(staged, "secrets.json"), `${JSON.stringify(head.secrets, null, 2)}\n`);
    const { settled, rows } = await fillDatabase(settings, staged, head, file, print, signal);
    signal.throwIfAborted();
    const isMoved = holdsData(dataDir);
    if (isMoved) renameSync(dataDir, `${dataDir}.${asideName}`);
    renameSync(staged, dataDir);
    print(
      `Restored the backup of ${new Date(head.contents.takenAtMs).toISOString()} into ${dataDir}: ${rows} rows. What has been since is time ` +
        `without data (${settled.ticks} checks). Of what waited to be sent then, nothing is sent (messages: ${settled.messages}).`,
    );
    if (isMoved) print(`What was there before is in ${dataDir}.${asideName}; delete it when you miss nothing.`);
    if (databaseUrl !== null) print("The database at DATABASE_URL was filled.");
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
}

function refuseNewer({ vedette, contents }: BackupHead, file: string): void {
  const known = knownMigrations();
  if (Object.entries(contents.migrations).every(([name, checksum]) => known.get(name) === checksum)) return;
  throw new SetupError(`${file} was made by another Vedette (${vedette}), which is newer than this one. Restore it with that version.`);
}

/** Nothing may run on what is replaced, and nothing is replaced that nobody said may be moved. */
async function endUse({ dataDir, databaseUrl, publicUrl }: Settings, asideName: string | null): Promise<void> {
  const remedy = "Set DATA_DIR to an empty folder, or add --move-aside to keep what is there under another name.";
  if (holdsData(dataDir)) {
    if (asideName === null) throw new SetupError(`${dataDir} holds data already. ${remedy}`);
    (await lockInstance(dataDir, publicUrl)).release();
    await stopOrphan(join(dataDir, "postgres"));
  }
  if (databaseUrl === null) return;
  await assertDatabaseIsSafe(databaseUrl);
  await withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ users: number; tables: number }>(
      `SELECT (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'vedette-%') AS users,
              (SELECT count(*)::int FROM pg_class WHERE relnamespace = 'public'::regnamespace) AS tables`,
    );
    const { users = 0, tables = 0 } = rows[0] ?? {};
    if (users > 0) throw new SetupError("Vedette runs on the database at DATABASE_URL. Stop it first.");
    if (tables > 0 && asideName === null)
      throw new SetupError(
        "The database at DATABASE_URL holds data already. Empty it, or add --move-aside to keep it in a schema of another name.",
      );
    if (tables > 0) await client.query(`ALTER SCHEMA public RENAME TO ${pg.escapeIdentifier(`public.${asideName}`)}`);
    await client.query("CREATE SCHEMA IF NOT EXISTS public");
  });
}

function holdsData(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).length > 0;
}

async function fillDatabase(
  settings: Settings,
  staged: string,
  head: BackupHead,
  file: string,
  print: Restore["print"],
  signal: AbortSignal,
): Promise<{ settled: Settled; rows: number }> {
  const fill = async (url: string) => {
    await migrate(url, new Set(Object.keys(head.contents.migrations)));
    const rows = await load(url, head.contents, rowsOf(file, signal));
    await migrate(url);
    const db = openDb({ connectionString: url, maxConnections: 2, applicationName: "vedette-restore" });
    const deps = { db, newId: randomUUID, publicUrl: settings.publicUrl, step: noStep };
    try {
      return { rows, settled: await settleRestored(deps, head.contents.takenAtMs) };
    } finally {
      await db.close();
    }
  };
  if (settings.databaseUrl !== null) return fill(settings.databaseUrl);
  const database = await startDatabase({ dataDir: staged, password: head.secrets.postgresPassword, print, onPid: () => undefined });
  try {
    return await fill(database.url);
  } finally {
    await database.stop();
  }
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
