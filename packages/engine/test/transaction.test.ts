import { openDb } from "@vedette/db/db";
import { isDatabaseAway } from "@vedette/db/is-database-away";
import { startTcpProxy } from "@vedette/testkit/tcp-proxy";
import { freshDatabase } from "@vedette/testkit/database";
import { expect, it } from "vitest";
import { startRig } from "./road-rig.ts";

it("fails the transaction and not the process when its connection is lost between two statements", async () => {
  await using rig = await startRig();
  const work = rig.deps.db.transaction(async (tx) => {
    await tx.publishing.nowMs();
    await rig.pool.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'",
    );
    // The news of the lost connection arrives while nothing is asked of it.
    await rig.pool.query("SELECT pg_sleep(0.1)");
    await tx.publishing.nowMs();
  });
  await expect(work).rejects.toThrow();
  expect(await rig.deps.db.publishing.nowMs()).toBeGreaterThan(0);
});

it("gives up on a server that has vanished without a word, and finds the one that took its place", { timeout: 90_000 }, async () => {
  await using database = await freshDatabase();
  await using proxy = await startTcpProxy(Number(new URL(database.url).port));
  const url = new URL(database.url);
  url.port = String(proxy.port);
  const db = openDb({ connectionString: url.href, maxConnections: 1 });
  await db.publishing.nowMs();
  proxy.freeze();
  const failure = await db.publishing.nowMs().catch((error: unknown) => error);
  expect(isDatabaseAway(failure)).toBe(true);
  proxy.restore();
  expect(await db.publishing.nowMs()).toBeGreaterThan(0);
  await db.close();
});
