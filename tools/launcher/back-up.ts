import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { dump } from "@vedette/db/dump";
import { assertRestored } from "@vedette/db/restoring";
import pg from "pg";
import { writeBackup } from "./backup-file.ts";
import { assertDatabaseIsSafe, databaseName, startDatabase } from "./database.ts";
import type { Settings } from "./env.ts";
import { lockInstance } from "./instance-lock.ts";
import { existingSecrets } from "./secrets.ts";
import { SetupError } from "./setup-error.ts";

type BackUp = { settings: Settings; file: string; vedette: string; print: (line: string) => void };

/**
 * Writes all that is needed to go on elsewhere into one file: the database as it is at one moment, and the secrets. The product may run
 * meanwhile; where it does not, its database is started for as long as this takes. Throws `SetupError` when there is nothing to back up.
 */
export async function backUp({ settings, file, vedette, print }: BackUp, signal: AbortSignal): Promise<void> {
  const { dataDir } = settings;
  const secrets = existingSecrets(dataDir, settings);
  if (secrets === null) throw new SetupError(`There is nothing to back up in ${dataDir}. Set DATA_DIR.`);
  await usingDatabase(settings, secrets.postgresPassword, print, async (url) => {
    await writeBackup(file, { vedette, secrets }, dump(url), signal);
  });
  print(
    `Wrote ${file} (${(statSync(file).size / 1e6).toFixed(1)} MB). Whoever has this file has every secret of this Vedette: keep it where nobody else can read it.`,
  );
}

async function usingDatabase(settings: Settings, password: string, print: BackUp["print"], work: (url: string) => Promise<void>) {
  const { dataDir, databaseUrl, publicUrl } = settings;
  if (databaseUrl !== null) {
    await assertDatabaseIsSafe(databaseUrl);
    await assertRestored(databaseUrl);
    return work(databaseUrl);
  }
  const running = await runningDatabase(dataDir, password);
  if (running !== null) return work(running);
  const lock = await lockInstance(dataDir, publicUrl);
  try {
    const database = await startDatabase({ dataDir, password, print, onPid: () => undefined });
    try {
      await work(database.url);
    } finally {
      await database.stop();
    }
  } finally {
    lock.release();
  }
}

/** Where the built-in PostgreSQL of a Vedette that runs on the folder answers; null when none does. */
async function runningDatabase(dataDir: string, password: string): Promise<string | null> {
  const portFile = join(dataDir, "postgres.port");
  if (!existsSync(portFile)) return null;
  const url = `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${readFileSync(portFile, "utf8")}/${databaseName}`;
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  try {
    await client.connect();
    await client.end();
    return url;
  } catch {
    return null;
  }
}
