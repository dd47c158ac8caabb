import { chownSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Binaries, majorVersion } from "./binaries.ts";
import { PostgresError } from "./postgres-error.ts";
import { type ServerUser, spawnAs } from "./server-user.ts";

/**
 * Creates the data folder once; a second call finds it and changes nothing. A creation that was interrupted is begun anew.
 * Throws `PostgresError` when the folder was written by another major version or holds something else.
 */
export async function createCluster(binaries: Binaries, user: ServerUser, dataDir: string, password: string): Promise<void> {
  // Stands beside the folder (initdb wants that empty) for as long as the creation lasts, so it also marks an unfinished one.
  const passwordFile = `${dataDir}.password`;
  const isInterrupted = existsSync(passwordFile);
  if (!isInterrupted && existsSync(join(dataDir, "PG_VERSION"))) return refuseOtherVersion(dataDir);
  if (!isInterrupted && existsSync(dataDir) && readdirSync(dataDir).length > 0) {
    throw new PostgresError(
      `The folder ${dataDir} holds files that Vedette did not write. Move them away, or set DATA_DIR to another folder.`,
    );
  }
  writeFileSync(passwordFile, password, { mode: 0o600 });
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (user !== null) {
    chownSync(dataDir, user.uid, user.gid);
    chownSync(passwordFile, user.uid, user.gid);
  }
  await initdb(binaries, user, dataDir, passwordFile);
  rmSync(passwordFile);
}

function initdb(binaries: Binaries, user: ServerUser, dataDir: string, passwordFile: string): Promise<void> {
  const args = ["-D", dataDir, "--username=postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`, "--encoding=UTF8", "--locale=C"];
  return new Promise((resolve, reject) => {
    const child = spawnAs(user, binaries.initdb, [...args, "--no-instructions"], { stdio: ["ignore", "ignore", "pipe"], cwd: "/" }, [
      binaries.initdb,
      dataDir,
    ]);
    let said = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (said += text));
    child.on("error", (error) => reject(new PostgresError(`PostgreSQL could not be prepared: ${error.message}.`)));
    child.on("close", (code) => (code === 0 ? resolve() : reject(new PostgresError(sentenceOf(said, dataDir)))));
  });
}

function sentenceOf(said: string, dataDir: string): string {
  if (/No space left on device/.test(said))
    return `The disk that holds ${dataDir} is full. Free some space (about 100 MB are needed) and start again.`;
  if (/Permission denied/.test(said))
    return `PostgreSQL may not write to ${dataDir}. Give its user the right to, or set DATA_DIR to another folder.`;
  return `PostgreSQL could not be prepared in ${dataDir}: ${said.trim().split("\n").at(-1) ?? "it gave no reason"}`;
}

function refuseOtherVersion(dataDir: string): void {
  const version = Number(readFileSync(join(dataDir, "PG_VERSION"), "utf8"));
  if (version === majorVersion) return;
  const remedy = version > majorVersion ? "Start the newer Vedette that wrote it" : "Dump it with the older Vedette and restore it here";
  throw new PostgresError(
    `The data folder ${dataDir} was written by PostgreSQL ${version}, and this Vedette brings ${majorVersion}. ${remedy}, or set DATA_DIR to another folder.`,
  );
}
