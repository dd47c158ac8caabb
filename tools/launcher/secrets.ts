import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SetupError } from "./setup-error.ts";
import { writeDurably } from "./write-durably.ts";

export type Secrets = { authSecret: string; masterKey: string; postgresPassword: string };
const names = ["authSecret", "masterKey", "postgresPassword"] as const;

/**
 * The instance's secrets: from the environment where given, else from DATA_DIR/secrets.json (mode 0600), made on the first
 * start and never again. Throws `SetupError` for a given secret that is empty, short or a sample, and for a damaged file.
 */
export function loadSecrets(dataDir: string, given: { authSecret: string | undefined; masterKey: string | undefined }): Secrets {
  const problems = [...problemsOf("AUTH_SECRET", given.authSecret), ...problemsOf("MASTER_KEY", given.masterKey)];
  if (problems.length > 0) throw new SetupError(problems.join("\n"));
  const stored = readOrMake(dataDir);
  return { ...stored, authSecret: given.authSecret ?? stored.authSecret, masterKey: given.masterKey ?? stored.masterKey };
}

/** The same where there are any to be read; null: nothing was ever started with these settings. */
export function existingSecrets(dataDir: string, given: { authSecret: string | undefined; masterKey: string | undefined }): Secrets | null {
  if (existsSync(join(dataDir, "secrets.json"))) return loadSecrets(dataDir, given);
  const { authSecret, masterKey } = given;
  return authSecret === undefined || masterKey === undefined ? null : { authSecret, masterKey, postgresPassword: random() };
}

function readOrMake(dataDir: string): Secrets {
  const file = join(dataDir, "secrets.json");
  if (existsSync(file)) return parse(readFileSync(file, "utf8"), file);
  if (existsSync(join(dataDir, "postgres"))) {
    throw new SetupError(
      `${file} is missing, and without it the data in ${dataDir} cannot be opened. Put it back from a backup, or set DATA_DIR to another folder.`,
    );
  }
  const secrets = { authSecret: random(), masterKey: random(), postgresPassword: random() };
  writeDurably(file, `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}

function parse(text: string, file: string): Secrets {
  try {
    const stored: unknown = JSON.parse(text);
    if (
      typeof stored === "object" &&
      stored !== null &&
      names.every((name) => name in stored && isStrong(String(Reflect.get(stored, name))))
    ) {
      return stored as Secrets; // safe because every name was just found to hold 32 random bytes
    }
  } catch {
    // told below
  }
  throw new SetupError(`${file} is damaged. Put it back from a backup; without it the data beside it cannot be opened.`);
}

function random(): string {
  return randomBytes(32).toString("base64");
}

function isStrong(secret: string): boolean {
  return Buffer.from(secret, "base64").length === 32;
}

function problemsOf(name: string, secret: string | undefined): string[] {
  const remedy = "Unset it to have one generated, or set it to what `openssl rand -base64 32` prints.";
  if (secret === undefined) return [];
  if (secret.trim() === "") return [`${name} is set but empty. ${remedy}`];
  if (/change.?me|example|sample|secret|password|placeholder|your.?key/i.test(secret) || new Set(secret).size < 10)
    return [`${name} is a sample value. ${remedy}`];
  if (name === "MASTER_KEY" && !isStrong(secret)) return [`${name} is not the base64 of exactly 32 bytes. ${remedy}`];
  if (secret.length < 32) return [`${name} is too short: it needs at least 32 characters. ${remedy}`];
  return [];
}
