import type { ProbeResult } from "@vedette/core/probe-result";
import { openDb } from "@vedette/db/db";
import { noStep } from "@vedette/engine/deps";
import { channelContext, createSealer } from "@vedette/engine/seal";
import type { Queue } from "@vedette/queue/queue";
import { freshDatabase } from "@vedette/testkit/database";
import { insertChannel, insertTeam } from "@vedette/testkit/fixtures";
import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { type RoadOptions, createRoad } from "../src/road.ts";

/** A queue that is away: it takes nothing, so everything is done from the database. */
const noQueue: Queue = { ring: async () => false, serve: () => {}, close: async () => {} };
export const answered: ProbeResult = {
  outcome: "answered",
  status: 200,
  certificateExpiresAtMs: null,
  assertions: [],
  totalUs: 1_000,
  phases: {},
  evidence: { request: { method: "GET", url: "http://x.example/" } },
};

export type RoadRig = Awaited<ReturnType<typeof startRoad>>;

/** A worker's road on a database of its own, with one team. Nothing moves unless the test says so; every check finds its target up. */
export async function startRoad(
  options: Partial<Omit<RoadOptions, "deps">> & {
    deps?: Partial<RoadOptions["deps"]>;
  } = {},
) {
  const database = await freshDatabase();
  const db = openDb({ connectionString: database.url, maxConnections: 6 });
  const sealer = createSealer([{ id: 1, key: new Uint8Array(32).fill(7) }]);
  const deps = {
    db,
    sealer,
    newId: randomUUID,
    publicUrl: "http://vedette.example",
    edgeUrl: "http://edge.example",
    now: Date.now,
    random: () => 0.5,
    sendsMail: false,
    step: noStep,
    render: () => Buffer.from("page"),
    send: async () => ({ ok: true as const, code: 204, detail: "" }),
    answerPress: () => Promise.reject(new Error("nobody pressed a button")),
    ...options.deps,
  };
  const road = createRoad({
    queue: noQueue,
    log: pino({ level: "silent" }),
    locationNo: 1,
    places: { running: 4_000, waiting: 2_000 },
    probe: async () => answered,
    judge: (result) => result,
    onChecked: () => {},
    onMissed: () => {},
    onRang: () => {},
    ...options,
    deps,
  });
  const team = await insertTeam(database.pool);
  return {
    road,
    deps,
    team,
    pool: database.pool,
    rows: async <Row extends object>(sql: string, values: unknown[] = []) => (await database.pool.query<Row>(sql, values)).rows,
    /** A channel whose alerts go to `url`, with as many of them due. */
    channelWithAlerts: async (url: string, alerts: number) => {
      const target = JSON.stringify({ kind: "webhook", url, secret: `whsec_${Buffer.alloc(32, 1).toString("base64")}` });
      const channelId = await insertChannel(database.pool, team, (channel) => sealer.seal(target, channelContext(channel)));
      await database.pool.query(
        `INSERT INTO outbox (id, key, team_id, channel_id, type, message)
         SELECT gen_random_uuid(), $2::uuid || '-' || i, $1, $2, 'channel.test', '{"type": "channel.test", "data": {"monitor": null, "incident": null}}' FROM generate_series(1, $3::int) AS i`,
        [team.id, channelId, alerts],
      );
      return channelId;
    },
    [Symbol.asyncDispose]: async () => {
      await road.close(100);
      await db.close();
      await database[Symbol.asyncDispose]();
    },
  };
}
