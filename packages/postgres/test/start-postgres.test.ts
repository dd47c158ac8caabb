import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, it } from "vitest";
import { type PostgresServer, startPostgres } from "../src/start-postgres.ts";

type Place = AsyncDisposable & { folder: string; dataDir: string; start: () => Promise<PostgresServer> };

/** A data folder and a free port of a test's own. Every server that was started is stopped at its end. */
async function place(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), "vedette-postgres-test-"));
  chmodSync(folder, 0o711);
  const dataDir = join(folder, "data");
  const port = await freePort();
  const started: PostgresServer[] = [];
  return {
    folder,
    dataDir,
    start: async () => {
      const logFile = join(folder, "log");
      const server = await startPostgres({ dataDir, logFile, port, password: "pass word/?", maxConnections: 20, durable: false });
      started.push(server);
      return server;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(started.map((server) => server.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(sql);
  await client.end();
  return rows;
}

it("keeps its data from start to start and asks for its password", async () => {
  await using here = await place();
  const first = await here.start();
  await query(first.url("postgres"), "CREATE TABLE kept AS SELECT 1 AS n");
  const impostor = new URL(first.url("postgres"));
  impostor.password = "guess";
  await expect(query(impostor.href, "SELECT 1")).rejects.toThrow(/password authentication failed/);
  await first.stop();
  await first.stop();
  const second = await here.start();
  expect(await query(second.url("postgres"), "SELECT n FROM kept")).toEqual([{ n: 1 }]);
});

it("takes over from a server that a killed process left on the folder", async () => {
  await using here = await place();
  const orphan = await here.start();
  const heir = await here.start();
  await orphan.exited;
  expect(await query(heir.url("postgres"), "SELECT 1 AS n")).toEqual([{ n: 1 }]);
});

it("does not touch a stranger that bears the number in a stale lock file", async () => {
  await using here = await place();
  await (await here.start()).stop();
  writeFileSync(join(here.dataDir, "postmaster.pid"), `${process.pid}\n${here.dataDir}\n`);
  const server = await here.start();
  expect(await query(server.url("postgres"), "SELECT 1 AS n")).toEqual([{ n: 1 }]);
});

it("begins an interrupted creation anew", async () => {
  await using here = await place();
  mkdirSync(here.dataDir);
  writeFileSync(join(here.dataDir, "PG_VERSION"), "18\n");
  writeFileSync(`${here.dataDir}.password`, "half");
  const server = await here.start();
  expect(await query(server.url("postgres"), "SELECT 1 AS n")).toEqual([{ n: 1 }]);
  expect(existsSync(`${here.dataDir}.password`)).toBe(false);
});

it("leaves a folder alone that holds something else", async () => {
  await using here = await place();
  mkdirSync(here.dataDir);
  writeFileSync(join(here.dataDir, "thesis.txt"), "years of work");
  await expect(here.start()).rejects.toThrow(/holds files that Vedette did not write/);
  expect(readFileSync(join(here.dataDir, "thesis.txt"), "utf8")).toBe("years of work");
});

it.each([
  { version: "19", remedy: /written by PostgreSQL 19, and this Vedette brings 18\. Start the newer Vedette/ },
  { version: "17", remedy: /written by PostgreSQL 17, and this Vedette brings 18\. Dump it with the older Vedette/ },
])("refuses data of PostgreSQL $version", async ({ version, remedy }) => {
  await using here = await place();
  mkdirSync(here.dataDir);
  writeFileSync(join(here.dataDir, "PG_VERSION"), `${version}\n`);
  await expect(here.start()).rejects.toThrow(remedy);
});

it("runs although root keeps others out of the folders above", async () => {
  await using here = await place();
  chmodSync(here.folder, 0o700);
  const server = await here.start();
  expect(await query(server.url("postgres"), "SELECT 1 AS n")).toEqual([{ n: 1 }]);
});
