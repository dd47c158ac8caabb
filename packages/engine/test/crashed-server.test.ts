import { MonitorInput } from "@vedette/core/monitor";
import { openDb } from "@vedette/db/db";
import { openIntake } from "@vedette/db/intake";
import { migrate } from "@vedette/db/migrate";
import { insertHeartbeat, insertMonitor, insertTeam } from "@vedette/testkit/fixtures";
import { startPostgresServer } from "@vedette/testkit/postgres-server";
import { randomInt, randomUUID } from "node:crypto";
import { expect, it, vi } from "vitest";
import { acceptPings } from "../src/accept-pings.ts";
import { createMonitor } from "../src/create-monitor.ts";
import { observe } from "../src/observe.ts";
import { resultAt, sealer } from "./road-rig.ts";

const crashes = 5;
/** Of each kind between two crashes. */
const leastWrites = 10;

async function startRig() {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startPostgresServer({ durable: true }));
  await migrate(server.url);
  const db = stack.adopt(openDb({ connectionString: server.url, maxConnections: 4 }), (each) => each.close());
  const intake = stack.adopt(openIntake(server.url), (each) => each.close());
  const team = await insertTeam(db.pool);
  const rows = async <Row extends object>(sql: string) => (await db.pool.query<Row>(sql)).rows;
  const kept = stack.move();
  return { db, intake, team, rows, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Every write answers under which name it has to be found, once it is acknowledged. */
async function startWriters({ db, intake, team }: Awaited<ReturnType<typeof startRig>>) {
  const monitor = await insertMonitor(db.pool, team, { failuresToOpen: 1 });
  const { token } = await insertHeartbeat(db.pool, team);
  const actor = { userId: randomUUID(), teamId: team.id, role: "owner", ip: null } as const;
  const config = {
    db,
    now: Date.now,
    newId: randomUUID,
    sealer,
    publicUrl: "https://vedette.example",
    sendsMail: false,
    ring: async () => {},
  };
  const road = { db, newId: randomUUID, publicUrl: config.publicUrl, step: async () => {} };
  let dueMs = Date.now() - 3_000_000;
  return {
    ping: async () => {
      const rid = randomUUID();
      const ping = { kind: "success", exitCode: null, tookMs: null, method: "GET", remote: null, agent: null, body: null } as const;
      const heard = { ...ping, id: randomInt(2 ** 47), atMs: Date.now(), address: { by: "id", token }, rid, mayCreate: false } as const;
      expect(await acceptPings({ intake, newId: randomUUID }, [heard])).toEqual(["stored"]);
      return rid;
    },
    change: async () => {
      const input = MonitorInput.parse({ name: "Shop", spec: { kind: "http", url: "https://shop.example/" } });
      return (await createMonitor(config, actor, { creationKey: randomUUID(), monitor: input })).id;
    },
    // An outage with every other one, so incidents and alerts are part of it.
    result: async () => {
      dueMs += 1_000;
      const at = dueMs;
      await observe(road, { batches: [], results: [resultAt(monitor, at, (at / 1_000) % 2 < 1 ? "up" : "down")] });
      return String(at);
    },
  };
}

it(
  "keeps every ping, change and result that it has acknowledged when PostgreSQL dies of kill -9, and goes on by itself",
  { timeout: 180_000 },
  async () => {
    await using rig = await startRig();
    const writers = Object.entries(await startWriters(rig)).map(([kind, write]) => ({ kind, write, acknowledged: [] as string[] }));
    const isBack = () => vi.waitFor(() => rig.rows("SELECT"), 10_000);
    let isOver = false;
    const writing = writers.map(async ({ write, acknowledged }) => {
      while (!isOver) await write().then((name) => acknowledged.push(name), isBack);
    });
    const haveWritten = async () => {
      const before = writers.map(({ acknowledged }) => acknowledged.length);
      const written = () => writers.map(({ acknowledged }, i) => acknowledged.length - (before[i] ?? 0));
      await vi.waitFor(() => expect(Math.min(...written())).toBeGreaterThanOrEqual(leastWrites), 30_000);
    };
    for (let crash = 0; crash < crashes; crash++) {
      await haveWritten();
      const [backend] = await rig.rows<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      process.kill(backend?.pid ?? Number.NaN, "SIGKILL");
      await isBack();
    }
    await haveWritten();
    isOver = true;
    await Promise.all(writing);

    const found = new Set(
      (
        await rig.rows<{ name: string }>(
          `SELECT rid::text AS name FROM pings UNION ALL SELECT id::text FROM monitors
         UNION ALL SELECT (extract(epoch FROM due_at) * 1000)::bigint::text FROM results`,
        )
      ).map(({ name }) => name),
    );
    expect(writers.map(({ kind, acknowledged }) => ({ kind, lost: acknowledged.filter((name) => !found.has(name)) }))).toEqual(
      writers.map(({ kind }) => ({ kind, lost: [] })),
    );
  },
);
