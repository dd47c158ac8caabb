import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readSettings } from "../launcher/env.ts";
import { loadSecrets } from "../launcher/secrets.ts";
import { sentenceOf } from "../launcher/setup-error.ts";

const strong = "q8Zr1nV5Yk3hT0wXb7Lc9Sd2Fg4Hj6KmPqRtUvWxYz0=";

function folder(): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), "vedette-settings-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

it("makes secrets once and finds them again", () => {
  using place = folder();
  const first = loadSecrets(place.path, { authSecret: undefined, masterKey: undefined });
  expect(loadSecrets(place.path, { authSecret: undefined, masterKey: undefined })).toEqual(first);
  expect(Buffer.from(first.masterKey, "base64")).toHaveLength(32);
  expect(new Set(Object.values(first)).size).toBe(3);
});

it("prefers a secret from the environment and keeps the stored one", () => {
  using place = folder();
  const stored = loadSecrets(place.path, { authSecret: undefined, masterKey: undefined });
  expect(loadSecrets(place.path, { authSecret: undefined, masterKey: strong })).toEqual({ ...stored, masterKey: strong });
});

it.each([
  { given: { authSecret: "", masterKey: undefined }, says: /^AUTH_SECRET is set but empty\. Unset it/ },
  { given: { authSecret: "   ", masterKey: undefined }, says: /^AUTH_SECRET is set but empty/ },
  { given: { authSecret: "aB3$kLm9pQ", masterKey: undefined }, says: /^AUTH_SECRET is too short/ },
  { given: { authSecret: "change-me-change-me-change-me-change-me", masterKey: undefined }, says: /^AUTH_SECRET is a sample value/ },
  { given: { authSecret: "0".repeat(64), masterKey: undefined }, says: /^AUTH_SECRET is a sample value/ },
  { given: { authSecret: undefined, masterKey: "" }, says: /^MASTER_KEY is set but empty/ },
  { given: { authSecret: undefined, masterKey: strong.slice(4) }, says: /^MASTER_KEY is not the base64 of exactly 32 bytes/ },
])("refuses $given", ({ given, says }) => {
  using place = folder();
  expect(() => loadSecrets(place.path, given)).toThrow(says);
});

it("refuses to replace secrets that lock existing data", () => {
  using place = folder();
  mkdirSync(join(place.path, "postgres"));
  expect(() => loadSecrets(place.path, { authSecret: undefined, masterKey: undefined })).toThrow(
    /secrets\.json is missing, and without it the data/,
  );
  writeFileSync(join(place.path, "secrets.json"), '{"authSecret": "abc"');
  expect(() => loadSecrets(place.path, { authSecret: undefined, masterKey: undefined })).toThrow(/secrets\.json is damaged/);
});

it("names every problem of the environment at once", () => {
  const source = {
    WEB_PORT: "0",
    EDGE_PORT: "abc",
    WORKER_PORT: "70000",
    DATABASE_URL: "mysql://x",
    REDIS_URL: "nonsense",
    PUBLIC_URL: "ftp://x",
  };
  const refusal = (() => {
    try {
      readSettings(source);
      return "";
    } catch (error) {
      return String(error);
    }
  })();
  for (const name of Object.keys(source)) expect(refusal).toContain(`  ${name} is`);
});

it("derives addresses and folder from the ports and the repository where nothing is set", () => {
  const settings = readSettings({ WEB_PORT: "4000" });
  expect(settings).toMatchObject({
    publicUrl: "http://localhost:4000",
    edgeUrl: "http://localhost:3001",
    databaseUrl: null,
    redisUrl: null,
  });
  expect(settings.dataDir).toBe(join(import.meta.dirname, "../../data"));
});

it.each([
  { code: "ENOSPC", says: "The disk that holds /x/y is full. Free some space and start again; nothing is lost." },
  { code: "EACCES", says: "Vedette may not write to /x/y. Give yourself the right to, or set DATA_DIR to a folder of your own." },
  { code: "EROFS", says: "/x/y is on a read-only disk. Set DATA_DIR to a folder that can be written." },
])("tells $code in one sentence with its remedy", ({ code, says }) => {
  expect(sentenceOf(Object.assign(new Error("raw"), { code, path: "/x/y" }), "/data")).toBe(says);
});
