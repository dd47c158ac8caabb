import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempDisposableSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { DumpContents, DumpedRows } from "@vedette/db/dump";
import { migrate, migrationLock } from "@vedette/db/migrate";
import { insertChannel, insertMonitor, insertTeam } from "@vedette/testkit/fixtures";
import pg from "pg";
import { expect, it, vi } from "vitest";
import { checkBackup, writeBackup } from "../launcher/backup-file.ts";
import { startDatabase } from "../launcher/database.ts";
import { readSettings } from "../launcher/env.ts";
import { restore } from "../launcher/restore.ts";
import { root } from "../run-step.ts";
import { instance, start } from "./launcher-rig.ts";

/** What a command says, and how it ends. */
const run = (command: "backup" | "restore", args: string[], env: Record<string, string>) => runFile(`tools/${command}.ts`, args, env);

async function runFile(program: string, args: string[], env: Record<string, string>): Promise<{ code: number; said: string }> {
  const options = { cwd: root, env: { PATH: process.env["PATH"] ?? "", ...env }, timeout: 45_000 };
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", program, ...args],
      options,
    );
    return { code: 0, said: stdout + stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }; // safe because execFile says all three of a program that failed
    return { code, said: stdout + stderr };
  }
}

function poolOn(dataDir: string): pg.Pool & AsyncDisposable {
  const { postgresPassword } = JSON.parse(readFileSync(join(dataDir, "secrets.json"), "utf8")) as { postgresPassword: string };
  const port = readFileSync(join(dataDir, "postgres.port"), "utf8");
  const pool = new pg.Pool({ host: "127.0.0.1", port: Number(port), user: "postgres", password: postgresPassword, database: "vedette" });
  pool.on("error", () => undefined);
  return Object.assign(pool, { [Symbol.asyncDispose]: () => pool.end() });
}

it("backs up a running Vedette and brings it back, old alerts unsent", async () => {
  await using place = await instance();
  const { dataDir } = place;
  const file = `${dataDir}.backup`;
  const running = start(place.env);
  await running.running();
  const secrets = readFileSync(join(dataDir, "secrets.json"), "utf8");
  {
    await using pool = poolOn(dataDir);
    const team = await insertTeam(pool, "Before");
    await insertMonitor(pool, team, { dueInMs: -60_000 });
    const channel = await insertChannel(pool, team, () => Buffer.from("sealed"));
    await pool.query(
      "INSERT INTO outbox (id, key, team_id, channel_id, type) VALUES (gen_random_uuid(), 'old', $1, $2, 'incident.opened')",
      [team.id, channel],
    );
    const backup = await run("backup", [file], place.env);
    expect(backup).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^Wrote .* MB\)\. Whoever has this file has every secret of this Vedette/),
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await insertTeam(pool, "After");
  }
  expect((await run("restore", [file, "--move-aside"], place.env)).said).toMatch(/^Vedette already runs on /);
  running.kill("SIGKILL");
  await running.ended;
  expect((await run("restore", [file], place.env)).said).toMatch(
    / holds data already\. Set DATA_DIR to an empty folder, or add --move-aside/,
  );
  const restored = await run("restore", [file, "--move-aside"], place.env);
  expect(restored).toMatchObject({
    code: 0,
    said: expect.stringMatching(/^Restored the backup of .*time without data \(\d+ checks\)\. .* nothing is sent \(messages: 1\)/),
  });
  expect(readFileSync(join(dataDir, "secrets.json"), "utf8")).toBe(secrets);
  const aside = readdirSync(dirname(dataDir)).filter((name) => name.startsWith(`${basename(dataDir)}.`) && name.includes("before-"));
  expect(aside.map((name) => existsSync(join(dirname(dataDir), name, "postgres")))).toEqual([true]);
  for (const name of [...aside, basename(file)]) rmSync(join(dirname(dataDir), name), { recursive: true });

  const again = start(place.env);
  await again.running();
  await using pool = poolOn(dataDir);
  expect((await pool.query("SELECT name FROM teams")).rows).toEqual([{ name: "Before" }]);
  expect((await pool.query("SELECT key, outcome FROM outbox")).rows).toEqual([{ key: "old", outcome: "restored" }]);
});

/** A server that keeps what it says: others are refused. */
async function startServer(dataDir: string) {
  const running = await startDatabase({ dataDir, password: "secret", print: () => undefined, onPid: () => undefined });
  const pools: pg.Pool[] = [];
  return {
    database: (name: string) => {
      const url = running.url.replace(/vedette$/, name);
      const pool = new pg.Pool({ connectionString: url, max: 3 });
      pools.push(pool);
      return { url, pool };
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(pools.map((pool) => pool.end()));
      await running.stop();
    },
  };
}

it("lets nothing start on a database whose restore was interrupted, and fills it when it is run again", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "vedette-backup-"));
  mkdirSync(join(folder.path, "logs"));
  await using server = await startServer(folder.path);
  const [source, target] = [server.database("vedette"), server.database("other")];
  await source.pool.query("CREATE DATABASE other");
  await migrate(source.url);
  const file = join(folder.path, "a.backup");
  const secret = Buffer.alloc(32, "a1b2c3d4e5").toString("base64");
  const secrets = { AUTH_SECRET: secret, MASTER_KEY: secret };
  const common = { DATA_DIR: join(folder.path, "none") };
  const team = await insertTeam(source.pool, "Before");
  await source.pool.query("INSERT INTO outbox (id, key, team_id, type) VALUES (gen_random_uuid(), 'old', $1, 'incident.opened')", [
    team.id,
  ]);
  expect(await run("backup", [file], { ...common, ...secrets, DATABASE_URL: source.url })).toMatchObject({ code: 0 });

  // As the service of compose does it, from another machine's secrets, killed before the first row.
  const kept = join(folder.path, "secrets");
  mkdirSync(kept);
  const env = { ...common, DATABASE_URL: target.url };
  const args = [
    "--disable-warning=ExperimentalWarning",
    "tools/deploy/with-secrets.ts",
    "tools/deploy/restore.ts",
    file,
    "--secrets",
    kept,
  ];
  const locked = await target.pool.connect();
  await locked.query("SELECT pg_advisory_lock($1)", [migrationLock]);
  const interrupted = spawn(process.execPath, args, { cwd: root, env: { PATH: process.env["PATH"] ?? "", ...env } });
  await vi.waitFor(async () => expect((await target.pool.query("SELECT FROM pg_locks WHERE NOT granted")).rowCount).toBe(1), 20_000);
  interrupted.kill("SIGKILL");
  await once(interrupted, "exit");
  locked.release(true);

  const running = { ...env, ...secrets, PUBLIC_URL: "http://localhost:1", EDGE_URL: "http://localhost:2" };
  const programs = ["tools/deploy/migrate.ts", "apps/worker/src/main.ts", "apps/edge/src/main.ts", "apps/web/src/server.ts"];
  const refusal =
    "This database is being restored. Wait until that is done; if it was interrupted, run npm run restore again with the same file.\n";
  expect(await Promise.all(programs.map((program) => runFile(program, [], running)))).toEqual(
    programs.map(() => ({ code: 1, said: refusal })),
  );

  const restored = await runFile("tools/deploy/with-secrets.ts", args.slice(2), env);
  expect(restored).toMatchObject({ code: 0, said: expect.stringMatching(/^Restored the backup of .* nothing is sent \(messages: 1\)/) });
  expect((await target.pool.query("SELECT key, outcome FROM outbox")).rows).toEqual([{ key: "old", outcome: "restored" }]);
  expect(readFileSync(join(kept, "master_key"), "utf8")).toBe(secret);
  expect(await runFile("tools/deploy/migrate.ts", [], running)).toEqual({ code: 0, said: "The database is up to date.\n" });
});

async function* empty(migrations: Record<string, string>): AsyncGenerator<DumpContents | DumpedRows> {
  yield { takenAtMs: 0, migrations, tables: [{ name: "teams", columns: ["id"] }], partitions: [], sequences: [] };
  yield { table: "teams", data: Buffer.from("1\n".repeat(50_000)) };
}

it("changes nothing for a file that is cut off, altered or of a newer version, for another master key, and for a folder that holds data", async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "vedette-backup-"));
  const [file, dataDir] = [join(folder.path, "a.backup"), join(folder.path, "data")];
  const signal = AbortSignal.timeout(30_000);
  const secrets = { authSecret: "a", masterKey: "b", postgresPassword: "c" };
  const write = async (migrations: Record<string, string>) => {
    await writeBackup(file, { vedette: "9.0.0", secrets }, empty(migrations), signal);
    return readFileSync(file);
  };
  const restored = async (env: Record<string, string> = {}) => {
    const settings = readSettings({ DATA_DIR: dataDir, ...env });
    return await restore({ settings, file, asideName: null, print: () => undefined }, signal).catch((error: Error) => error.message);
  };
  const bytes = await write({});
  const plain = zstdDecompressSync(bytes);
  const altered = Buffer.from(plain);
  altered[plain.length - 1_000] = 0x32;
  const damaged = [bytes.subarray(0, -1), bytes.subarray(0, bytes.length / 2), Buffer.alloc(0), Buffer.from("hello")];
  // Whole as compressed, and not what was written.
  const forged = [altered, plain.subarray(0, -37), Buffer.concat([plain, plain])].map((content) => zstdCompressSync(content));
  for (const content of [...damaged, ...forged]) {
    writeFileSync(file, content);
    await expect(checkBackup(file, signal)).rejects.toThrow(/ is not a whole backup: /);
  }
  expect(await restored()).toMatch(/ is not a whole backup: /);
  await write({ "9999_later": "sum" });
  expect(await restored()).toMatch(/ was made by another Vedette \(9\.0\.0\), which is newer than this one\./);
  await write({});
  expect(await restored({ MASTER_KEY: "another" })).toMatch(/^MASTER_KEY is not the one/);
  expect(existsSync(dataDir)).toBe(false);
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, "mine"), "");
  expect(await restored()).toMatch(/ holds data already\. /);
  expect(readdirSync(folder.path).toSorted()).toEqual(["a.backup", "data"]);
});
