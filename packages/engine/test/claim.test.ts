import { MonitorInput } from "@vedette/core/monitor";
import { insertMonitor, insertTeam } from "@vedette/testkit/fixtures";
import { setTimeout as delay } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import type { ConfigDeps } from "../src/config-deps.ts";
import { claimDue } from "../src/claim.ts";
import { pauseMonitors } from "../src/pause-monitors.ts";
import { DefinitionCache } from "../src/definition-cache.ts";
import { observe } from "../src/observe.ts";
import { takeBatch } from "../src/take-batch.ts";
import { updateMonitor } from "../src/update-monitor.ts";
import { type Rig, resultAt, startRig } from "./road-rig.ts";

async function claimAll(rig: Rig): Promise<string[]> {
  return (await Array.fromAsync(claimDue(rig.deps, 1))).map((batch) => batch.batchId);
}
const gaps = (rig: Rig) =>
  rig.rows<{ kind: string; ticks: number; ms: number }>(
    "SELECT kind, ticks, (extract(epoch FROM until_at - from_at) * 1000)::int AS ms FROM gaps",
  );

it("claims each due check once, however many workers ask at the same moment", async () => {
  await using rig = await startRig();
  // A day apart, so that none comes due a second time while the test looks.
  for (let i = 0; i < 60; i++) await insertMonitor(rig.pool, rig.team, { intervalMs: 86_400_000 });
  const claims = (await Promise.all(Array.from({ length: 5 }, () => claimAll(rig)))).flat();
  const [claimed] = await rig.rows<{ n: number; distinct: number }>(
    "SELECT count(*)::int AS n, count(DISTINCT no)::int AS distinct FROM batches, unnest(monitor_nos) AS no",
  );
  expect(claimed).toEqual({ n: 60, distinct: 60 });
  expect(claims.length).toBeGreaterThan(0);
  expect(await claimAll(rig)).toEqual([]);
});

it("finds by phase exactly what came due since a moment, whatever the intervals", async () => {
  await using rig = await startRig();
  const intervals = [1_000, 1_700, 60_000, 86_400_000];
  const grids = Array.from({ length: 200 }, (_, i) => ({ intervalMs: intervals[i % intervals.length] ?? 1_000 }));
  await Promise.all(grids.map((grid) => insertMonitor(rig.pool, rig.team, { ...grid, timeoutMs: 500 })));
  await rig.rows("UPDATE schedules SET phase_ms = hashint4(monitor_no)::bigint & 2147483647 % interval_ms");
  for (const agoMs of [0, 1, 40, 999, 1_000, 1_001, 30_000, 59_999, 61_000, 40_000_000, 90_000_000]) {
    await rig.rows("DELETE FROM batches");
    // Every one is due, some since long ago.
    const [start] = await rig.rows<{ ms: number }>(
      `WITH clock AS (SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS ms),
       moved AS (UPDATE schedules SET next_due_ms = phase_ms + (ms - phase_ms) / interval_ms * interval_ms FROM clock)
       SELECT ms::float8 FROM clock`,
    );
    const sinceMs = (start?.ms ?? 0) - agoMs;
    const before = await rig.rows<{ monitor_no: number; interval_ms: number; next: number }>(
      "SELECT monitor_no, interval_ms, next_due_ms::float8 AS next FROM schedules ORDER BY 1",
    );
    const claim = await rig.deps.db.schedules.claimDue(1, {
      sinceMs,
      limit: 500,
      lateLimit: 0,
      leaseMs: 1_000,
      maxUntaken: 4,
      without: [],
    });
    const [batch] = await rig.rows<{ nos: number[] }>("SELECT to_json(monitor_nos) AS nos FROM batches");
    const lastTick = ({ next, interval_ms: every }: (typeof before)[number]) =>
      next + Math.floor(((claim?.nowMs ?? 0) - next) / every) * every;
    const isOnTime = (each: (typeof before)[number]) => each.interval_ms <= 2_000 || (claim?.nowMs ?? 0) - lastTick(each) <= 1_000;
    const wanted = before.filter((each) => lastTick(each) > sinceMs && isOnTime(each));
    expect(batch?.nos ?? [], `${agoMs} ms ago`).toEqual(wanted.map((each) => each.monitor_no));
  }
});

it("looks at every schedule from time to time, for what nobody claimed when it came due", async () => {
  await using rig = await startRig();
  await insertMonitor(rig.pool, rig.team, { intervalMs: 86_400_000, dueInMs: -600_000 });
  const [clock] = await rig.rows<{ ms: number }>("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms");
  const nowMs = Math.floor(clock?.ms ?? 0);
  const claimed = { untilMs: nowMs, wholeAtMs: nowMs, without: [] as string[] };
  expect(await Array.fromAsync(claimDue(rig.deps, 1, claimed))).toEqual([]);
  expect(claimed.untilMs).toBeGreaterThanOrEqual(nowMs);
  claimed.wholeAtMs -= 10_000;
  expect(await Array.fromAsync(claimDue(rig.deps, 1, claimed))).toHaveLength(1);
  expect(claimed.wholeAtMs).toBe(claimed.untilMs);
});

it("comes back without a herd: what is on time, some that are late, and no target twice within half an interval", async () => {
  await using rig = await startRig();
  const intervalMs = 60_000;
  await Promise.all(Array.from({ length: 600 }, () => insertMonitor(rig.pool, rig.team, { intervalMs })));
  // Ten minutes away, with phases spread evenly.
  const [start] = await rig.rows<{ ms: number }>(
    `WITH clock AS (SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS ms),
     numbered AS (SELECT monitor_no, row_number() OVER () AS n FROM schedules),
     moved AS (UPDATE schedules s SET next_due_ms = ms - 600000 - n * 100, phase_ms = (ms - n * 100) % 60000
       FROM numbered, clock WHERE numbered.monitor_no = s.monitor_no)
     SELECT ms::float8 FROM clock`,
  );
  const nowMs = start?.ms ?? 0;
  await claimAll(rig);
  const checks = await rig.rows<{ late: number }>(`SELECT ${nowMs}::float8 - unnest(due_ms) AS late FROM batches`);
  expect(checks.filter(({ late }) => late > 1_500)).toHaveLength(50);
  expect(checks.filter(({ late }) => late <= 1_500).length).toBeLessThanOrEqual(15);
  expect(Math.max(...checks.map(({ late }) => late))).toBeLessThanOrEqual(intervalMs * 0.4);
  // Who is too late waits for the next tick, and until then nothing is known; who is late may still be taken.
  const left = await rig.rows<{ next: number }>(`SELECT next_due_ms::float8 - ${nowMs}::float8 AS next FROM schedules ORDER BY 1`);
  expect(left.filter(({ next }) => next < 0).length).toBeGreaterThan(150);
  expect(left.every(({ next }) => next < intervalMs + 5_000)).toBe(true);
  const [skipped] = await rig.rows<{ n: number }>(
    `SELECT count(*)::int AS n FROM gaps g JOIN schedules s USING (monitor_no) WHERE g.until_at = to_timestamp(s.next_due_ms / 1000.0) AND g.ticks = 11`,
  );
  expect(skipped?.n).toBeGreaterThan(330);
});

it("passes over a team for which there is no room, and finds all that it missed once there is", async () => {
  await using rig = await startRig();
  const other = await insertTeam(rig.pool, "Other");
  const large = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000 });
  const small = await insertMonitor(rig.pool, other, { intervalMs: 1_000 });
  const claimed = { untilMs: 0, wholeAtMs: 0, without: [] as string[] };
  let full = [rig.team.id];
  const claim = async () => {
    await rig.rows("DELETE FROM batches");
    await rig.rows("UPDATE schedules SET next_due_ms = next_due_ms - 5000");
    await Array.fromAsync(claimDue(rig.deps, 1, claimed, { fullTeams: () => full, hasRoom: () => true, onMissed: () => {} }));
    return (await rig.rows<{ nos: number[] }>("SELECT to_json(monitor_nos) AS nos FROM batches")).flatMap(({ nos }) => nos);
  };
  expect(await claim()).toEqual([small.no]);
  // Between two looks at every schedule as well.
  expect(await claim()).not.toContain(large.no);
  full = [];
  expect(await claim()).toEqual([large.no, small.no]);
});

it("claims nothing while there is no room at all, and finds what was missed once there is", async () => {
  await using rig = await startRig();
  const { no } = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000 });
  const claimed = { untilMs: 0, wholeAtMs: 0, without: [] as string[] };
  let room = 1;
  const claim = async () => {
    await rig.rows("UPDATE schedules SET next_due_ms = next_due_ms - 5000");
    return await Array.fromAsync(claimDue(rig.deps, 1, claimed, { fullTeams: () => [], hasRoom: () => room-- > 0, onMissed: () => {} }));
  };
  expect(await claim()).toHaveLength(1);
  expect(await claim()).toEqual([]);
  room = 1;
  expect(await claim()).toHaveLength(1);
  expect(await rig.rows("SELECT monitor_no, sum(ticks)::int >= 10 AS missed FROM gaps GROUP BY 1")).toEqual([
    { monitor_no: no, missed: true },
  ]);
});

it("moves schedules on by whole intervals of their own grid and records every tick that nobody claimed", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 10_000, dueInMs: -70_000 });
  const [before] = await rig.rows<{ next_due_ms: number; phase_ms: number }>("SELECT next_due_ms, phase_ms FROM schedules");
  const [batchId] = await claimAll(rig);
  const [after] = await rig.rows<{ next_due_ms: number }>("SELECT next_due_ms FROM schedules");
  const batch = await takeBatch(rig.deps, new DefinitionCache(), batchId ?? "");
  const dueMs = batch?.checks[0]?.dueMs ?? 0;
  expect(dueMs + 10_000).toBe(after?.next_due_ms);
  expect((dueMs - (before?.phase_ms ?? 0)) % 10_000).toBe(0);
  const missed = (dueMs - (before?.next_due_ms ?? 0)) / 10_000;
  expect(missed).toBeGreaterThanOrEqual(6);
  expect(await gaps(rig)).toEqual([{ kind: "missed", ticks: missed, ms: missed * 10_000 }]);
  expect(monitor.no).toBe(batch?.checks[0]?.definition.monitorNo);
});

it.each(["paused", "checked more often"] as const)("records the ticks that nobody had claimed when a monitor is %s", async (change) => {
  await using rig = await startRig();
  const { id } = await insertMonitor(rig.pool, rig.team, { intervalMs: 10_000, dueInMs: -70_000 });
  const [schedule] = await rig.rows<{ next_due_ms: number }>("SELECT next_due_ms FROM schedules");
  const deps: ConfigDeps = { ...rig.deps, now: () => (schedule?.next_due_ms ?? 0) + 65_000, sendsMail: false, ring: async () => {} };
  const actor = { userId: crypto.randomUUID(), teamId: rig.team.id, role: "owner", ip: null } as const;
  if (change === "paused") await pauseMonitors(deps, actor, { monitorIds: [id] });
  else {
    const monitor = MonitorInput.parse({
      name: "API",
      spec: { kind: "http", url: "http://127.0.0.1:9/", timeoutMs: 1_000 },
      intervalMs: 5_000,
    });
    await updateMonitor(deps, actor, { monitorId: id, version: 1, monitor });
  }
  expect(await gaps(rig)).toEqual([{ kind: "missed", ticks: 7, ms: 65_000 }]);
});

it("gives a batch to one of many that ask, and again only when its lease has run out", async () => {
  await using rig = await startRig();
  await insertMonitor(rig.pool, rig.team);
  const [batchId = ""] = await claimAll(rig);
  const taken = await Promise.all(Array.from({ length: 5 }, () => takeBatch(rig.deps, new DefinitionCache(), batchId)));
  expect(taken.filter((batch) => batch !== null)).toHaveLength(1);
  await rig.pool.query("UPDATE batches SET lease_until = now() - interval '1 second'");
  expect((await takeBatch(rig.deps, new DefinitionCache(), batchId))?.fence).toBe(2);
});

it("lets a worker that lost its batch renew nothing", async () => {
  await using rig = await startRig();
  await insertMonitor(rig.pool, rig.team);
  const [batchId = ""] = await claimAll(rig);
  const leaseEnd = async () => (await rig.rows<{ at: string }>("SELECT lease_until::text AS at FROM batches"))[0]?.at;
  const lost = await takeBatch(rig.deps, new DefinitionCache(), batchId);
  await rig.pool.query("UPDATE batches SET lease_until = now() - interval '1 second'");
  const taken = await takeBatch(rig.deps, new DefinitionCache(), batchId);
  const before = await leaseEnd();
  await rig.deps.db.batches.renew([{ batchId, fence: lost?.fence ?? 0 }], 600_000);
  expect(await leaseEnd()).toBe(before);
  await rig.deps.db.batches.renew([{ batchId, fence: taken?.fence ?? 0 }], 600_000);
  expect(await leaseEnd()).not.toBe(before);
});

it("leaves out of a batch that is taken over what is stored already", async () => {
  await using rig = await startRig();
  const [seen, unseen] = [await insertMonitor(rig.pool, rig.team), await insertMonitor(rig.pool, rig.team)];
  const [batchId = ""] = await claimAll(rig);
  const first = await takeBatch(rig.deps, new DefinitionCache(), batchId);
  const dueMs = first?.checks.find((check) => check.definition.monitorNo === seen.no)?.dueMs ?? 0;
  const result = { ...resultAt(seen, dueMs, "up"), batchId };
  await observe(rig.deps, { batches: [{ batchId, fence: 1, done: false }], results: [result] });
  await rig.pool.query("UPDATE batches SET lease_until = now() - interval '1 second'");
  const second = await takeBatch(rig.deps, new DefinitionCache(), batchId);
  expect(second?.checks.map((check) => check.definition.monitorNo)).toEqual([unseen.no]);
});

it("records a check as lost instead of running it when its next tick has already come", async () => {
  await using rig = await startRig();
  await insertMonitor(rig.pool, rig.team, { intervalMs: 60_000 });
  const [batchId = ""] = await claimAll(rig);
  await rig.pool.query("UPDATE batches SET due_ms = ARRAY[due_ms[1] - 60000]");
  expect(await takeBatch(rig.deps, new DefinitionCache(), batchId)).toBeNull();
  expect(await gaps(rig)).toEqual([{ kind: "lost", ticks: 1, ms: 60_000 }]);
  expect(await rig.rows("SELECT id FROM batches")).toEqual([]);
});

it("runs the rest of a batch in which one monitor's spec cannot be read, and records that one as lost", async () => {
  await using rig = await startRig();
  const [broken] = [await insertMonitor(rig.pool, rig.team), await insertMonitor(rig.pool, rig.team)];
  await rig.pool.query(`UPDATE monitors SET spec = '{"kind": "from the future"}' WHERE id = $1`, [broken.id]);
  const [batchId = ""] = await claimAll(rig);
  expect((await takeBatch(rig.deps, new DefinitionCache(), batchId))?.checks).toHaveLength(1);
  expect(await gaps(rig)).toEqual([{ kind: "lost", ticks: 1, ms: 60_000 }]);
});

it("runs the rest of a batch in which one monitor's secrets do not open, and records that one as lost", async () => {
  await using rig = await startRig();
  const [broken, sound] = [await insertMonitor(rig.pool, rig.team), await insertMonitor(rig.pool, rig.team)];
  await rig.pool.query("UPDATE monitors SET sealed = $2 WHERE id = $1", [broken.id, rig.deps.sealer.seal("{}", "of another monitor")]);
  const [batchId = ""] = await claimAll(rig);
  const batch = await takeBatch(rig.deps, new DefinitionCache(), batchId);
  expect(batch?.checks.map((check) => check.definition.monitorNo)).toEqual([sound.no]);
  expect(await gaps(rig)).toEqual([{ kind: "lost", ticks: 1, ms: 60_000 }]);
});

it("settles a batch whose monitors were paused or deleted after it was claimed", async () => {
  await using rig = await startRig();
  // So late that what the claim says of it is asked again.
  await insertMonitor(rig.pool, rig.team, { dueInMs: -5_000 });
  const [batchId = ""] = await claimAll(rig);
  await rig.pool.query("DELETE FROM schedules");
  expect(await takeBatch(rig.deps, new DefinitionCache(), batchId)).toBeNull();
  expect(await rig.rows("SELECT id FROM batches")).toEqual([]);
  expect(await gaps(rig)).toEqual([]);
});

it("reads a definition once and again after an edit", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000, url: "http://one.example/" });
  const cache = new DefinitionCache();
  const urlNow = async () => {
    const [batchId = ""] = await claimNow(rig);
    const spec = (await takeBatch(rig.deps, cache, batchId))?.checks[0]?.definition.spec;
    return spec?.kind === "http" ? spec.url : null;
  };
  expect(await urlNow()).toBe("http://one.example/");
  await rig.pool.query(`UPDATE monitors SET version = 2, spec = jsonb_set(spec, '{url}', '"http://two.example/"') WHERE id = $1`, [
    monitor.id,
  ]);
  await rig.pool.query("UPDATE schedules SET version = 2");
  expect(await urlNow()).toBe("http://two.example/");
});

it.each(["taking", "reading definitions"])("knows the database's time when a batch is ready, however slow %s was", async (what) => {
  await using rig = await startRig();
  await insertMonitor(rig.pool, rig.team, { intervalMs: 60_000 });
  const [batchId = ""] = await claimNow(rig);
  const slow = async (name: string) => {
    // Before the answer to taking is seen, or while the definitions are read.
    if (name === "taken" && what === "taking") await delay(300);
  };
  const { batches } = rig.deps.db;
  const definitions: typeof batches.definitions = async (...nos) => {
    if (what === "reading definitions") await delay(300);
    return await batches.definitions(...nos);
  };
  const db = { ...rig.deps.db, batches: { ...batches, definitions } };
  const batch = await takeBatch({ ...rig.deps, db, step: slow }, new DefinitionCache(), batchId);
  if (batch === null) throw new Error("The batch was not taken.");
  const askedAt = performance.now();
  const [clock] = await rig.rows<{ ms: number }>("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms");
  const errorMs = batch.nowMs + (askedAt - batch.nowAt) - (clock?.ms ?? 0);
  const underWayMs = performance.now() - askedAt;
  expect(errorMs).toBeGreaterThan(-underWayMs - 2);
  expect(errorMs).toBeLessThan(200);
});

/** Makes the only monitor due now, then claims it. */
async function claimNow(rig: Rig): Promise<string[]> {
  await rig.pool.query(
    "UPDATE schedules SET next_due_ms = phase_ms + ((extract(epoch FROM clock_timestamp()) * 1000)::bigint - phase_ms) / interval_ms * interval_ms",
  );
  return await claimAll(rig);
}

it("drops no check while another batch of the same worker learns of the same monitor", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team);
  const overdue = await Promise.all(
    [3, 2, 1].map(async (nth) => {
      const [row] = await rig.rows<{ id: string }>(
        "INSERT INTO batches (location_no, monitor_nos, due_ms, versions, lease_until) VALUES (1, $1, $2, '{1}', now()) RETURNING id",
        [[monitor.no], [Date.now() - 5_000 * nth]],
      );
      return String(row?.id);
    }),
  );
  const [early = "", between = "", late = ""] = overdue;
  const cache = new DefinitionCache();
  const { db } = rig.deps;
  const during = (verbs: Partial<typeof db.batches>) => ({ ...rig.deps, db: { ...db, batches: { ...db.batches, ...verbs } } });
  const asking = Promise.withResolvers<void>();
  let third: ReturnType<typeof takeBatch> | undefined;
  // The first has found nothing in the cache, and asks. The second fills it, the third finds it current; only then does the first learn.
  const first = await takeBatch(
    during({
      staleVersions: async (...known) => {
        const stale = await db.batches.staleVersions(...known);
        await takeBatch(rig.deps, cache, between);
        third = takeBatch(
          during({ staleVersions: async (...its) => (await Promise.all([db.batches.staleVersions(...its), asking.promise]))[0] }),
          cache,
          late,
        );
        await vi.waitFor(async () => expect(await rig.rows("SELECT FROM batches WHERE id = $1 AND fence = 1", [late])).toHaveLength(1));
        return stale;
      },
      definitions: async (nos) => {
        asking.resolve();
        await third;
        return await db.batches.definitions(nos);
      },
    }),
    cache,
    early,
  );
  expect((await third)?.checks).toHaveLength(1);
  expect(first?.checks).toHaveLength(1);
});
