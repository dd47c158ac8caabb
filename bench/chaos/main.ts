// pnpm chaos [--minutes n] [--kills n] [--seed s] [--targets n] [--locations 1|2] [--beside commit] [--build-elsewhere]: the product watches services that flip by a script
// while everything it stands on is killed, frozen and cut off; then an independent judge says whether all it recorded, told and acknowledged is
// true. Ends with 1 if anything is not. With `--kills` it goes on, faster, until so many processes have been killed, however long that takes. With
// `--build-elsewhere` somebody else builds the admin UI meanwhile, and web joins once it is built.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { freePort } from "@vedette/testkit/free-port";
import { hasRedisServer, startRedisServer } from "@vedette/testkit/redis-server";
import { startSmtpSink } from "@vedette/testkit/smtp-sink";
import { startTcpProxy } from "@vedette/testkit/tcp-proxy";
import pg from "pg";
import { buildIfChanged, isBuilt } from "../../tools/launcher/build.ts";
import { workerFlags } from "../../tools/launcher/product.ts";
import { printTable, round } from "../lib/figures.ts";
import { start } from "../lib/process.ts";
import { canaryAddresses, locations, sourceOf } from "./addresses.ts";
import { checkOut } from "./check-out.ts";
import { configure } from "./configure.ts";
import { startCrashingDatabase } from "./database.ts";
import { type World, breakThings, breakUplinks } from "./faults.ts";
import { judge } from "./judge.ts";
import type { MailLine } from "./logs.ts";
import { supervise } from "./program.ts";
import { seededRandom } from "@vedette/testkit/seeded-random";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "5" },
    kills: { type: "string" },
    seed: { type: "string" },
    targets: { type: "string", default: "60" },
    locations: { type: "string", default: "2" },
    beside: { type: "string" },
    "build-elsewhere": { type: "boolean", default: false },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const minutes = Number(values.minutes);
const leastKills = values.kills === undefined ? null : Number(values.kills);
const extent = leastKills === null ? `--minutes ${minutes}` : `--kills ${leastKills}`;
const targets = Number(values.targets);
/** All is looked at from one location, whose uplink is left alone. */
const isAlone = values.locations === "1";
const here = import.meta.dirname;
const startedAtMs = Date.now();
const log = (line: string) => console.log(`${String(round((Date.now() - startedAtMs) / 1_000, 1)).padStart(7)} s  ${line}`);

if (!values["build-elsewhere"]) await buildIfChanged(log, AbortSignal.timeout(600_000));
await using stack = new AsyncDisposableStack();
const folder = mkdtempSync(join(tmpdir(), "vedette-chaos-"));
process.exitCode = 1; // until a judge has found it good
stack.defer(() => {
  if (process.exitCode === 0) rmSync(folder, { recursive: true, force: true });
});
const random = seededRandom(seed);
// Every other seed runs on Redis, where there is one.
const redis = seed % 2 === 1 && hasRedisServer() ? stack.use(await startRedisServer()) : null;
console.log(
  `--seed ${seed} ${extent}, ${targets} targets, queue on ${redis === null ? "PostgreSQL" : "Redis"}${values.beside === undefined ? "" : `, one worker of ${values.beside}`}, everything in ${folder}`,
);

const database = stack.use(await startCrashingDatabase(folder));
const link = stack.use(await startTcpProxy(database.port));
const [farmPort, sinkPort, webPort, edgePort] = [await freePort(), await freePort(), await freePort(), await freePort()];
const logs = {
  truth: join(folder, "truth.log"),
  cuts: join(folder, "cuts.log"),
  stalls: join(folder, "stalls.log"),
  deliveries: join(folder, "deliveries.log"),
  mails: join(folder, "mails.log"),
  faults: join(folder, "faults.log"),
  answers: join(folder, "answers.log"),
};
writeFileSync(logs.answers, "");
const sink = stack.use(start(process.execPath, [join(here, "sink.ts"), String(sinkPort), logs.deliveries, String(seed)]));
const mailbox = stack.use(await startSmtpSink());
await sink.line(/ready/);
const masterKey = randomBytes(32);
await configure({ databaseUrl: database.url, masterKey, hookUrl: `http://127.0.0.1:${sinkPort}/alerts`, farmPort, targets, isAlone });
const farm = stack.use(start(process.execPath, [join(here, "farm.ts"), String(farmPort), folder, String(seed), String(targets)]));
await farm.line(/ready/);

const linked = new URL(database.url);
linked.port = String(link.port);
/** With `--beside`, the second worker is that of another version: as while machines are upgraded one by one. */
const newest = join(here, "../..");
const other = values.beside === undefined ? newest : checkOut(values.beside, join(folder, "beside"));
const entries = { worker: "main.ts", edge: "main.ts", web: "server.ts" };
const webUrl = `http://127.0.0.1:${webPort}`;
const edgeUrl = `http://127.0.0.1:${edgePort}`;
const program = async (app: keyof typeof entries, nth: number, own: { args: string[]; env: Record<string, string> }, source = newest) => {
  const env = {
    DATABASE_URL: linked.href,
    MASTER_KEY: masterKey.toString("base64"),
    PUBLIC_URL: webUrl,
    EDGE_URL: edgeUrl,
    WORKER_PORT: String(await freePort()),
    EDGE_PORT: String(edgePort),
    WEB_PORT: String(webPort),
    DATA_DIR: join(folder, `${app}-${nth}`),
    ...(redis === null ? {} : { REDIS_URL: redis.url }),
    ...own.env,
  };
  return stack.use(supervise([...own.args, join(source, "apps", app, "src", entries[app])], env, join(folder, `${app}-${nth}.log`)));
};
const worker = ({ no, name }: (typeof locations)[number]) => ({
  args: [...workerFlags, "--import", join(here, "own-address.ts")],
  env: {
    SOURCE_ADDRESS: sourceOf(no),
    LOCATION: String(no),
    LOCATION_NAME: name,
    CANARIES: canaryAddresses.map((address) => `http://${address}:${farmPort}/`).join(),
    SMTP_URL: `smtp://127.0.0.1:${mailbox.port}`,
    MAIL_FROM: "vedette@acme.example",
  },
});
const [north, south] = locations;
const workers = [
  await program("worker", 1, worker(north)),
  await program("worker", 2, worker(north), other),
  await program("worker", 3, worker(south)),
] as const;
const edge = await program("edge", 1, { args: [], env: {} });

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

/** Not those by which Vedette watches itself, which never rest. */
const watched = "(SELECT compat_number FROM monitors WHERE name ~ '^T[0-9]+$')";
const isOurs = "team_id IS DISTINCT FROM (SELECT id FROM teams WHERE slug LIKE 'self-test-%')";
await until("every target was checked from everywhere", 240_000, async () => {
  const looked = await count(`(SELECT DISTINCT monitor_no, location_no FROM results WHERE verdict < 3 AND monitor_no IN ${watched}) r`);
  const confirmed = await count(`monitor_states WHERE confirmed <> 'unknown' AND monitor_no IN ${watched}`);
  return looked === (await count(`schedules WHERE monitor_no IN ${watched}`)) && confirmed === targets;
});
const world: World = {
  workers,
  edge,
  web: null,
  database,
  link,
  redis,
  farm: async (happening, what) => {
    const answer = await fetch(`http://127.0.0.1:${farmPort}/${happening}?${new URLSearchParams(what).toString()}`, { method: "POST" });
    if (!answer.ok) throw new Error(`the farm does not know ${happening}`);
  },
  targets,
  // What an older version makes of a cut uplink is not what is asked.
  cutsUplinks: values.beside === undefined && !isAlone,
  kills: { worker: 0, edge: 0, web: 0, database: 0, redis: 0 },
  logFile: logs.faults,
};
const joining = (async () => {
  await until("the admin UI is built", 600_000, async () => isBuilt());
  const web = await program("web", 1, { args: [], env: { AUTH_SECRET: randomBytes(32).toString("base64"), SIGN_UP: "open" } });
  world.web = web;
  return {
    web,
    customer: stack.use(start(process.execPath, [join(here, "customer.ts"), webUrl, edgeUrl, logs.answers, String(seed)])).child,
  };
})();
joining.catch(() => {}); // told where it is waited for
const killsSoFar = () => Object.values(world.kills).reduce((sum, n) => sum + n, 0);
const endsAtMs = Date.now() + minutes * 60_000;
const faults = new Map<string, number>();
writeFileSync(logs.faults, "");
if (world.cutsUplinks) await breakUplinks(world, random, faults, log);
await breakThings(world, random, faults, log, {
  pauseMs: leastKills === null ? [2_000, 8_000] : [300, 2_000],
  isOver: () => (leastKills === null ? Date.now() >= endsAtMs : killsSoFar() >= leastKills),
});

log("no more faults; all targets come up");
const calmFromMs = Date.now();
const { web, customer } = await joining;
customer.kill("SIGTERM");
await Promise.all([
  fetch(`http://127.0.0.1:${sinkPort}/calm`, { method: "POST" }),
  fetch(`http://127.0.0.1:${farmPort}/end`, { method: "POST" }),
]);
await until("every incident has ended", 120_000, async () => (await count(`incidents WHERE closed_at IS NULL AND ${isOurs}`)) === 0);
// A batch whose worker died is somebody else's once its lease has run out.
await until("every check is accounted for", 60_000, async () => (await count(`batches WHERE due_ms[1] < ${calmFromMs}`)) === 0);
await until("every alert is delivered", 240_000, async () => (await count(`outbox WHERE settled_at IS NULL AND ${isOurs}`)) === 0);
await until("what was asked for last is answered", 60_000, async () => customer.exitCode !== null);
if (customer.exitCode !== 0) throw new Error(`whoever used the product was refused, as is said above (seed ${seed}, ${folder})`);
await Promise.all([...workers, edge, web].map((each) => each.stop()));
const mails = mailbox.mails.map(({ headers }): MailLine => ({
  id: headers.get("message-id") ?? "",
  subject: headers.get("subject") ?? "",
}));
writeFileSync(logs.mails, mails.map((mail) => `${JSON.stringify(mail)}\n`).join(""));
const { violations, figures } = await judge(database.url, logs);

printTable([["fault", "times"], ...[...faults].toSorted(([, a], [, b]) => b - a)]);
for (const violation of violations.slice(0, 30)) console.log(violation);
if (violations.length === 0) process.exitCode = 0;
else {
  console.log(`\nThis run's logs and database are kept in ${folder}; run it again with --seed ${seed} ${extent}.`);
}
const tookS = Math.round((Date.now() - startedAtMs) / 1_000);
console.log(JSON.stringify({ seed, tookS, ...figures, kills: { ...world.kills, all: killsSoFar() }, violations: violations.length }));

async function until(what: string, withinMs: number, condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await condition().catch(() => false))) {
    if (Date.now() > deadline) throw new Error(`${what}: not so after ${withinMs / 1_000} s (seed ${seed}, ${folder})`);
    await delay(100);
  }
  log(what);
}
