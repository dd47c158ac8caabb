import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openDb } from "@vedette/db/db";
import { load } from "@vedette/db/load";
import { knownMigrations, migrate } from "@vedette/db/migrate";
import { beginRestoring, endRestoring, isRestoring } from "@vedette/db/restoring";
import { noStep } from "@vedette/engine/deps";
import { type Settled, settleRestored } from "@vedette/engine/settle-restored";
import { stopOrphan } from "@vedette/postgres/orphan";
import pg from "pg";
import { type BackupHead, checkBackup, rowsOf } from "./backup-file.ts";
import { prepareDataDir } from "./data-dir.ts";
import { assertDatabaseIsSafe, startDatabase } from "./database.ts";
import type { Settings } from "./env.ts";
import { lockInstance } from "./instance-lock.ts";
import type { Secrets } from "./secrets.ts";
import { SetupError } from "./setup-error.ts";
import { writeDurably } from "./write-durably.ts";

/** `asideName`: what is there already is kept under its name with this behind it; null: there must be nothing. */
type Restore = { settings: Settings; file: string; asideName: string | null; print: (line: string) => void };

/** A name of this moment, where one is wished for. */
export function asideName(isWanted: boolean): string | null {
  return isWanted ? `before-${new Date().toISOString().replaceAll(":", "-").slice(0, 19)}Z` : null;
}

/**
 * Makes the data folder, and the database of the operator's own where there is one, what they were when the backup was made, ready to be
 * started. A folder is put in place once all of it is there: a restore that fails changes none. Throws `SetupError` when the backup is not
 * whole or of a newer version, when there is data already, or when the product runs on it.
 */
export async function restore(given: Restore, signal: AbortSignal): Promise<void> {
  const { settings, file, asideName: aside, print } = given;
  const { dataDir, databaseUrl } = settings;
  const head = await headOf(given, signal);
  await endUse(settings, aside);

  const isMoved = holdsData(dataDir);
  const staged = `${dataDir}.restoring`;
  await stopOrphan(join(staged, "postgres"));
  rmSync(staged, { recursive: true, force: true });
  const putInPlace = (secrets: Secrets) => {
    writeDurably(join(staged, "secrets.json"), `${JSON.stringify(secrets, null, 2)}\n`);
    signal.throwIfAborted();
    if (isMoved) renameSync(dataDir, `${dataDir}.${aside}`);
    renameSync(staged, dataDir);
  };
  const fillFolder = async () => {
    const database = await startDatabase({ dataDir: staged, password: head.secrets.postgresPassword, print, onPid: () => undefined });
    let filled: Filled;
    try {
      filled = await fill(database.url, settings, head, rowsOf(file, signal));
    } finally {
      await database.stop();
    }
    putInPlace(head.secrets);
    print(wordsOf(head, dataDir, filled));
  };
  try {
    prepareDataDir(staged);
    if (databaseUrl === null) await fillFolder();
    else await restoreDatabase({ ...given, settings: { ...settings, databaseUrl } }, putInPlace, signal);
    if (isMoved) print(`What was there before is in ${dataDir}.${aside}; delete it when you miss nothing.`);
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
}

/**
 * Makes a database of the operator's own what it was when the backup was made, and hands its secrets to `keep`. Until that is done the
 * database is marked: nothing starts on it, and a restore that was interrupted is run again. Throws like `restore`.
 */
export async function restoreDatabase(
  given: Restore & { settings: { databaseUrl: string } },
  keep: (secrets: Secrets) => void,
  signal: AbortSignal,
): Promise<void> {
  const { settings, file, asideName: aside, print } = given;
  const head = await headOf(given, signal);
  await assertDatabaseIsSafe(settings.databaseUrl);
  await withClient(settings.databaseUrl, (client) => clear(client, aside));
  const filled = await fill(settings.databaseUrl, settings, head, rowsOf(file, signal));
  keep(head.secrets);
  await withClient(settings.databaseUrl, endRestoring);
  print(wordsOf(head, "the database at DATABASE_URL", filled));
}

async function headOf({ settings, file }: Restore, signal: AbortSignal): Promise<BackupHead> {
  const head = await checkBackup(file, signal);
  refuseNewer(head, file);
  if (settings.masterKey !== undefined && settings.masterKey !== head.secrets.masterKey)
    throw new SetupError("MASTER_KEY is not the one that the backup's data is sealed with. Unset it, or set it to that one.");
  return head;
}

type Filled = { settled: Settled; rows: number };

function wordsOf({ contents }: BackupHead, where: string, { settled, rows }: Filled): string {
  return (
    `Restored the backup of ${new Date(contents.takenAtMs).toISOString()} into ${where}: ${rows} rows. What has been since is time ` +
    `without data (${settled.ticks} checks). Of what waited to be sent then, nothing is sent (messages: ${settled.messages}).`
  );
}

function refuseNewer({ vedette, contents }: BackupHead, file: string): void {
  const known = knownMigrations();
  if (Object.entries(contents.migrations).every(([name, checksum]) => known.get(name) === checksum)) return;
  throw new SetupError(`${file} was made by another Vedette (${vedette}), which is newer than this one. Restore it with that version.`);
}

const remedy = "Set DATA_DIR to an empty folder, or add --move-aside to keep what is there under another name.";

/** Nothing may run on the folder that is replaced, and none is replaced that nobody said may be moved. */
async function endUse({ dataDir, publicUrl }: Settings, aside: string | null): Promise<void> {
  if (!holdsData(dataDir)) return;
  if (aside === null) throw new SetupError(`${dataDir} holds data already. ${remedy}`);
  (await lockInstance(dataDir, publicUrl)).release();
  await stopOrphan(join(dataDir, "postgres"));
}

/** The same of a database, which is marked from then on. What an interrupted restore has left is nobody's. */
async function clear(client: pg.Client, aside: string | null): Promise<void> {
  const { rows } = await client.query<{ users: number; tables: number }>(
    `SELECT (SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'vedette-%') AS users,
            (SELECT count(*)::int FROM pg_class WHERE relnamespace = 'public'::regnamespace) AS tables`,
  );
  const { users = 0, tables = 0 } = rows[0] ?? {};
  if (users > 0) throw new SetupError("Vedette runs on the database at DATABASE_URL. Stop it first.");
  const isLeftOver = await isRestoring(client);
  if (tables > 0 && aside === null && !isLeftOver)
    throw new SetupError(
      "The database at DATABASE_URL holds data already. Empty it, or add --move-aside to keep it in a schema of another name.",
    );
  await beginRestoring(client, async () => {
    if (isLeftOver) await client.query("DROP SCHEMA public CASCADE");
    else if (tables > 0) await client.query(`ALTER SCHEMA public RENAME TO ${pg.escapeIdentifier(`public.${aside}`)}`);
  });
}

function holdsData(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).length > 0;
}

async function fill(url: string, { publicUrl }: Settings, { contents }: BackupHead, from: ReturnType<typeof rowsOf>): Promise<Filled> {
  await migrate(url, new Set(Object.keys(contents.migrations)));
  const rows = await load(url, contents, from);
  await migrate(url);
  const db = openDb({ connectionString: url, maxConnections: 2, applicationName: "vedette-restore" });
  try {
    return { rows, settled: await settleRestored({ db, newId: randomUUID, publicUrl, step: noStep }, contents.takenAtMs) };
  } finally {
    await db.close();
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
