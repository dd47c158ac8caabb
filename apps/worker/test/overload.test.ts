import { readDelay } from "@vedette/engine/read-platform";
import { probe } from "@vedette/outbound/probe";
import { insertMonitor } from "@vedette/testkit/fixtures";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { pino } from "pino";
import { expect, it, vi } from "vitest";
import { loop } from "../src/loop.ts";
import { createReporter } from "../src/reporter.ts";
import { startRoad } from "./road-rig.ts";

const log = pino({ level: "silent" });

/** A road with four places for a team, whose targets take 200 ms: twenty checks a second. Half of the targets are down. */
async function startSmallRoad() {
  await using stack = new AsyncDisposableStack();
  const target = stack.use(
    await startScriptedServer(({ path }, response) => void setTimeout(() => response.writeHead(path === "/up" ? 200 : 500).end(), 200)),
  );
  const outbound = { policy: { privateAllowed: true, ownEndpoints: [] }, smtp: null, now: Date.now };
  const reporter = createReporter({ locationNo: 1, queue: "postgres" });
  const rig = stack.use(
    await startRoad({
      places: { running: 8, waiting: 8 },
      probe: (spec, signal, detail, approved) => probe(spec, outbound, signal, detail, approved),
      onChecked: ({ lateMs }) => reporter.started(lateMs),
      onMissed: reporter.missed,
    }),
  );
  const { road, rows, pool, team } = rig;
  const { db } = rig.deps;
  const ticking = loop("tick", 100, log, road.tick);
  stack.defer(() => ticking.stop());
  const kept = stack.move();
  return {
    db,
    pool,
    team,
    target,
    rows,
    /** What a worker says every ten seconds, said now. */
    report: async () => {
      await rows("UPDATE worker_reports SET at = at - interval '10 seconds'");
      await db.platform.report(reporter.take(road.load()));
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

it("says that it is late at three times what it can do, says nothing false, and is on time again once the load falls", async () => {
  await using rig = await startSmallRoad();
  const options = (i: number) => ({ url: `${rig.target.url}/${i % 2 === 0 ? "up" : "down"}`, intervalMs: 1_000, timeoutMs: 900 });
  await Promise.all(Array.from({ length: 60 }, (_, i) => insertMonitor(rig.pool, rig.team, options(i))));

  const late = await vi.waitFor(
    async () => {
      await rig.report();
      return (await readDelay(rig.db)) ?? expect.fail();
    },
    { timeout: 20_000, interval: 1_000 },
  );
  expect(late.delay.isStandingStill).toBe(false);
  expect(late.delay.missedShare).toBeGreaterThan(0.2);

  await rig.rows("DELETE FROM schedules WHERE monitor_no > (SELECT min(monitor_no) + 5 FROM schedules)");
  await vi.waitFor(
    async () => {
      await rig.report();
      expect(await readDelay(rig.db)).toBeNull();
    },
    { timeout: 20_000, interval: 500 },
  );

  // What was said is what the targets were, by their addresses; where nobody looked, nothing was said.
  expect(
    await rig.rows(
      `SELECT DISTINCT reverse(split_part(reverse(m.target), '/', 1)) AS target, r.verdict, s.confirmed
       FROM monitors m JOIN results r ON r.monitor_no = m.compat_number AND r.verdict < 3 JOIN monitor_states s ON s.monitor_no = m.compat_number
       WHERE s.confirmed <> 'unknown' ORDER BY 1`,
    ),
  ).toEqual([
    { target: "down", verdict: 2, confirmed: "down" },
    { target: "up", verdict: 0, confirmed: "up" },
  ]);
  const unaccounted = () =>
    rig.rows(
      `SELECT s.monitor_no, tick FROM schedules s JOIN monitors m ON m.compat_number = s.monitor_no,
         LATERAL (SELECT min(due_at) AS first FROM results r WHERE r.monitor_no = s.monitor_no) f,
         LATERAL generate_series(f.first, to_timestamp(s.next_due_ms / 1000.0) - interval '2 seconds', interval '1 second') AS tick
       WHERE NOT EXISTS (SELECT FROM results r WHERE r.monitor_no = s.monitor_no AND r.due_at = tick)
         AND NOT EXISTS (SELECT FROM gaps g WHERE g.monitor_no = s.monitor_no AND g.from_at <= tick AND tick < g.until_at)`,
    );
  await vi.waitFor(async () => expect(await unaccounted()).toEqual([]));
});
