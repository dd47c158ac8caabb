import type { ProbeResult } from "@vedette/core/probe-result";
import { claimDue } from "@vedette/engine/claim";
import { declareUnwell } from "@vedette/engine/declare-unwell";
import { insertMonitor, insertTeam } from "@vedette/testkit/fixtures";
import { pino } from "pino";
import { expect, it, vi } from "vitest";
import type { RoadOptions } from "../src/road.ts";
import { createWellness } from "../src/wellness.ts";
import { type RoadRig, answered, startRoad } from "./road-rig.ts";

async function claimOne(rig: RoadRig): Promise<string> {
  const [batch] = await Array.fromAsync(claimDue(rig.deps, 1));
  return batch?.batchId ?? "";
}

it("tells every other channel while one hangs, and sweeps on", async () => {
  let hanging = 0;
  let hangingAtMost = 0;
  await using rig = await startRoad({
    deps: {
      send: async (destination, _message, signal) => {
        if (!("url" in destination) || !destination.url.includes("hung")) return { ok: true, code: 204, detail: "" };
        hangingAtMost = Math.max(hangingAtMost, ++hanging);
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        hanging -= 1;
        return { ok: false, permanent: false, code: null, detail: "hung" };
      },
    },
  });
  await rig.channelWithAlerts("https://hung.example/", 300);
  const healthy = await rig.channelWithAlerts("https://healthy.example/", 3);
  await rig.road.sweep();
  await vi.waitFor(
    async () => {
      expect(await rig.rows("SELECT outcome FROM outbox WHERE channel_id = $1 AND settled_at IS NOT NULL", [healthy])).toHaveLength(3);
      expect(hangingAtMost).toBe(10);
    },
    { timeout: 10_000 },
  );
  await rig.road.sweep();
  expect(hangingAtMost).toBe(10);
});

it("goes on when one alert cannot be sent for a fault of our own", async () => {
  await using rig = await startRoad();
  const broken = await rig.channelWithAlerts("https://broken.example/", 1);
  await rig.rows("UPDATE channels SET sealed = 'not sealed' WHERE id = $1", [broken]);
  const healthy = await rig.channelWithAlerts("https://healthy.example/", 1);
  await rig.road.sweep();
  await vi.waitFor(async () =>
    expect(await rig.rows("SELECT channel_id FROM delivery_attempts a JOIN outbox o ON o.id = a.outbox_id ORDER BY a.ok")).toEqual([
      { channel_id: broken },
      { channel_id: healthy },
    ]),
  );
});

it("starts what another team has due, although the first holds all that it may and more of it is due", async () => {
  const started = { hanging: 0, quick: 0 };
  const hang = Promise.withResolvers<ProbeResult>();
  await using rig = await startRoad({
    places: { running: 40, waiting: 20 },
    probe: (spec) => {
      const isHanging = spec.kind === "http" && spec.url.includes("hanging");
      started[isHanging ? "hanging" : "quick"] += 1;
      return isHanging ? hang.promise : Promise.resolve(answered);
    },
  });
  const { no } = await insertMonitor(rig.pool, rig.team, { url: "http://hanging.example/" });
  await rig.rows(
    `WITH made AS (
       INSERT INTO monitors (id, team_id, name, slug, kind, spec, interval_ms, failures_to_open, successes_to_close)
       SELECT gen_random_uuid(), team_id, name, slug || i, kind, spec, interval_ms, 1, 1 FROM monitors, generate_series(1, 1500) AS i WHERE compat_number = $1
       RETURNING compat_number, team_id)
     INSERT INTO schedules SELECT compat_number, 1, team_id, 1, 60000, 0, 0 FROM made`,
    [no],
  );
  const quick = await insertMonitor(rig.pool, await insertTeam(rig.pool, "Other"));
  // All on time, the other team's last.
  await rig.rows(
    `UPDATE schedules SET next_due_ms = at, phase_ms = at % 60000
     FROM (SELECT monitor_no AS no, (extract(epoch FROM clock_timestamp()) * 1000)::bigint - CASE monitor_no WHEN $1 THEN 0 ELSE 200 END AS at FROM schedules) d WHERE no = monitor_no`,
    [quick.no],
  );
  await rig.road.tick();
  await rig.road.tick();
  await vi.waitFor(() => expect(started.quick).toBe(1));
  expect(started.hanging).toBe(20);
  await vi.waitFor(async () => expect(await rig.rows("SELECT FROM results WHERE monitor_no = $1", [quick.no])).toHaveLength(1));
});

it("survives a claimed batch that cannot be carried while the next one is being claimed", async () => {
  await using rig = await startRoad({
    deps: {
      step: async (name) => {
        if (name === "taken") throw new Error("the database is away");
      },
    },
  });
  const { no } = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000 });
  await rig.rows(
    `INSERT INTO monitors (id, team_id, name, slug, kind, spec, interval_ms, failures_to_open, successes_to_close)
     SELECT gen_random_uuid(), team_id, name, slug || i, kind, spec, interval_ms, 1, 1 FROM monitors, generate_series(1, 1200) AS i WHERE compat_number = $1`,
    [no],
  );
  await rig.rows(
    `INSERT INTO schedules SELECT compat_number, 1, team_id, 1, 1000, 0, (extract(epoch FROM now())::bigint - 5) * 1000 FROM monitors WHERE compat_number <> $1`,
    [no],
  );
  await rig.road.tick().catch(() => {});
  expect(await rig.rows("SELECT id FROM batches WHERE fence = 1")).not.toEqual([]);
});

it("does not take a batch again whose results are still its own to store", async () => {
  const end = Promise.withResolvers<ProbeResult>();
  await using rig = await startRoad({ probe: () => end.promise });
  await insertMonitor(rig.pool, rig.team);
  const batchId = await claimOne(rig);
  await rig.road.carry(batchId);
  await rig.rows("UPDATE batches SET lease_until = now() - interval '1 second'");
  await rig.road.carry(batchId);
  expect(await rig.rows("SELECT fence FROM batches")).toEqual([{ fence: 1 }]);
  end.resolve(answered);
  await vi.waitFor(async () => expect(await rig.rows("SELECT id FROM batches")).toEqual([]));
  expect(await rig.rows("SELECT verdict FROM results")).toEqual([{ verdict: 0 }]);
});

it("leaves a batch to its lease when a check of it could not be run", async () => {
  await using rig = await startRoad({ probe: () => Promise.reject(new Error("a bug")) });
  await insertMonitor(rig.pool, rig.team);
  await rig.road.carry(await claimOne(rig));
  await vi.waitFor(() => expect(rig.road.load().inFlight).toBe(0));
  await rig.rows("UPDATE batches SET lease_until = now() - interval '1 second'");
  await rig.road.renewLeases();
  expect(await rig.rows("SELECT lease_until < now() AS expired FROM batches")).toEqual([{ expired: true }]);
});

it("publishes the other pages when one cannot be made", async () => {
  await using rig = await startRoad({
    deps: {
      render: (snapshot) => {
        if (snapshot.page.slug === "broken") throw new Error("a bug");
        return Buffer.from("page");
      },
    },
  });
  for (const slug of ["broken", "fine"])
    await rig.rows(
      "INSERT INTO pages (id, team_id, slug, name, published, dirty_at) VALUES (gen_random_uuid(), $1, $2::text, 'Acme', true, now() - CASE $2 WHEN 'broken' THEN 9 ELSE 1 END * interval '1 minute')",
      [rig.team.id, slug],
    );
  await rig.road.publishDue().catch(() => {});
  expect(await rig.rows("SELECT slug FROM publications")).toEqual([{ slug: "fine" }]);
});

const refused: ProbeResult = {
  outcome: "failed",
  failure: "connect_refused",
  message: "Refused.",
  totalUs: 1_000,
  phases: {},
  evidence: {},
};

/** A road whose location has these canaries and no other location beside it; of its monitors those that `isDown` names fail. */
async function startPlace(canaries: { asked: number; failed: number }, isDown: (url: string) => boolean) {
  const believes = { judge: (result: Parameters<RoadOptions["judge"]>[0]): ReturnType<RoadOptions["judge"]> => result };
  const rig = await startRoad({
    judge: (result) => believes.judge(result),
    probe: async (spec) => (spec.kind === "http" && isDown(spec.url) ? refused : answered),
  });
  const wellness = createWellness({
    canaryCount: canaries.asked,
    askCanaries: async () => canaries,
    seenElsewhere: (failing) => rig.deps.db.unwell.seenElsewhere(1, failing),
    declare: async (reason) => void (await declareUnwell({ ...rig.deps, sendsMail: true }, 1, reason)),
    log: pino({ level: "silent" }),
  });
  believes.judge = wellness.judge;
  await rig.rows(
    "INSERT INTO users (id, name, email, is_instance_owner, updated_at) VALUES (gen_random_uuid(), 'Ada', 'ada@example.com', true, now())",
  );
  for (let i = 0; i < 20; i++) await insertMonitor(rig.pool, rig.team, { url: `http://x.example/${i}`, failuresToOpen: 1 });
  await rig.rows(
    "UPDATE monitor_states SET confirmed = 'up', run_healthy = true, run_length = 1, since_at = now(), run_started_at = now()",
  );
  return rig;
}

it("keeps the state of every monitor when no canary answers, and tells the operator once", async () => {
  await using rig = await startPlace({ asked: 2, failed: 2 }, () => true);
  await rig.road.carry(await claimOne(rig));
  await vi.waitFor(async () => expect(await rig.rows("SELECT FROM results")).toHaveLength(20), { timeout: 5_000 });
  expect(await rig.rows("SELECT DISTINCT verdict, reason FROM results")).toEqual([{ verdict: 3, reason: 104 }]);
  expect(await rig.rows("SELECT FROM incidents")).toEqual([]);
  expect(await rig.rows("SELECT DISTINCT confirmed FROM monitor_states")).toEqual([{ confirmed: "up" }]);
  expect(await rig.rows("SELECT DISTINCT kind FROM gaps")).toEqual([{ kind: "inconclusive" }]);
  // Once more, and still one mail.
  await rig.rows("UPDATE schedules SET next_due_ms = (extract(epoch FROM now()) * 1000)::bigint / 60000 * 60000 + phase_ms - 60000");
  await rig.road.carry(await claimOne(rig));
  await vi.waitFor(async () => expect(await rig.rows("SELECT FROM batches")).toEqual([]), { timeout: 5_000 });
  expect(await rig.rows("SELECT type FROM outbox")).toEqual([{ type: "system.mail" }]);
});

it.each([
  { share: "40 %", canaries: { asked: 1, failed: 0 }, isDown: (url: string) => Number(url.split("/").at(-1)) < 8, incidents: 8 },
  { share: "40 %", canaries: { asked: 0, failed: 0 }, isDown: (url: string) => Number(url.split("/").at(-1)) < 8, incidents: 8 },
  { share: "all", canaries: { asked: 2, failed: 1 }, isDown: () => true, incidents: 20 },
  { share: "all", canaries: { asked: 0, failed: 0 }, isDown: () => true, incidents: 20 },
])(
  "opens incidents for a real outage of $share of what it looks at, with $canaries.asked canaries",
  async ({ canaries, isDown, incidents }) => {
    await using rig = await startPlace(canaries, isDown);
    await rig.road.carry(await claimOne(rig));
    await vi.waitFor(async () => expect(await rig.rows("SELECT FROM results")).toHaveLength(20), { timeout: 5_000 });
    await vi.waitFor(async () => expect(await rig.rows("SELECT FROM incidents")).toHaveLength(incidents));
    expect(await rig.rows("SELECT FROM outbox WHERE type = 'system.mail'")).toEqual([]);
  },
);

it("looks again by itself at the first failure, and opens long before the next regular check", async () => {
  await using rig = await startRoad({ probe: async () => refused });
  await insertMonitor(rig.pool, rig.team, { intervalMs: 86_400_000 });
  await rig.road.carry(await claimOne(rig));
  await vi.waitFor(async () => expect(await rig.rows("SELECT id FROM batches WHERE is_extra")).toHaveLength(1));
  await vi.waitFor(
    async () => {
      await rig.road.recover();
      expect(await rig.rows("SELECT severity FROM incidents")).toEqual([{ severity: "down" }]);
    },
    { timeout: 8_000, interval: 100 },
  );
  expect(await rig.rows("SELECT count(*)::int AS n FROM results")).toEqual([{ n: 2 }]);
  await vi.waitFor(async () => expect(await rig.rows("SELECT id FROM batches")).toEqual([]));
});
