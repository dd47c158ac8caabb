import { openIntake } from "@vedette/db/intake";
import { freshDatabase } from "@vedette/testkit/database";
import { insertHeartbeat, insertTeam } from "@vedette/testkit/fixtures";
import { startTcpProxy } from "@vedette/testkit/tcp-proxy";
import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createMetrics } from "../src/metrics.ts";
import { openPageStore } from "../src/page-store.ts";
import { startPingIntake } from "../src/ping-intake.ts";
import { pingDoor } from "../src/serve-ping.ts";
import { startServer } from "../src/server.ts";
import { ask, temporaryDirectory } from "./support.ts";

/** A real edge in front of a database of its own, which a proxy can take away. */
async function startEdge() {
  const database = await freshDatabase();
  const address = new URL(database.url);
  const proxy = await startTcpProxy(Number(address.port));
  address.port = String(proxy.port);
  address.hostname = "127.0.0.1";
  const log = pino({ level: "silent" });
  const intake = openIntake(address.href);
  const pings = startPingIntake({ intake, log });
  const directory = await temporaryDirectory();
  const store = await openPageStore(directory.path, log);
  const metrics = createMetrics({ store, syncErrors: () => 0, pingsWaiting: pings.waiting, now: Date.now, log });
  const door = pingDoor(pings, () => performance.now());
  const server = await startServer({
    store,
    metrics,
    pings: door,
    isDatabaseReachable: () => true,
    now: Date.now,
    port: 0,
    host: "127.0.0.1",
  });
  const team = await insertTeam(database.pool);
  const rows = async <Row extends object>(sql: string, values: unknown[] = []) => (await database.pool.query<Row>(sql, values)).rows;
  const [key] = await rows<{ ping_key: string }>("SELECT ping_key FROM teams WHERE id = $1", [team.id]);
  return {
    port: server.port,
    proxy,
    team,
    pingKey: key?.ping_key ?? "",
    pool: database.pool,
    rows,
    heartbeat: () => insertHeartbeat(database.pool, team),
    [Symbol.asyncDispose]: async () => {
      await server.close(100);
      await pings.close();
      await intake.close();
      await proxy[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}
type Edge = Awaited<ReturnType<typeof startEdge>>;

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(async () => await edge[Symbol.asyncDispose]());

const stored = async (no: number) =>
  await edge.rows(
    "SELECT kind, exit_code, rid, took_ms, method, convert_from(body, 'UTF8') AS body FROM pings WHERE monitor_no = $1 ORDER BY id",
    [no],
  );

describe("Healthchecks", () => {
  it.each([
    ["", { kind: 0, exit_code: null }],
    ["/start", { kind: 1, exit_code: null }],
    ["/fail", { kind: 2, exit_code: null }],
    ["/log", { kind: 3, exit_code: null }],
    ["/0", { kind: 0, exit_code: 0 }],
    ["/255", { kind: 2, exit_code: 255 }],
  ])("stores what /ping/<uuid>%s says and answers as they do", async (path, said) => {
    const { token, no } = await edge.heartbeat();
    const answer = await ask(edge.port, `/ping/${token}${path}`);
    expect(answer).toMatchObject({ status: 200, text: "OK" });
    expect(answer.headers).toMatchObject({ "ping-body-limit": "10000", "access-control-allow-origin": "*" });
    expect(await stored(no)).toMatchObject([said]);
  });

  it("takes HEAD, GET and POST, by id and by key and slug, also under its prefix", async () => {
    const { token, slug, no } = await edge.heartbeat();
    const rid = randomUUID();
    expect(await ask(edge.port, `/ping/${token}`, { method: "HEAD" })).toMatchObject({ status: 200, text: "" });
    expect(await ask(edge.port, `/ping/${edge.pingKey}/${slug}/start?rid=${rid}`)).toMatchObject({ status: 200, text: "OK" });
    expect(await ask(edge.port, `/compat/healthchecks/ping/${token}`, { method: "POST", body: "done" })).toMatchObject({ status: 200 });
    expect(await ask(edge.port, `/ping/${token}`, { method: "DELETE" })).toMatchObject({ status: 405 });
    expect(await stored(no)).toMatchObject([{ method: "HEAD" }, { kind: 1, rid }, { method: "POST", body: "done" }]);
  });

  it("keeps the first 10,000 bytes of a body and refuses one without end", async () => {
    const { token, no } = await edge.heartbeat();
    expect(await ask(edge.port, `/ping/${token}`, { method: "POST", body: "x".repeat(20_000) })).toMatchObject({ status: 200 });
    // With a length that says it before, and in chunks that do not.
    for (const headers of [{}, { "transfer-encoding": "chunked" }]) {
      const endless = { method: "POST", body: "x".repeat(3_000_000), headers };
      expect(await ask(edge.port, `/ping/${token}`, endless)).toMatchObject({ status: 413, text: "request body too large" });
    }
    expect(await stored(no)).toMatchObject([{ body: "x".repeat(10_000) }]);
  });

  it.each([
    ["an id of nobody", `/ping/${randomUUID()}`, 404, "not found"],
    ["a key of nobody", `/ping/${randomUUID()}/backup?create=1`, 404, "not found"],
    ["no id at all", "/ping/whatever", 404, "not found"],
    ["an exit code above 255", `/ping/${randomUUID()}/256`, 400, "invalid url format"],
    ["a slug with capitals", `/ping/${randomUUID()}/Backup`, 400, "invalid url format"],
    ["a run id that is none", `/ping/${randomUUID()}?rid=1`, 400, "invalid uuid format"],
  ])("refuses %s", async (_what, path, status, text) => {
    const answer = await ask(edge.port, path);
    expect(answer).toMatchObject({ status, text });
    expect(answer.headers["ping-body-limit"]).toBeUndefined();
  });

  it("makes a monitor at the first ping when asked, once, and never out of a slug that is taken", async () => {
    const path = `/ping/${edge.pingKey}/nightly-backup`;
    expect(await ask(edge.port, path)).toMatchObject({ status: 404, text: "not found" });
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(edge.port, `${path}?create=1`)));
    expect(answers.map((answer) => answer.text)).toContain("Created");
    expect(answers.every((answer) => answer.status === 200 || answer.status === 201)).toBe(true);
    expect(await ask(edge.port, `${path}?create=1`)).toMatchObject({ status: 200, text: "OK" });
    const made = await edge.rows<{ compat_number: number }>(
      "SELECT compat_number FROM monitors WHERE slug = 'nightly-backup' AND tells_all_channels",
    );
    expect(made).toHaveLength(1);
    expect(await stored(made[0]?.compat_number ?? 0)).toHaveLength(9);
    await edge.rows("UPDATE monitors SET deleted_at = now() WHERE slug = 'nightly-backup'");
    expect(await ask(edge.port, `${path}?create=1`)).toMatchObject({ status: 404 });
  });

  it("accepts pings of a paused monitor and none of a deleted one", async () => {
    const { token, no } = await edge.heartbeat();
    await edge.rows("UPDATE monitors SET paused_at = now() WHERE compat_number = $1", [no]);
    expect(await ask(edge.port, `/ping/${token}`)).toMatchObject({ status: 200 });
    await edge.rows("UPDATE monitors SET deleted_at = now() WHERE compat_number = $1", [no]);
    expect(await ask(edge.port, `/ping/${token}`)).toMatchObject({ status: 404, text: "not found" });
  });

  it("answers 429 to a sender that never stops, and goes on for the others", async () => {
    const [noisy, quiet] = [await edge.heartbeat(), await edge.heartbeat()];
    const answers = await Promise.all(Array.from({ length: 70 }, () => ask(edge.port, `/ping/${noisy.token}`)));
    const refused = answers.filter((answer) => answer.status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ headers: { "retry-after": "10" } });
    expect(await stored(noisy.no)).toHaveLength(answers.length - refused.length);
    expect(await ask(edge.port, `/ping/${quiet.token}`)).toMatchObject({ status: 200 });
  });
});

describe("Uptime Kuma", () => {
  it("takes a push by any method, with message and time", async () => {
    const { pushToken, no } = await edge.heartbeat();
    const answer = await ask(edge.port, `/api/push/${pushToken}?status=up&msg=All%20well&ping=12.5`);
    expect(answer).toMatchObject({ status: 200, text: '{"ok":true}' });
    expect(await ask(edge.port, `/api/push/${pushToken}?status=oops`, { method: "PUT" })).toMatchObject({
      status: 200,
      text: '{"ok":true}',
    });
    expect(await stored(no)).toMatchObject([
      { kind: 0, took_ms: 12.5, body: "All well" },
      { kind: 2, took_ms: null, body: "OK" },
    ]);
  });

  it("answers 404 to a token of nobody, to a paused monitor and to a time that is none", async () => {
    const { pushToken, no } = await edge.heartbeat();
    const unknown = '{"ok":false,"msg":"Monitor not found or not active."}';
    expect(await ask(edge.port, `/api/push/${"x".repeat(24)}`)).toMatchObject({ status: 404, text: unknown });
    expect((await ask(edge.port, `/api/push/${pushToken}?ping=-1`)).status).toBe(404);
    expect((await ask(edge.port, `/api/push/${pushToken}?ping=soon`)).status).toBe(404);
    await edge.rows("UPDATE monitors SET paused_at = now() WHERE compat_number = $1", [no]);
    expect(await ask(edge.port, `/api/push/${pushToken}`)).toMatchObject({ status: 404, text: unknown });
  });
});

describe("a database that goes away", () => {
  it("never answers 200 to a ping that is not stored, and stores each once", async () => {
    await using own = await startEdge();
    const heartbeats = await Promise.all(Array.from({ length: 10 }, () => own.heartbeat()));
    const acknowledged = new Map<number, number>();
    let isOver = false;
    const senders = heartbeats.map(async ({ token, no }) => {
      for (let i = 0; !isOver && i < 55; i++) {
        const answer = await ask(own.port, `/ping/${token}`);
        if (answer.status === 200) acknowledged.set(no, (acknowledged.get(no) ?? 0) + 1);
        else expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "5" } });
      }
    });
    for (let round = 0; round < 6; round++) {
      await vi.waitFor(() => expect([...acknowledged.values()].reduce((a, b) => a + b, 0)).toBeGreaterThan(round * 30));
      own.proxy.cut();
      await own.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'vedette-edge-pings' AND datname = current_database()",
      );
      own.proxy.restore();
    }
    await Promise.all(senders).finally(() => (isOver = true));
    const counts = await own.rows<{ no: number; n: number }>("SELECT monitor_no AS no, count(*)::int AS n FROM pings GROUP BY 1");
    for (const [no, n] of acknowledged) expect(counts.find((row) => row.no === no)?.n).toBe(n);
    expect(await own.rows("SELECT FROM ping_inbox")).toHaveLength([...acknowledged.values()].reduce((a, b) => a + b, 0));
  }, 30_000);

  it("holds pings for five seconds, says 503, serves pages meanwhile, and writes down that it was deaf", async () => {
    await using own = await startEdge();
    const { token, no } = await own.heartbeat();
    await vi.waitFor(async () => expect(await own.rows("SELECT FROM edges")).toHaveLength(1));
    own.proxy.freeze();
    const startedAt = performance.now();
    const held = ask(own.port, `/ping/${token}`);
    expect(await ask(own.port, "/healthz")).toMatchObject({ status: 200 });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(await held).toMatchObject({ status: 503, text: "try again later" });
    expect(performance.now() - startedAt).toBeLessThan(6_000);
    own.proxy.restore();
    await vi.waitFor(
      async () => expect(await own.rows("SELECT FROM deaf_spans WHERE until_at - from_at > interval '3 seconds'")).not.toEqual([]),
      15_000,
    );
    await vi.waitFor(async () => expect((await ask(own.port, `/ping/${token}`)).status).toBe(200), 15_000);
    expect(await own.rows("SELECT heard_until <= renewed_at AS is_honest FROM edges")).toEqual([{ is_honest: true }]);
    expect((await own.rows("SELECT FROM pings WHERE monitor_no = $1", [no])).length).toBeGreaterThan(0);
  }, 40_000);
});
