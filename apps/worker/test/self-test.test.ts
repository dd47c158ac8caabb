import { openDb } from "@vedette/db/db";
import { freshDatabase } from "@vedette/testkit/database";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { pino } from "pino";
import { expect, it, vi } from "vitest";
import { startWorker } from "../src/worker.ts";

const flipMs = 30_000;

it("goes the whole road and keeps the heartbeat going until alerts are no longer delivered", { timeout: 200_000 }, async () => {
  await using database = await freshDatabase();
  await using listener = await startScriptedServer(200);
  const db = openDb({ connectionString: database.url, maxConnections: 2 });
  const worker = await startWorker({
    databaseUrl: database.url,
    queue: { kind: "postgres", connectionString: database.url },
    masterKey: { id: 1, key: new Uint8Array(32).fill(7) },
    publicUrl: "http://vedette.example",
    edgeUrl: "http://edge.example",
    location: { no: 1, name: null, canaries: [] },
    port: 0,
    metricsToken: undefined,
    keepChecksDays: 30,
    heartbeat: { url: listener.url, everyMs: 200 },
    outbound: { policy: { privateAllowed: true, ownEndpoints: [] }, smtp: null, now: Date.now },
    step: async () => {},
    log: pino({ level: "silent" }),
  });
  try {
    await vi.waitFor(() => expect(listener.requests.length).toBeGreaterThan(0), { timeout: 2 * flipMs, interval: 100 });
    const { rows } = await database.pool.query<{ type: string; outcome: string }>(
      "SELECT type, outcome FROM outbox WHERE settled_at IS NOT NULL",
    );
    expect(rows).toMatchObject([{ type: "incident.opened", outcome: "delivered" }]);

    await database.pool.query("UPDATE channels SET enabled = false");
    const before = await database.pool.query("UPDATE locations SET self_tested_at = now() - interval '50 seconds'");
    expect(before.rowCount).toBe(1);
    await vi.waitFor(async () => expect((await db.selfTests.ageMs(1)) ?? 0).toBeGreaterThan(61_000), {
      timeout: 2 * flipMs,
      interval: 100,
    });
    const heard = listener.requests.length;
    await vi.waitFor(async () => expect((await db.selfTests.ageMs(1)) ?? 0).toBeGreaterThan(62_000), { timeout: flipMs, interval: 100 });
    expect(listener.requests.length).toBe(heard);
  } finally {
    await worker.close();
    await db.close();
  }
});
