import type { DeafSpan } from "@vedette/core/heartbeat";
import { type HeardPing, openIntake } from "@vedette/db/intake";
import { type TestHeartbeat, insertHeartbeat, insertTeam } from "@vedette/testkit/fixtures";
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { acceptPings } from "../src/accept-pings.ts";
import { judgeHeartbeats } from "../src/judge-heartbeats.ts";
import { readMonitorFigures } from "../src/read-monitor-figures.ts";
import { type Rig, startRig } from "./road-rig.ts";

const minuteMs = 60_000;

/** Heartbeats with an edge of which the test says how far it has heard. Times are minutes from now. */
async function startBeats() {
  const rig = await startRig();
  const [database] = await rig.rows<{ name: string }>("SELECT current_database() AS name");
  const intake = openIntake(databaseUrl(rig, database?.name ?? ""));
  const nowMs = Math.floor(Date.now() / 1_000) * 1_000;
  const ms = (minutes: number) => nowMs + minutes * minuteMs;
  let id = 0;
  return {
    ...rig,
    ms,
    intake,
    ping: async (heartbeat: TestHeartbeat, minutes: number, said: Partial<HeardPing> = {}) => {
      const address = { by: "id" as const, token: heartbeat.token };
      const usual = {
        kind: "success" as const,
        exitCode: null,
        rid: null,
        tookMs: null,
        method: "GET",
        remote: null,
        agent: null,
        body: null,
      };
      const answers = await acceptPings({ intake, newId: randomUUID }, [
        { id: ++id, atMs: ms(minutes), address, ...usual, mayCreate: false, ...said },
      ]);
      expect(answers).toEqual(["stored"]);
    },
    heardUntil: async (minutes: number) =>
      await rig.rows(
        `INSERT INTO edges (id, heard_until, renewed_at) VALUES ('00000000-0000-4000-8000-000000000001', to_timestamp($1 / 1000.0), clock_timestamp())
         ON CONFLICT (id) DO UPDATE SET heard_until = excluded.heard_until, renewed_at = excluded.renewed_at`,
        [ms(minutes)],
      ),
    deaf: async ({ fromMs, untilMs }: DeafSpan) =>
      await rig.rows("INSERT INTO deaf_spans (from_at, until_at) VALUES (to_timestamp($1 / 1000.0), to_timestamp($2 / 1000.0))", [
        fromMs,
        untilMs,
      ]),
    judge: async () => await judgeHeartbeats(rig.deps),
    told: async (heartbeat: TestHeartbeat) =>
      (
        await rig.rows<{ minute: string; verdict: number; reason: number | null }>(
          `SELECT round(extract(epoch FROM due_at - to_timestamp($2 / 1000.0)) / 60)::text AS minute, verdict, reason FROM results WHERE monitor_no = $1 ORDER BY due_at`,
          [heartbeat.no, nowMs],
        )
      ).map((row) => `${row.minute} ${["up", "degraded", "down"][row.verdict]}${row.reason === null ? "" : ` ${row.reason}`}`),
    incidents: async () =>
      await rig.rows<{ severity: string; is_open: boolean; summary: string }>(
        "SELECT severity, closed_at IS NULL AS is_open, summary FROM incidents ORDER BY number",
      ),
    [Symbol.asyncDispose]: async () => {
      await intake.close();
      await rig[Symbol.asyncDispose]();
    },
  };
}

function databaseUrl(rig: Rig, name: string): string {
  const url = new URL(rig.pool.options.connectionString ?? "");
  url.pathname = `/${name}`;
  return url.href;
}

it("opens one incident for a ping that is missed, tells every channel once, and closes it with the next ping", async () => {
  await using rig = await startBeats();
  const heartbeat = await insertHeartbeat(rig.pool, rig.team);
  await rig.ping(heartbeat, -200);
  await rig.heardUntil(-130);
  await Promise.all([rig.judge(), rig.judge(), rig.judge()]);
  expect(await rig.told(heartbeat)).toEqual(["-200 up", "-139 down 60"]);
  expect(await rig.incidents()).toEqual([{ severity: "down", is_open: true, summary: "No ping came in time." }]);
  await rig.ping(heartbeat, -120);
  await rig.heardUntil(-119);
  await rig.judge();
  await rig.judge();
  expect(await rig.told(heartbeat)).toEqual(["-200 up", "-139 down 60", "-120 up"]);
  expect(await rig.incidents()).toMatchObject([{ is_open: false }]);
  expect(await rig.rows("SELECT type FROM outbox ORDER BY type")).toEqual([{ type: "incident.opened" }, { type: "incident.resolved" }]);
  expect(await rig.rows("SELECT FROM ping_inbox")).toEqual([]);
});

it("is down at once when a ping says so and keeps what it carried", async () => {
  await using rig = await startBeats();
  const heartbeat = await insertHeartbeat(rig.pool, rig.team);
  await rig.ping(heartbeat, -2);
  await rig.ping(heartbeat, -1, { kind: "fail", exitCode: 3, method: "POST", body: Buffer.from("disk full") });
  await rig.judge();
  expect(await rig.told(heartbeat)).toEqual(["-2 up", "-1 down 61"]);
  expect(await rig.rows("SELECT data FROM evidence")).toEqual([
    { data: { facts: { exit_code: 3 }, transcript: [{ from: "them", text: "disk full" }] } },
  ]);
});

it("measures a run into the checks and beside its ping", async () => {
  await using rig = await startBeats();
  const heartbeat = await insertHeartbeat(rig.pool, rig.team);
  await rig.ping(heartbeat, -3, { kind: "start" });
  await rig.judge();
  expect(await rig.told(heartbeat)).toEqual([]);
  await rig.ping(heartbeat, -2.5);
  await rig.judge();
  expect(await rig.rows("SELECT total_us FROM results")).toEqual([{ total_us: 30_000_000 }]);
  expect((await rig.deps.db.pings.page(heartbeat.no, null, 10)).map((ping) => [ping.kind, ping.runMs])).toEqual([
    ["success", 30_000],
    ["start", null],
  ]);
});

it("pages nobody for pings that we could not take, and writes that time down as without data", async () => {
  await using rig = await startBeats();
  const heartbeat = await insertHeartbeat(rig.pool, rig.team);
  await rig.ping(heartbeat, -100);
  await rig.judge();
  await rig.deaf({ fromMs: rig.ms(-50), untilMs: rig.ms(-30) });
  await rig.heardUntil(0);
  await rig.judge();
  expect(await rig.told(heartbeat)).toEqual(["-100 up"]);
  expect(await rig.incidents()).toEqual([]);
  const gaps = await rig.rows(
    "SELECT kind, extract(epoch FROM until_at - from_at)::int AS s FROM gaps WHERE monitor_no = $1 ORDER BY from_at",
    [heartbeat.no],
  );
  expect(gaps).toContainEqual({ kind: "missed", s: 1_200 });
});

it("judges nothing while no edge says how far it has heard", async () => {
  await using rig = await startBeats();
  const heartbeat = await insertHeartbeat(rig.pool, rig.team);
  await rig.ping(heartbeat, -500);
  await rig.judge();
  await rig.heardUntil(0);
  await rig.rows("UPDATE edges SET renewed_at = now() - interval '1 minute'");
  await rig.judge();
  expect(await rig.told(heartbeat)).toEqual(["-500 up"]);
});

it("counts the time before the first ping as without data", async () => {
  await using rig = await startBeats();
  const heartbeat = await insertHeartbeat(rig.pool, rig.team);
  const actor = { userId: randomUUID(), teamId: rig.team.id, role: "viewer" as const, ip: null };
  const uptime = async () => (await readMonitorFigures(rig.deps, actor, { monitorId: heartbeat.id, range: "6h" })).now;
  expect(await uptime()).toMatchObject({ upMs: 0, downMs: 0 });
  await rig.ping(heartbeat, -10);
  await rig.judge();
  const { upMs, noDataMs } = await uptime();
  expect(Math.abs(upMs - 10 * minuteMs)).toBeLessThan(30_000);
  expect(Math.abs(noDataMs - 50 * minuteMs)).toBeLessThan(30_000);
});

it("judges each ping once when the worker dies at any step", async () => {
  await using rig = await startBeats();
  const heartbeat = await insertHeartbeat(rig.pool, rig.team);
  await rig.ping(heartbeat, -1, { kind: "fail" });
  for (const step of ["results-stored", "states-saved", "incidents-changed", "outbox-appended"] as const) {
    rig.deps.crashAt(step);
    await expect(rig.judge()).rejects.toThrow(step);
    expect(await rig.told(heartbeat)).toEqual([]);
  }
  rig.deps.crashAt(null);
  await rig.judge();
  expect(await rig.told(heartbeat)).toEqual(["-1 down 61"]);
  expect(await rig.rows("SELECT type FROM outbox")).toHaveLength(1);
});

it("judges every ping once, by three workers at a time, although edges repeat what they stored", async () => {
  await using rig = await startBeats();
  const heartbeats: TestHeartbeat[] = [];
  for (let i = 0; i < 100; i++) heartbeats.push(await insertHeartbeat(rig.pool, rig.team));
  const usual = { exitCode: null, rid: null, tookMs: null, method: "GET", remote: null, agent: null, body: null };
  for (let round = 0; round < 10; round++) {
    const pings = heartbeats.map(({ token }, i) => ({
      ...usual,
      id: 1_000_000 + round * 100 + i,
      atMs: rig.ms(-50 + round),
      kind: (round + i) % 3 === 0 ? ("fail" as const) : ("success" as const),
      address: { by: "id" as const, token },
      mayCreate: false,
    }));
    // Twice, as an edge does that does not know whether its commit went through.
    const [first] = await Promise.all([
      acceptPings({ intake: rig.intake, newId: randomUUID }, pings),
      rig.judge(),
      rig.judge(),
      rig.judge(),
    ]);
    await acceptPings({ intake: rig.intake, newId: randomUUID }, pings);
    expect(first?.every((answer) => answer === "stored")).toBe(true);
  }
  await Promise.all([rig.judge(), rig.judge(), rig.judge()]);
  await rig.judge();
  expect(await rig.rows("SELECT count(*)::int AS n FROM results")).toEqual([{ n: 1_000 }]);
  expect(await rig.rows("SELECT FROM incidents GROUP BY monitor_id HAVING count(*) FILTER (WHERE closed_at IS NULL) > 1")).toEqual([]);
}, 60_000);

it("counts no ping of a paused heartbeat", async () => {
  await using rig = await startBeats();
  const heartbeat = await insertHeartbeat(rig.pool, rig.team);
  const other = await insertHeartbeat(rig.pool, await insertTeam(rig.pool, "Other"));
  await rig.rows("UPDATE monitors SET paused_at = now() WHERE id = $1", [heartbeat.id]);
  const address = { by: "id" as const, token: heartbeat.token };
  const ping = { id: 7, atMs: rig.ms(-1), address, kind: "fail" as const, exitCode: null, rid: null, tookMs: null, method: "GET" };
  const rest = { remote: null, agent: null, body: null, mayCreate: false };
  expect(await acceptPings({ intake: rig.intake, newId: randomUUID }, [{ ...ping, ...rest }])).toEqual(["paused"]);
  await rig.ping(other, -1);
  await rig.judge();
  expect(await rig.told(heartbeat)).toEqual([]);
  expect(await rig.told(other)).toEqual(["-1 up"]);
  expect(await rig.rows("SELECT FROM ping_inbox")).toEqual([]);
});
