import { resolve } from "node:path";
import { root } from "../run-step.ts";
import { SetupError } from "./setup-error.ts";

export type Settings = {
  dataDir: string;
  webPort: number;
  edgePort: number;
  workerPort: number;
  /** null: the built-in PostgreSQL. */
  databaseUrl: string | null;
  /** null: jobs travel through PostgreSQL. */
  redisUrl: string | null;
  publicUrl: string;
  edgeUrl: string;
  authSecret: string | undefined;
  masterKey: string | undefined;
};

type Source = Record<string, string | undefined>;

/** Reads the launcher's part of the environment. Throws one `SetupError` that names every problem. */
export function readSettings(source: Source = process.env): Settings {
  const problems: string[] = [];
  const port = (name: string, byDefault: number): number => {
    const text = source[name];
    if (text === undefined || text === "") return byDefault;
    const value = Number(text);
    if (Number.isInteger(value) && value >= 1 && value <= 65_535) return value;
    problems.push(`${name} is "${text}"; it must be a number from 1 to 65535.`);
    return byDefault;
  };
  const address = (name: string, schemes: readonly string[], example: string): string | null => {
    const text = source[name];
    if (text === undefined || text === "") return null;
    if (schemes.includes(URL.parse(text)?.protocol ?? "")) return text.replace(/\/+$/, "");
    problems.push(`${name} is not an address like ${example}.`);
    return null;
  };

  const webPort = port("WEB_PORT", 3000);
  const edgePort = port("EDGE_PORT", 3001);
  const workerPort = port("WORKER_PORT", 3002);
  if (new Set([webPort, edgePort, workerPort]).size < 3)
    problems.push("WEB_PORT, EDGE_PORT and WORKER_PORT must be three different ports.");
  const settings: Settings = {
    dataDir: resolve(root, source["DATA_DIR"] || "data"),
    webPort,
    edgePort,
    workerPort,
    databaseUrl: address("DATABASE_URL", ["postgres:", "postgresql:"], "postgresql://user:password@host:5432/vedette"),
    redisUrl: address("REDIS_URL", ["redis:", "rediss:"], "redis://host:6379"),
    publicUrl: address("PUBLIC_URL", ["http:", "https:"], "https://vedette.example.com") ?? `http://localhost:${webPort}`,
    edgeUrl: address("EDGE_URL", ["http:", "https:"], "https://status.example.com") ?? `http://localhost:${edgePort}`,
    authSecret: source["AUTH_SECRET"],
    masterKey: source["MASTER_KEY"],
  };
  if (problems.length > 0) throw new SetupError(`The environment is not usable:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  return settings;
}

/** What every child is given beside the operator's own variables (mail, sign-up and the like). */
export function childEnvironment(
  settings: Settings,
  secrets: { authSecret: string; masterKey: string },
  databaseUrl: string,
): Record<string, string> {
  const own = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "");
  return {
    ...Object.fromEntries(own),
    NODE_ENV: "production",
    DATABASE_URL: databaseUrl,
    ...(settings.redisUrl === null ? {} : { REDIS_URL: settings.redisUrl }),
    AUTH_SECRET: secrets.authSecret,
    MASTER_KEY: secrets.masterKey,
    PUBLIC_URL: settings.publicUrl,
    EDGE_URL: settings.edgeUrl,
    DATA_DIR: settings.dataDir,
    WEB_PORT: String(settings.webPort),
    EDGE_PORT: String(settings.edgePort),
    WORKER_PORT: String(settings.workerPort),
  };
}
