import { Forecast } from "@vedette/core/forecast";
import { openDb } from "@vedette/db/db";
import { freshDatabase } from "@vedette/testkit/database";
import { insertTeam } from "@vedette/testkit/fixtures";
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { packResults } from "../src/pack-results.ts";
import { previewSnapshot } from "../src/preview-snapshot.ts";
import { createSampleTeam, deleteSampleTeam } from "../src/sample.ts";
import { sealer } from "./road-rig.ts";

const dayMs = 86_400_000;
const nowMs = Date.now();

async function start() {
  const database = await freshDatabase();
  const db = openDb({ connectionString: database.url, maxConnections: 6 });
  const person = { userId: randomUUID(), ip: null };
  await database.pool.query("INSERT INTO users (id, name, email) VALUES ($1, 'Ada', 'ada@acme.example')", [person.userId]);
  return {
    db,
    person,
    pool: database.pool,
    deps: { db, sealer, newId: randomUUID, now: () => nowMs },
    one: async (sql: string, values: unknown[] = []) =>
      (await database.pool.query<{ n: number }>(`SELECT (${sql})::float8 AS n`, values)).rows[0]?.n,
    [Symbol.asyncDispose]: async () => {
      await db.close();
      await database[Symbol.asyncDispose]();
    },
  };
}

it("makes one badged team per person, whole, however often and at once it is asked for", async () => {
  await using world = await start();
  const [first, second] = await Promise.all([createSampleTeam(world.deps, world.person), createSampleTeam(world.deps, world.person)]);
  expect(second).toEqual(first);
  expect(await createSampleTeam(world.deps, world.person)).toEqual(first);
  expect(first).toMatchObject({ isSample: true, role: "owner", name: "Acme" });
  expect(await world.db.config.teams.ofUser(world.person.userId)).toMatchObject([first]);
  expect(await world.one("SELECT count(*) FROM monitors")).toBe(8);
  expect(await world.one("SELECT count(*) FROM schedules")).toBe(0);
  expect(await world.one("SELECT count(*) FROM outbox")).toBe(0);
  expect(await world.one("SELECT count(*) FROM channels WHERE NOT enabled")).toBe(2);
  expect(await world.one("SELECT count(*) FROM components c JOIN page_groups g ON g.id = c.group_id")).toBe(8);
});

it("fills 90 days whose rows agree with each other, with the incidents and with the clock", async () => {
  await using world = await start();
  await createSampleTeam(world.deps, world.person);
  const sum = "up_ms + degraded_ms + down_ms + maintenance_ms + no_data_ms + paused_ms";
  expect(await world.one(`SELECT count(*) FROM rollups WHERE ${sum} <> resolution_s * 1000`)).toBe(0);
  expect(await world.one("SELECT count(*) FROM rollups WHERE resolution_s = 86400")).toBe(8 * 90);
  expect(await world.one("SELECT count(*) FROM rollups WHERE resolution_s = 300")).toBeGreaterThanOrEqual(8 * 575);
  const results = (await world.one("SELECT count(*) FROM results")) ?? 0;
  expect(results).toBeGreaterThan(8 * 1_438);
  expect(await world.one("SELECT count(*) FROM results_default")).toBe(0);

  const downMs = await world.one("SELECT sum(down_ms) FROM rollups WHERE resolution_s = 86400");
  const incidentsMs = await world.one(
    `SELECT sum(extract(epoch FROM ended_at - coalesce(r.at, started_at))) * 1000 FROM incidents i LEFT JOIN incident_events r ON r.incident_id = i.id AND r.kind = 'raised'
     WHERE severity = 'down' AND ended_at < date_trunc('day', to_timestamp($1 / 1000.0) AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'`,
    [nowMs],
  );
  expect(downMs).toBe(incidentsMs);
  expect(await world.one("SELECT count(*) FROM incidents WHERE closed_at IS NULL")).toBe(1);
  expect(
    await world.one(
      "SELECT count(*) FROM incidents i WHERE last_seq <> (SELECT max(seq) FROM incident_events e WHERE e.incident_id = i.id)",
    ),
  ).toBe(0);
  expect(await world.one("SELECT sum(maintenance_ms) FROM rollups WHERE resolution_s = 86400")).toBe(2 * 90 * 60_000);

  const forecasts = await world.pool.query<{ data: unknown }>("SELECT data FROM findings WHERE kind = 'forecast'");
  expect(forecasts.rows.length).toBeGreaterThan(0);
  for (const { data } of forecasts.rows) Forecast.parse(data);
  expect(await world.one("SELECT count(*) FROM findings WHERE kind = 'trend'")).toBe(8);
  // The time after its making is unknown, not good.
  expect(await world.one("SELECT count(*) FROM gaps WHERE until_at > to_timestamp($1 / 1000.0)", [nowMs + 300 * dayMs])).toBe(8);
  const monitors = await world.pool.query<{ no: number }>("SELECT compat_number AS no FROM monitors");
  const newest = await Promise.all(monitors.rows.map(async ({ no }) => (await world.db.checks.page(no, null, null, 1))[0]));
  // A stretch that has no end says nothing of how long it was.
  expect(newest.map((check) => check?.gap)).toEqual(Array(8).fill(null));
});

it("shows on its page what readers were told of the incident that is open", async () => {
  await using world = await start();
  const { id: teamId } = await createSampleTeam(world.deps, world.person);
  const [page] = (await world.pool.query<{ id: string }>("SELECT id FROM pages")).rows;
  const actor = { userId: world.person.userId, teamId, role: "owner", ip: null } as const;
  const { incidents } = await previewSnapshot({ ...world.deps, edgeUrl: "http://edge.example" }, actor, { pageId: page?.id ?? "" });
  expect(incidents[0]).toMatchObject({ name: "Search API: slower than usual", status: "identified", resolvedAt: null });
  expect(incidents[0]?.updates.map(({ status, body }) => [status, body.slice(0, 27)])).toEqual([
    ["identified", "A new index is being built,"],
    ["investigating", "Search API: our checks answ"],
  ]);
  const events = await world.db.incidentLog.events(teamId, [incidents[0]?.id ?? ""]);
  expect(events.map(({ kind, actor: by }) => [kind, by?.name])).toEqual([
    ["opened", undefined],
    ["page_update", "Ada"],
  ]);
});

it("leaves no row behind when it is deleted, and deletes no other team", async () => {
  await using world = await start();
  const real = await insertTeam(world.pool, "Real");
  const sample = await createSampleTeam(world.deps, world.person);
  const actorIn = (teamId: string) => ({ userId: world.person.userId, teamId, role: "owner" as const, ip: null });
  await expect(deleteSampleTeam(world.deps, actorIn(real.id))).rejects.toMatchObject({ code: "not_found" });
  await expect(deleteSampleTeam(world.deps, { ...actorIn(sample.id), role: "admin" })).rejects.toMatchObject({ code: "forbidden" });
  // As if it had been looked at for days.
  await world.pool.query("UPDATE results SET due_at = due_at - interval '5 days' WHERE due_at < now() - interval '12 hours'");
  await packResults(world.deps);
  expect(await world.one("SELECT count(*) FROM packed_results")).toBeGreaterThan(0);
  await deleteSampleTeam(world.deps, actorIn(sample.id));
  for (const table of [
    "monitors",
    "results",
    "packed_results",
    "rollups",
    "incidents",
    "incident_events",
    "page_updates",
    "findings",
    "gaps",
    "channels",
    "pages",
    "components",
    "members",
    "maintenances",
  ]) {
    expect([table, await world.one(`SELECT count(*) FROM ${table}`)]).toEqual([table, 0]);
  }
  expect(await world.one("SELECT count(*) FROM teams")).toBe(1);
  // Who did it, and which pages edge may take down.
  expect(
    await world.one("SELECT count(*) FROM audit WHERE team_id = $1 AND actor_id = $2 AND action = 'team.created'", [
      sample.id,
      world.person.userId,
    ]),
  ).toBe(1);
  expect(await world.one("SELECT sum(jsonb_array_length(change -> 'pages')) FROM audit WHERE action = 'team.deleted'")).toBe(1);
});
