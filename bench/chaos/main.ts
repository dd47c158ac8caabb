// pnpm chaos [--minutes n] [--seed s] [--targets n] [--beside commit]: the product watches services that flip by a script while everything it stands on is
// killed, frozen and cut off; then an independent judge says whether all it recorded and told is true. Ends with 1 if anything is not.
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { Actor } from "@vedette/core/access";
import { MonitorInput } from "@vedette/core/monitor";
import { openDb } from "@vedette/db/db";
import type { ConfigDeps } from "@vedette/engine/config-deps";
import { createChannel } from "@vedette/engine/create-channel";
import { createMonitor } from "@vedette/engine/create-monitor";
import { createSealer } from "@vedette/engine/seal";
import { insertTeam } from "@vedette/testkit/fixtures";
import { freePort } from "@vedette/testkit/free-port";
import { hasRedisServer, startRedisServer } from "@vedette/testkit/redis-server";
import { startTcpProxy } from "@vedette/testkit/tcp-proxy";
import pg from "pg";
import { workerFlags } from "../../tools/launcher/product.ts";
import { printTable, round } from "../lib/figures.ts";
import { start } from "../lib/process.ts";
import { checkOut } from "./check-out.ts";
import { startCrashingDatabase } from "./database.ts";
import { breakThings } from "./faults.ts";
import { judge } from "./judge.ts";
import { supervise } from "./program.ts";
import { seededRandom } from "@vedette/testkit/seeded-random";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "5" },
    seed: { type: "string" },
    targets: { type: "string", default: "60" },
    beside: { type: "string" },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const minutes = Number(values.minutes);
const targets = Number(values.targets);
const here = import.meta.dirname;
const startedAtMs = Date.now();
const log = (line: string) => console.log(`${String(round((Date.now() - startedAtMs) / 1_000, 1)).padStart(7)} s  ${line}`);

await using stack = new AsyncDisposableStack();
const folder = mkdtempSync(join(tmpdir(), "vedette-chaos-"));
stack.defer(() => {
  if (process.exitCode === undefined) rmSync(folder, { recursive: true, force: true });
});
const random = seededRandom(seed);
// Every other seed runs on Redis, where there is one.
const redis = seed % 2 === 1 && hasRedisServer() ? stack.use(await startRedisServer()) : null;
console.log(
  `seed ${seed}, ${minutes} min, ${targets} targets, queue on ${redis === null ? "PostgreSQL" : "Redis"}${values.beside === undefined ? "" : `, one worker of ${values.beside}`}, everything in ${folder}`,
);

const database = stack.use(await startCrashingDatabase(folder));
const link = stack.use(await startTcpProxy(database.port));
const [farmPort, sinkPort] = [await freePort(), await freePort()];
const [truthLog, deliveryLog] = [join(folder, "truth.log"), join(folder, "deliveries.log")];
const sink = stack.use(start(process.execPath, [join(here, "sink.ts"), String(sinkPort), deliveryLog, String(seed)]));
await sink.line(/ready/);
const masterKey = randomBytes(32);
await configure();
const farm = stack.use(start(process.execPath, [join(here, "farm.ts"), String(farmPort), truthLog, String(seed), String(targets)]));
await farm.line(/ready/);

const linked = new URL(database.url);
linked.port = String(link.port);
/** With `--beside`, the second worker is that of another version: as while machines are upgraded one by one. */
const newest = join(here, "../..");
const other = values.beside === undefined ? newest : checkOut(values.beside, join(folder, "beside"));
const program = async (app: "worker" | "edge", nth: number, source = newest) => {
  const env = {
    DATABASE_URL: linked.href,
    MASTER_KEY: masterKey.toString("base64"),
    PUBLIC_URL: "http://127.0.0.1:3000",
    EDGE_URL: "http://127.0.0.1:3001",
    WORKER_PORT: String(await freePort()),
    EDGE_PORT: String(await freePort()),
    DATA_DIR: join(folder, `${app}-${nth}`),
    ...(redis === null ? {} : { REDIS_URL: redis.url }),
  };
  const flags = app === "worker" ? workerFlags : [];
  return stack.use(supervise([...flags, join(source, "apps", app, "src/main.ts")], env, join(folder, `${app}-${nth}.log`)));
};
const [first, second, edge] = [await program("worker", 1), await program("worker", 2, other), await program("edge", 1)];

const rows = async <Row extends object>(sql: string): Promise<Row[]> => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
};
const count = async (sql: string) => Number((await rows<{ n: string }>(`SELECT count(*) AS n FROM ${sql}`))[0]?.n);

await until("every target was checked", 60_000, async () => (await count("monitor_states WHERE confirmed <> 'unknown'")) === targets);
const faults = await breakThings({ workers: [first, second], edge, database, link, redis }, random, Date.now() + minutes * 60_000, log);

log("no more faults; all targets come up");
const calmFromMs = Date.now();
await Promise.all([
  fetch(`http://127.0.0.1:${sinkPort}/calm`, { method: "POST" }),
  fetch(`http://127.0.0.1:${farmPort}/end`, { method: "POST" }),
]);
await until("every incident has ended", 120_000, async () => (await count("incidents WHERE closed_at IS NULL")) === 0);
// A batch whose worker died is somebody else's once its lease has run out.
await until("every check is accounted for", 60_000, async () => (await count(`batches WHERE due_ms[1] < ${calmFromMs}`)) === 0);
await until("every alert is delivered", 240_000, async () => (await count("outbox WHERE settled_at IS NULL")) === 0);
const deaths = first.starts() + second.starts() + edge.starts() - 3;
await Promise.all([first.stop(), second.stop(), edge.stop()]);
const { violations, figures } = await judge(database.url, truthLog, deliveryLog);

printTable([["fault", "times"], ...[...faults].toSorted(([, a], [, b]) => b - a)]);
for (const violation of violations.slice(0, 30)) console.log(violation);
if (violations.length > 0) {
  process.exitCode = 1;
  console.log(`\nThis run's logs and database are kept in ${folder}; run it again with --seed ${seed} --minutes ${minutes}.`);
}
console.log(JSON.stringify({ seed, ...figures, restarts: deaths, violations: violations.length }));

/** A team whose webhook is told of everything, and a monitor per target: every second or every other. */
async function configure(): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const db = openDb({ connectionString: database.url, maxConnections: 4 });
  opened.defer(() => db.close());
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  opened.defer(() => pool.end());
  const deps: ConfigDeps = {
    db,
    now: Date.now,
    newId: randomUUID,
    sealer: createSealer([{ id: 1, key: masterKey }]),
    publicUrl: "http://127.0.0.1:3000",
    sendsMail: false,
    ring: async () => {},
  };
  const team = await insertTeam(pool);
  const userId = randomUUID();
  await pool.query("INSERT INTO users (id, name, email) VALUES ($1, 'Ada', 'ada@acme.example')", [userId]);
  const actor: Actor = { userId, teamId: team.id, role: "owner", ip: null };
  await createChannel(deps, actor, { channel: { name: "Hook", target: { kind: "webhook", url: `http://127.0.0.1:${sinkPort}/alerts` } } });
  for (let target = 0; target < targets; target++) {
    const spec = { kind: "http", url: `http://127.0.0.1:${farmPort}/t/${target}`, timeoutMs: 1_000 };
    const monitor = MonitorInput.parse({ name: `T${target}`, spec, intervalMs: target % 2 === 0 ? 1_000 : 2_000 });
    await createMonitor(deps, actor, { creationKey: randomUUID(), monitor });
  }
}

async function until(what: string, withinMs: number, condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await condition().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`${what}: not so after ${withinMs / 1_000} s (seed ${seed}, ${folder})`);
    await delay(100);
  }
  log(what);
}
