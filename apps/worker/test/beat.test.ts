import { openDb } from "@vedette/db/db";
import { freshDatabase } from "@vedette/testkit/database";
import { insertMonitor, insertTeam } from "@vedette/testkit/fixtures";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { describe, expect, it } from "vitest";
import { beat } from "../src/beat.ts";

async function startRig() {
  const database = await freshDatabase();
  const db = openDb({ connectionString: database.url, maxConnections: 2 });
  const listener = await startScriptedServer();
  const team = await insertTeam(database.pool);
  await database.pool.query("UPDATE locations SET self_tested_at = now()");
  const smtp = { host: "127.0.0.1", port: 25, secure: false, user: "vedette", pass: "revoked", from: "vedette@acme.example" };
  const outbound = { policy: { privateAllowed: true, ownEndpoints: [] }, smtp, now: Date.now };
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

describe("mails that the server does not take", () => {
  const attempt = async (rig: Awaited<ReturnType<typeof startRig>>, code: number | null, secondsAgo: number) =>
    await rig.pool.query(
      `WITH mail AS (INSERT INTO outbox (id, key, type, sealed, attempts, next_attempt_at) VALUES (gen_random_uuid(), gen_random_uuid(), 'system.mail', '', 1, now() + interval '1 minute') RETURNING id)
       INSERT INTO delivery_attempts (outbox_id, no, at, duration_ms, ok, permanent, code, detail) SELECT id, 1, now() - $2 * interval '1 second', 5, false, false, $1, '' FROM mail`,
      [code, secondsAgo],
    );

  it.each([535, null])("silence it when that has lasted for 20 s (%s)", async (code) => {
    await using rig = await startRig();
    await attempt(rig, code, 15);
    await rig.beat();
    await attempt(rig, code, 21);
    await expect(rig.beat()).rejects.toThrow(/the mail server has taken nothing for 2\d s/);
    await rig.pool.query(
      "INSERT INTO outbox (id, key, type, sealed, settled_at, outcome) VALUES (gen_random_uuid(), 'another', 'system.mail', '', now(), 'delivered')",
    );
    await rig.beat();
    expect(rig.listener.requests).toHaveLength(2);
  });

  it("do not silence it when it is the recipient who is not taken", async () => {
    await using rig = await startRig();
    await attempt(rig, 451, 60);
    await rig.beat();
    expect(rig.listener.requests).toHaveLength(1);
  });
});
