import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { freePort } from "@vedette/testkit/free-port";
import { hasRedisServer, startRedisServer } from "@vedette/testkit/redis-server";
import { expect, inject, it, vi } from "vitest";
import { isRunning } from "../launcher/process-identity.ts";
import { instance, start } from "./launcher-rig.ts";

async function pidAt(port: number | undefined): Promise<number> {
  return Number(await (await fetch(`http://127.0.0.1:${port}/`)).text());
}

function postgresPid(dataDir: string): number {
  return Number(readFileSync(join(dataDir, "postgres/postmaster.pid"), "utf8").split("\n")[0]);
}

it("starts, refuses a second instance, ends a hanging child on Ctrl-C, and starts again on the same data", async () => {
  await using place = await instance();
  const first = start({ ...place.env, EDGE_MODE: "hangs" });
  await first.running();
  const secrets = readFileSync(join(place.dataDir, "secrets.json"), "utf8");
  expect(statSync(join(place.dataDir, "secrets.json")).mode & 0o777).toBe(0o600);

  const second = start(place.env);
  expect(await second.ended).toBe(1);
  expect(second.said()).toMatch(/^Vedette already runs on .* \(process \d+, http:\/\/localhost:\d+\)\. Stop it first/);

  const pids = [...(await Promise.all(place.ports.map(pidAt))), postgresPid(place.dataDir)];
  first.kill("SIGINT");
  expect(await first.ended).toBe(0);
  expect(pids.filter(isRunning)).toEqual([]);

  const again = start(place.env);
  await again.running();
  expect(readFileSync(join(place.dataDir, "secrets.json"), "utf8")).toBe(secrets);
  again.kill("SIGINT");
  expect(await again.ended).toBe(0);
});

it("leaves nothing behind when it is killed, and nothing that blocks the next start", async () => {
  await using place = await instance();
  const killed = start({ ...place.env, WORKER_MODE: "hangs" });
  await killed.running();
  const pids = [...(await Promise.all(place.ports.map(pidAt))), postgresPid(place.dataDir)];
  killed.kill("SIGKILL");
  await killed.ended;

  const next = start(place.env);
  await next.running();
  expect(pids.filter(isRunning)).toEqual([]);

  const alsoKilled = [...(await Promise.all(place.ports.map(pidAt))), postgresPid(place.dataDir)];
  next.kill("SIGKILL");
  await vi.waitFor(() => expect(alsoKilled.filter(isRunning)).toEqual([]), { timeout: 15_000 });
});

it("ends by itself when the program that stands between it and the terminal is killed", async () => {
  await using place = await instance();
  const between = start(place.env, "npm");
  await between.running();
  const pids = [...(await Promise.all(place.ports.map(pidAt))), postgresPid(place.dataDir)];
  between.kill("SIGKILL");
  await vi.waitFor(() => expect(pids.filter(isRunning)).toEqual([]), { timeout: 15_000 });
});

it("starts a child again that was killed, and the database too", async () => {
  await using place = await instance();
  const launcher = start(place.env);
  await launcher.running();
  const before = await pidAt(place.ports[0]);
  const postgresBefore = postgresPid(place.dataDir);
  process.kill(before, "SIGKILL");
  process.kill(postgresBefore, "SIGKILL");
  await vi.waitFor(async () => expect(await pidAt(place.ports[0])).not.toBe(before), { timeout: 10_000 });
  await vi.waitFor(() => expect(postgresPid(place.dataDir)).not.toBe(postgresBefore), { timeout: 10_000 });
  launcher.kill("SIGINT");
  expect(await launcher.ended).toBe(0);
});

it("gives up a child that keeps ending, with its last words", async () => {
  await using place = await instance();
  const launcher = start({ ...place.env, WORKER_MODE: "crashes" });
  expect(await launcher.ended).toBe(1);
  expect(launcher.said()).toMatch(/worker ended 5 times in a row \(exit code 3\)\. It said last:\n {2}fatal: the configuration is wrong/);
});

it("names a taken port and the variable that moves it", async () => {
  await using place = await instance();
  const squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(place.ports[1], "127.0.0.1", resolve));
  const launcher = start(place.env);
  expect(await launcher.ended).toBe(1);
  expect(launcher.said()).toBe(
    `Port ${place.ports[1]} is taken by another program. Stop that program, or choose another port, such as EDGE_PORT=${(place.ports[1] ?? 0) + 10}.\n`,
  );
  squatter.close();
});

it("refuses a data folder of a newer PostgreSQL, and one that is a file", async () => {
  await using place = await instance();
  const launcher = start(place.env);
  await launcher.running();
  launcher.kill("SIGINT");
  await launcher.ended;
  writeFileSync(join(place.dataDir, "postgres/PG_VERSION"), "19\n");
  const newer = start(place.env);
  expect(await newer.ended).toBe(1);
  expect(newer.said()).toMatch(
    /^The data folder .* was written by PostgreSQL 19, and this Vedette brings 18\. Start the newer Vedette.*\n$/,
  );

  const file = join(place.dataDir, "secrets.json");
  const misplaced = start({ ...place.env, DATA_DIR: file });
  expect(await misplaced.ended).toBe(1);
  expect(misplaced.said()).toBe(`${file} is a file. Set DATA_DIR to a folder.\n`);
});

it("names a database that is not there", async () => {
  await using place = await instance();
  const port = await freePort();
  const launcher = start({ ...place.env, DATABASE_URL: `postgresql://me:hunter2@127.0.0.1:${port}/none` });
  expect(await launcher.ended).toBe(1);
  expect(launcher.said()).toMatch(/^PostgreSQL at 127\.0\.0\.1:\d+ cannot be used: .*ECONNREFUSED.* correct DATABASE_URL\.\n$/);
  expect(launcher.said()).not.toContain("hunter2");
});

it("refuses a database that may lose what it has acknowledged", async () => {
  await using place = await instance();
  const launcher = start({ ...place.env, DATABASE_URL: inject("postgresUrl") }); // the tests' own server, which does not sync
  expect(await launcher.ended).toBe(1);
  expect(launcher.said()).toBe("PostgreSQL runs with fsync = off and may lose data. Set `fsync = on` in postgresql.conf.\n");
});

it.runIf(hasRedisServer())("refuses a Redis that evicts keys", async () => {
  await using place = await instance();
  await using redis = await startRedisServer("allkeys-lru");
  const launcher = start({ ...place.env, REDIS_URL: redis.url });
  expect(await launcher.ended).toBe(1);
  expect(launcher.said()).toContain("redis-cli config set maxmemory-policy noeviction");
});
