import { randomUUID } from "node:crypto";
import { Plan } from "@vedette/core/policy";
import { openDb } from "@vedette/db/db";
import { noStep } from "@vedette/engine/deps";
import { type ObservedResult, observe } from "@vedette/engine/observe";
import { insertChannel, insertManyMonitors, insertTeam } from "@vedette/testkit/fixtures";
import { startDurableDatabase } from "../lib/durable-database.ts";
import { median, round } from "../lib/figures.ts";
import { type Outcome, brokenOf } from "./outcome.ts";

const count = 1_000;
const rounds = 5;

/**
 * A thousand monitors of a team with a policy break in the same moment, beside a hundred thousand others: how long the transaction takes that
 * stores their checks, opens their incidents, decides who is told and writes the alerts. Before PostgreSQL knows the size of anything, and after.
 */
export async function burst({ quick }: { quick: boolean }): Promise<Outcome> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await startDurableDatabase());
  const { pool } = database;
  const db = openDb({ connectionString: database.url, maxConnections: 2 });
  stack.defer(() => db.close());
  await db.results.ensurePartitions(3);
  await pool.query("ALTER SYSTEM SET autovacuum = off");
  await pool.query("SELECT pg_reload_conf()");
  for (let other = 0; other < (quick ? 1 : 10); other++) await insertManyMonitors(pool, await insertTeam(pool, `Other-${other}`), 10_000);
  const team = await insertTeam(pool, "Burst");
  await insertChannel(pool, team, () => Buffer.from("sealed"));
  const plan = Plan.parse({ steps: [{ tell: [{ kind: "monitor" }] }] });
  await pool.query("INSERT INTO policies (id, team_id, name, position, is_default, plan) VALUES ($1, $2, 'All', 0, true, $3)", [
    randomUUID(),
    team.id,
    plan,
  ]);
  const { rows } = await pool.query<{ no: number }>(
    `WITH made AS (INSERT INTO monitors (id, team_id, name, slug, kind, spec, target, interval_ms, failures_to_open, successes_to_close, created_at)
       SELECT gen_random_uuid(), $1, 'Shop ' || i, 'shop-' || i, 'http', jsonb_build_object('kind', 'http', 'url', 'https://shop.example/', 'method', 'GET', 'timeoutMs', 1000, 'expectedStatus', '2xx', 'maxRedirects', 5),
              'https://shop-' || i || '.example/', 60000, 1, 1, now() - interval '1 day' FROM generate_series(1, $2::int) i RETURNING compat_number),
     states AS (INSERT INTO monitor_states (monitor_no, team_id) SELECT compat_number, $1 FROM made)
     SELECT compat_number AS no FROM made ORDER BY 1`,
    [team.id, count],
  );
  const deps = { db, newId: randomUUID, publicUrl: "https://vedette.example", step: noStep };
  let dueMs = Math.floor(Date.now() / 1_000) * 1_000 - 3_600_000;
  const say = async (isUp: boolean) => {
    dueMs += 60_000;
    const startedAt = performance.now();
    await observe(deps, { batches: [], results: rows.map(({ no }) => resultOf(no, dueMs, isUp)) });
    return performance.now() - startedAt;
  };
  const breaks = async () => {
    const tookMs: number[] = [];
    for (let nth = 0; nth < rounds; nth++) {
      await say(true);
      // So that none is held because it flaps.
      await pool.query("UPDATE incidents SET confirmed_at = confirmed_at - interval '2 days', started_at = started_at - interval '2 days'");
      tookMs.push(await say(false));
    }
    return round(median(tookMs), 0);
  };
  const unknownMs = await breaks();
  await pool.query("VACUUM ANALYZE");
  const knownMs = await breaks();
  return {
    rows: [
      [`${count} incidents in one transaction, tables never analysed, ms`, unknownMs],
      ["  and analysed, ms", knownMs],
    ],
    figures: { burst_never_analysed_ms: unknownMs, burst_ms: knownMs },
    broken: brokenOf({ "a thousand incidents are opened within two seconds": Math.max(unknownMs, knownMs) < 2_000 }),
  };
}

function resultOf(monitorNo: number, dueMs: number, isUp: boolean): ObservedResult {
  return {
    batchId: null,
    intervalMs: 60_000,
    monitorNo,
    locationNo: 1,
    dueMs,
    lateMs: 3,
    verdict: isUp ? "up" : "down",
    code: isUp ? null : "status_unexpected",
    reason: isUp ? "" : "Answered with status 500; expected 2xx.",
    status: isUp ? 200 : 500,
    totalUs: 1_234,
    phases: { dnsUs: 0, connectUs: 200, tlsUs: 0, firstByteUs: 900, transferUs: 100 },
    certificateExpiresAtMs: null,
    look: null,
    evidence: isUp ? null : { request: { method: "GET", url: "https://shop.example/" } },
  };
}
