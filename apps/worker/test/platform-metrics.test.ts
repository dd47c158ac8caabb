import { openDb } from "@vedette/db/db";
import { platformFigures } from "@vedette/engine/read-platform";
import { freshDatabase } from "@vedette/testkit/database";
import { insertMonitor, insertTeam } from "@vedette/testkit/fixtures";
import { Registry } from "prom-client";
import { expect, it } from "vitest";
import { registerPlatform } from "../src/platform-metrics.ts";
import { createReporter } from "../src/reporter.ts";

async function startRig(connectionString: string) {
  const db = openDb({ connectionString, maxConnections: 2 });
  const registry = new Registry();
  registerPlatform(registry, () => platformFigures(db));
  return { db, scrape: () => registry.metrics(), [Symbol.asyncDispose]: () => db.close() };
}

it("says in /metrics what the page says, from what the workers reported", async () => {
  await using database = await freshDatabase();
  await using rig = await startRig(database.url);
  await insertMonitor(database.pool, await insertTeam(database.pool), { dueInMs: 60_000 });
  const reporter = createReporter({ locationNo: 1, queue: "redis" });
  for (let i = 0; i < 1_000; i++) reporter.started(i < 980 ? 20 : 4_000);
  reporter.missed(7);
  await rig.db.platform.report(reporter.take({ inFlight: 3, buffered: 2 }));
  const text = await rig.scrape();
  expect(text).toMatch(/^vedette_database_up 1$/m);
  expect(text).toMatch(/^vedette_platform_start_lateness_p50_seconds 0\.0(19|2)\d*$/m);
  expect(text).toMatch(/^vedette_platform_start_lateness_p99_seconds (3\.9|4\.0)\d*$/m);
  expect(text).toMatch(/^vedette_platform_missed_ticks 7$/m);
  expect(text).toMatch(/^vedette_location_workers\{location="1",name="This server"\} 1$/m);
  // What was said is said once.
  expect(reporter.take({ inFlight: 0, buffered: 0 })).toMatchObject({ missed: 0, lateness: { count: 0 }, queueAnswers: true });
});

it("leaves out what it cannot know, instead of saying zero, and says that the database is away", async () => {
  await using rig = await startRig("postgresql://nobody@127.0.0.1:1/none");
  const figures = (await rig.scrape()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  expect(figures).toEqual(["vedette_database_up 0"]);
});
