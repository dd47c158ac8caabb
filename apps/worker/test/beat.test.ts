import { openDb } from "@vedette/db/db";
import { freshDatabase } from "@vedette/testkit/database";
import { insertMonitor, insertTeam } from "@vedette/testkit/fixtures";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { expect, it } from "vitest";
import { beat } from "../src/beat.ts";

async function startRig() {
  const database = await freshDatabase();
  const db = openDb({ connectionString: database.url, maxConnections: 2 });
  const listener = await startScriptedServer();
  const team = await insertTeam(database.pool);
  await database.pool.query("UPDATE locations SET self_tested_at = now()");
  const outbound = { policy: { privateAllowed: true, ownEndpoints: [] }, smtp: null, now: Date.now };
  return {
    listener,
    team,
    pool: database.pool,
    beat: () => beat(`${listener.url}/ping`, db, 1, outbound),
    [Symbol.asyncDispose]: async () => {
      await listener[Symbol.asyncDispose]();
      await db.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

it("is heard while the road works, and says so when nobody takes it", async () => {
  await using rig = await startRig();
  await insertMonitor(rig.pool, rig.team, { dueInMs: 60_000 });
  await rig.beat();
  expect(rig.listener.requests).toMatchObject([{ method: "GET", path: "/ping" }]);
  rig.listener.reply(500);
  await expect(rig.beat()).rejects.toThrow("answered with 500");
  rig.listener.reply("reset");
  await expect(rig.beat()).rejects.toThrow("was not taken");
});

it.each([
  { how: "checks are not claimed", why: /claimed \d+ s late/, sql: "UPDATE schedules SET next_due_ms = next_due_ms - 300000" },
  {
    how: "a claimed check is never stored",
    why: /claimed and not stored/,
    sql: `INSERT INTO batches (location_no, monitor_nos, due_ms, fence, lease_until)
          SELECT 1, '{1}', ARRAY[(extract(epoch FROM now()) * 1000)::bigint - 200000], 1, now() + interval '1 day'`,
  },
  { how: "no self-test was ever made", why: /no self-test has come back yet/, sql: "UPDATE locations SET self_tested_at = NULL" },
  {
    how: "the self-test does not come back",
    why: /no self-test has come back for 6\d s/,
    sql: "UPDATE locations SET self_tested_at = now() - interval '61 seconds'",
  },
  {
    how: "the edge is silent",
    why: /no edge has been heard of for \d+ s/,
    sql: "INSERT INTO edges (id, heard_until, renewed_at) VALUES (gen_random_uuid(), now(), now() - interval '61 seconds')",
  },
  {
    how: "nothing is delivered",
    why: /a delivery has been waiting for \d+ s/,
    sql: `INSERT INTO outbox (id, key, team_id, channel_id, type, message, next_attempt_at)
          SELECT gen_random_uuid(), 'k', id, NULL, 'channel.test', '{}', now() - interval '16 minutes' FROM teams`,
  },
])("stays silent when $how", async ({ why, sql }) => {
  await using rig = await startRig();
  await insertMonitor(rig.pool, rig.team, { dueInMs: 60_000 });
  await rig.pool.query(sql);
  await expect(rig.beat()).rejects.toThrow(why);
  expect(rig.listener.requests).toEqual([]);
});
