// The service `restore` of compose: fills the database at DATABASE_URL from FILE and puts the secrets of the backup where compose keeps them.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { readSettings } from "../launcher/env.ts";
import { asideName, restoreDatabase } from "../launcher/restore.ts";
import { SetupError, sentenceOf } from "../launcher/setup-error.ts";
import { stopSignal } from "../launcher/stop-signal.ts";
import { writeDurably } from "../launcher/write-durably.ts";
import { root } from "../run-step.ts";

const print = (line: string) => console.log(line);
const stop = stopSignal(() => print("Stopping."));
const options = { "move-aside": { type: "boolean", default: false }, secrets: { type: "string", default: "/run/vedette/app" } } as const;
const { values, positionals } = parseArgs({ allowPositionals: true, options });
const [file] = positionals;
try {
  if (file === undefined) throw new SetupError("Name the file to restore, such as backups/a.backup.");
  const settings = readSettings();
  const { databaseUrl } = settings;
  if (databaseUrl === null) throw new SetupError("Set DATABASE_URL to the database that is to be filled.");
  const stored = (name: string) => {
    const path = join(values.secrets, name);
    return existsSync(path) ? readFileSync(path, "utf8").trim() : undefined;
  };
  // What with-secrets took from there is what is replaced; any other is the operator's own.
  const masterKey = settings.masterKey === stored("master_key") ? undefined : settings.masterKey;
  await restoreDatabase(
    { settings: { ...settings, databaseUrl, masterKey }, file: resolve(root, file), asideName: asideName(values["move-aside"]), print },
    (secrets) => {
      writeDurably(join(values.secrets, "auth_secret"), secrets.authSecret, 0o444);
      writeDurably(join(values.secrets, "master_key"), secrets.masterKey, 0o444);
    },
    stop,
  );
} catch (error) {
  console.error(sentenceOf(error, "DATABASE_URL"));
  process.exitCode = 1;
}
process.exit();
