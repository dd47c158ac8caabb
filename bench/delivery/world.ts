import { randomBytes, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import type { Actor } from "@vedette/core/access";
import type { AlertData, AlertMessage } from "@vedette/core/alert";
import { ChannelInput } from "@vedette/core/channel";
import { MonitorInput } from "@vedette/core/monitor";
import { openDb } from "@vedette/db/db";
import type { ConfigDeps } from "@vedette/engine/config-deps";
import { createChannel } from "@vedette/engine/create-channel";
import { createMonitor } from "@vedette/engine/create-monitor";
import { createSealer } from "@vedette/engine/seal";
import { insertTeam } from "@vedette/testkit/fixtures";
import { freePort } from "@vedette/testkit/free-port";
import { listenOnLoopback } from "@vedette/testkit/listen-on-loopback";
import { workerFlags } from "../../tools/launcher/product.ts";
import { type Program, supervise } from "../chaos/program.ts";
import { type DurableDatabase, startDurableDatabase } from "../lib/durable-database.ts";

/** What a receiver does with a message once it has read it whole. */
export type Answer = number | "reset" | "hang" | { status: number; headers: Record<string, string> };
export type Heard = {
  atMs: number;
  channel: string;
  id: string;
  /** An answer of 2xx was given. */
  isTaken: boolean;
  message: Pick<AlertMessage, "type" | "timestamp"> & { data: AlertData & { delayedByMs?: number } };
};

export type World = AsyncDisposable & {
  database: DurableDatabase;
  rows: <Row extends object>(sql: string, values?: unknown[]) => Promise<Row[]>;
  /** A receiver of heartbeats, and when it heard one. */
  heartbeat: { url: string; heardAtMs: number[] };
  /** What the receivers heard, oldest first. */
  heard: Heard[];
  /** From now on a receiver answers so; `nth` is 1 for the first attempt at this message. */
  answers: (channel: string, answer: (nth: number, message: Heard["message"]) => Answer) => void;
  setUp: (monitors: readonly string[], isUp: boolean) => void;
  worker: (env?: Record<string, string>) => Promise<Program>;
  edge: () => Promise<Program>;
  /** A channel whose receiver stands behind an address of its own; answers with its id. */
  hook: (name: string) => Promise<string>;
  channel: (input: unknown) => Promise<string>;
  /** Each is due every second unless told otherwise, and down with its first failing check. */
  monitors: (names: readonly string[], channels?: readonly string[] | "all", intervalMs?: number) => Promise<void>;
  until: (what: string, forMs: number, holds: () => boolean | Promise<boolean>) => Promise<void>;
};

/** The product as it is shipped, before its first worker starts: PostgreSQL with fsync on, a team with an owner, targets and receivers. */
export async function startWorld(): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await startDurableDatabase());
  const { pool } = database;
  const masterKey = randomBytes(32);
  const db = openDb({ connectionString: database.url, maxConnections: 2 });
  stack.defer(() => db.close());
  const deps: ConfigDeps = {
    db,
    now: Date.now,
    newId: randomUUID,
    sealer: createSealer([{ id: 1, key: masterKey }]),
    publicUrl: "http://127.0.0.1:3000",
    sendsMail: false,
    ring: async () => {},
  };
  await db.config.locations.register(1, "Here");
  const team = await insertTeam(pool);
  const actor: Actor = { userId: randomUUID(), teamId: team.id, role: "owner", ip: null };
  await pool.query("INSERT INTO users (id, name, email, updated_at) VALUES ($1, 'Ada', 'ada@acme.example', now())", [actor.userId]);
  await pool.query("INSERT INTO members (id, team_id, user_id, role) VALUES (gen_random_uuid(), $1, $2, 'owner')", [team.id, actor.userId]);

  const down = new Set<string>();
  const targets = createServer((request, response) => response.writeHead(down.has(request.url?.slice(1) ?? "") ? 500 : 200).end());
  const scripts = new Map<string, (nth: number, message: Heard["message"]) => Answer>();
  const heard: Heard[] = [];
  const beats: number[] = [];
  const receivers = createServer((request, response) => {
    void (async () => {
      if (request.url === "/heartbeat") {
        beats.push(Date.now());
        return void response.end();
      }
      const message = JSON.parse(await text(request)) as Heard["message"]; // safe because a message of another form is a bug to be seen
      const channel = request.url?.slice(1) ?? "";
      const id = String(request.headers["webhook-id"]);
      const nth = heard.filter((one) => one.channel === channel && one.id === id).length + 1;
      const answer = scripts.get(channel)?.(nth, message) ?? 204;
      const { status, headers } = typeof answer === "object" ? answer : { status: typeof answer === "number" ? answer : 0, headers: {} };
      heard.push({ atMs: Date.now(), channel, id, isTaken: status >= 200 && status < 300, message });
      if (answer === "reset") request.socket.resetAndDestroy();
      else if (answer !== "hang") response.writeHead(status, headers).end();
    })().catch(() => request.socket.destroy());
  });
  for (const server of [targets, receivers])
    stack.defer(() => {
      server.close();
      server.closeAllConnections();
    });
  const [targetPort, hookPort] = [await listenOnLoopback(targets), await listenOnLoopback(receivers)];
  const programs: Program[] = [];
  stack.defer(async () => void (await Promise.all(programs.map((running) => running[Symbol.asyncDispose]()))));
  const program = async (app: "worker" | "edge", own: Record<string, string>): Promise<Program> => {
    const nth = programs.length + 1;
    const env = {
      DATABASE_URL: database.url,
      MASTER_KEY: masterKey.toString("base64"),
      PUBLIC_URL: "http://127.0.0.1:3000",
      EDGE_URL: "http://127.0.0.1:3001",
      WORKER_PORT: String(await freePort()),
      EDGE_PORT: String(await freePort()),
      DATA_DIR: join(database.folder, `program-${nth}`),
      ...own,
    };
    const args = [...(app === "worker" ? workerFlags : []), join(import.meta.dirname, "../../apps", app, "src/main.ts")];
    const running = supervise(args, env, join(database.folder, `program-${nth}.log`));
    programs.push(running);
    return running;
  };
  const channel = async (input: unknown) => (await createChannel(deps, actor, { channel: ChannelInput.parse(input) })).channel.id;
  const kept = stack.move();
  return {
    database,
    rows: async <Row extends object>(sql: string, values: unknown[] = []) => (await pool.query<Row>(sql, values)).rows,
    heartbeat: { url: `http://127.0.0.1:${hookPort}/heartbeat`, heardAtMs: beats },
    heard,
    answers: (name, answer) => void scripts.set(name, answer),
    setUp: (names, isUp) => names.forEach((name) => (isUp ? down.delete(name) : down.add(name))),
    worker: async (env = {}) => await program("worker", env),
    edge: async () => await program("edge", {}),
    hook: async (name) => await channel({ name, target: { kind: "webhook", url: `http://127.0.0.1:${hookPort}/${name}` } }),
    channel,
    monitors: async (names, channels = "all", intervalMs = 1_000) => {
      for (const name of names) {
        const spec = { kind: "http", url: `http://127.0.0.1:${targetPort}/${name}`, timeoutMs: 1_000 };
        const policy = { failuresToOpen: 1, successesToClose: 1 };
        const monitor = MonitorInput.parse({ name, spec, intervalMs, policy, locationNos: [1], channels });
        await createMonitor(deps, actor, { creationKey: randomUUID(), monitor });
      }
    },
    until: async (what, forMs, holds) => {
      for (const untilMs = performance.now() + forMs; !(await holds()); await delay(100))
        if (performance.now() > untilMs) throw new Error(`not within ${forMs / 1_000} s: ${what}`);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** A team's alerts that nobody has taken. */
export async function missing({ rows, heard }: World): Promise<string[]> {
  const taken = new Set(heard.filter((one) => one.isTaken).map((one) => one.id));
  const alerts = await rows<{ key: string }>(
    "SELECT key FROM outbox o JOIN incidents i ON i.id = o.incident_id JOIN monitors m ON m.id = i.monitor_id JOIN teams t ON t.id = m.team_id WHERE t.slug NOT LIKE 'self-test-%'",
  );
  return alerts.map(({ key }) => key).filter((key) => !taken.has(key));
}
