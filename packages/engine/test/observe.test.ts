import { initialHealth, step } from "@vedette/core/health";
import type { VerdictKind } from "@vedette/core/verdict";
import { insertChannel, insertMonitor } from "@vedette/testkit/fixtures";
import { seededRandom } from "@vedette/testkit/seeded-random";
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { DefinitionCache } from "../src/definition-cache.ts";
import type { Step } from "../src/deps.ts";
import { observe } from "../src/observe.ts";
import { takeBatch } from "../src/take-batch.ts";
import { type Rig, resultAt, startRig } from "./road-rig.ts";

const t0 = Math.floor(Date.now() / 1_000) * 1_000 - 600_000;
const incidents = (rig: Rig) =>
  rig.rows<{ severity: string; started: number; ended: number | null; open: boolean; number: number }>(
    `SELECT severity, number, (extract(epoch FROM started_at) * 1000)::float8 AS started, (extract(epoch FROM ended_at) * 1000)::float8 AS ended, closed_at IS NULL AS open FROM incidents ORDER BY started_at`,
  );
const outbox = (rig: Rig) => rig.rows<{ type: string; key: string }>("SELECT type, key FROM outbox ORDER BY incident_seq");

/** A batch of one monitor's checks that somebody has taken. */
async function heldBatch(rig: Rig, monitor: Parameters<typeof resultAt>[0], dueMs: readonly number[]): Promise<string> {
  const [row] = await rig.rows<{ id: string }>(
    "INSERT INTO batches (location_no, monitor_nos, due_ms, fence, lease_until) VALUES (1, $1, $2, 1, now() + interval '1 hour') RETURNING id",
    [dueMs.map(() => monitor.no), dueMs],
  );
  return String(row?.id);
}

/** What the rules say of a history that is seen in order. */
function incidentsOf(ticks: readonly { dueMs: number; verdict: VerdictKind }[], failuresToOpen: number) {
  const found: { from: number; until: number | null }[] = [];
  let state = initialHealth;
  for (const { dueMs, verdict } of ticks) {
    const turn = step(state, verdict, dueMs, { failuresToOpen, successesToClose: 1 });
    state = turn.next;
    for (const effect of turn.effects) {
      if (effect.type === "open") found.push({ from: effect.startedAtMs, until: null });
      const last = found.at(-1);
      if (effect.type === "close" && last !== undefined) last.until = effect.endedAtMs;
    }
  }
  return found;
}

async function play(rig: Rig, monitor: Parameters<typeof resultAt>[0], verdicts: readonly VerdictKind[]): Promise<void> {
  for (const [i, verdict] of verdicts.entries())
    await observe(rig.deps, { batches: [], results: [resultAt(monitor, t0 + i * 1_000, verdict)] });
}

it("opens at the first failing check once confirmed, closes at the first good one, and tells the channel of both", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000 });
  await play(rig, monitor, ["up", "down", "down", "down", "up"]);
  expect(await incidents(rig)).toEqual([{ severity: "down", number: 1, started: t0 + 1_000, ended: t0 + 4_000, open: false }]);
  expect((await outbox(rig)).map((row) => row.type)).toEqual(["incident.opened", "incident.resolved"]);
  expect(await rig.rows("SELECT kind FROM incident_events ORDER BY seq")).toEqual([{ kind: "opened" }, { kind: "resolved" }]);
  expect(await rig.rows("SELECT count(*)::int AS n FROM evidence")).toEqual([{ n: 3 }]);
});

it("does the same when all results arrive in one set", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000 });
  const verdicts: VerdictKind[] = ["up", "degraded", "degraded", "down", "up", "down", "down", "up"];
  await observe(rig.deps, { batches: [], results: verdicts.map((verdict, i) => resultAt(monitor, t0 + i * 1_000, verdict)).reverse() });
  expect(await incidents(rig)).toEqual([
    { severity: "down", number: 1, started: t0 + 1_000, ended: t0 + 4_000, open: false },
    { severity: "down", number: 2, started: t0 + 5_000, ended: t0 + 7_000, open: false },
  ]);
  expect(
    (await rig.rows("SELECT kind FROM incident_events e JOIN incidents i ON i.id = e.incident_id ORDER BY i.number, e.seq")).map(
      (row) => Object.values(row)[0],
    ),
  ).toEqual(["opened", "raised", "resolved", "opened", "resolved"]);
  // Both were raised or opened as down by a check that found status 500.
  expect(await rig.rows("SELECT summary, translations FROM incidents ORDER BY number")).toEqual(
    [1, 2].map(() => ({ summary: "Answered with status 500; expected 2xx.", translations: { de: "Status 500; erwartet 2xx." } })),
  );
});

it("changes nothing when the same results are observed again, by four at once", async () => {
  await using rig = await startRig();
  const monitors = await Promise.all(
    Array.from({ length: 20 }, () => insertMonitor(rig.pool, rig.team, { intervalMs: 1_000, failuresToOpen: 1 })),
  );
  const results = monitors.flatMap((monitor) => [resultAt(monitor, t0, "down"), resultAt(monitor, t0 + 1_000, "up")]);
  const announced = await Promise.all(Array.from({ length: 4 }, () => observe(rig.deps, { batches: [], results })));
  await observe(rig.deps, { batches: [], results });
  expect(announced.flat()).toHaveLength(40);
  expect(await incidents(rig)).toHaveLength(20);
  expect(new Set((await incidents(rig)).map((row) => row.number)).size).toBe(20);
  expect(new Set((await outbox(rig)).map((row) => row.key)).size).toBe(40);
});

it("opens no second incident beside an open one, even when the monitor's state was lost", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000, failuresToOpen: 1 });
  await play(rig, monitor, ["down"]);
  await rig.pool.query("UPDATE monitor_states SET confirmed = 'unknown', run_healthy = NULL, run_length = 0, run_started_at = NULL");
  expect(await observe(rig.deps, { batches: [], results: [resultAt(monitor, t0 + 5_000, "down")] })).toEqual([]);
  expect(await incidents(rig)).toHaveLength(1);
});

it("names an alert after its incident, event and channel, so that whoever concludes the same writes the same", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000, failuresToOpen: 1 });
  await play(rig, monitor, ["down", "up"]);
  const [incident] = await rig.rows<{ id: string }>("SELECT id FROM incidents");
  const named = [1, 2].map((seq) =>
    createHash("sha256").update(`${incident?.id}/${seq}/${rig.channelId}`).digest("base64url").slice(0, 27),
  );
  expect((await outbox(rig)).map((row) => row.key)).toEqual(named.map((name) => `msg_${name}`));
});

it("writes one row for a healthy check of a monitor that is confirmed up, and nothing else", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000 });
  await play(rig, monitor, ["up"]);
  // Not even a lock is left on it.
  const before = await rig.rows("SELECT *, xmin::text, xmax::text FROM monitor_states");
  await observe(rig.deps, { batches: [], results: [resultAt(monitor, t0 + 5_000, "up")] });
  expect(await rig.rows("SELECT *, xmin::text, xmax::text FROM monitor_states")).toEqual(before);
  expect(await rig.rows("SELECT count(*)::int AS n FROM results")).toEqual([{ n: 2 }]);
});

it("plays a result that comes late in its turn: what it confirms is told, and newer ones are not rewound", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000, failuresToOpen: 1 });
  await play(rig, monitor, ["up", "up", "up"]);
  await observe(rig.deps, { batches: [], results: [resultAt(monitor, t0 + 1_500, "down")] });
  expect(await incidents(rig)).toEqual([{ severity: "down", number: 1, started: t0 + 1_500, ended: t0 + 2_000, open: false }]);
  expect(await rig.rows("SELECT DISTINCT summary FROM incidents")).toEqual([{ summary: "Answered with status 500; expected 2xx." }]);
});

it("waits for a check that is under way before it plays those that were due after it", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000, failuresToOpen: 2 });
  await play(rig, monitor, ["up"]);
  const slow = await heldBatch(rig, monitor, [t0 + 1_000]);
  await observe(rig.deps, { batches: [], results: [2_000, 3_000].map((ms) => resultAt(monitor, t0 + ms, "down")) });
  expect(await incidents(rig)).toEqual([]);
  await observe(rig.deps, {
    batches: [{ batchId: slow, fence: 1, done: true }],
    results: [{ ...resultAt(monitor, t0 + 1_000, "down"), batchId: slow }],
  });
  expect(await incidents(rig)).toEqual([{ severity: "down", number: 1, started: t0 + 1_000, ended: null, open: true }]);
});

it("waits for no check that is lost, though the batch it was in is still under way", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000, failuresToOpen: 2 });
  const other = await insertMonitor(rig.pool, rig.team, { intervalMs: 3_600_000 });
  await play(rig, monitor, ["up"]);
  const [batch] = await rig.rows<{ id: string }>(
    "INSERT INTO batches (location_no, monitor_nos, due_ms, fence, lease_until) VALUES (1, $1, $2, 1, now() - interval '1 s') RETURNING id",
    [
      [monitor.no, other.no],
      [t0 + 1_000, t0 + 1_000],
    ],
  );
  const taken = await takeBatch(rig.deps, new DefinitionCache(), String(batch?.id));
  expect(taken?.checks.map(({ definition }) => definition.monitorNo)).toEqual([other.no]);
  await observe(rig.deps, { batches: [], results: [2_000, 3_000].map((ms) => resultAt(monitor, t0 + ms, "down")) });
  expect(await incidents(rig)).toMatchObject([{ started: t0 + 2_000, open: true }]);
});

it("plays those that waited for a check that turns out healthy", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000, failuresToOpen: 2 });
  await play(rig, monitor, ["up"]);
  const slow = await heldBatch(rig, monitor, [t0 + 1_000]);
  await observe(rig.deps, { batches: [], results: [2_000, 3_000].map((ms) => resultAt(monitor, t0 + ms, "down")) });
  await observe(rig.deps, {
    batches: [{ batchId: slow, fence: 1, done: true }],
    results: [{ ...resultAt(monitor, t0 + 1_000, "up"), batchId: slow }],
  });
  expect(await incidents(rig)).toEqual([{ severity: "down", number: 1, started: t0 + 2_000, ended: null, open: true }]);
});

it("plays a healthy check that was stored while an older failing one was turning the state", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000, failuresToOpen: 1 });
  await play(rig, monitor, ["up"]);
  const later = await heldBatch(rig, monitor, [t0 + 2_000]);
  const storeLater = async () =>
    void (await observe(rig.deps, {
      batches: [{ batchId: later, fence: 1, done: true }],
      results: [{ ...resultAt(monitor, t0 + 2_000, "up"), batchId: later }],
    }));
  const deps = { ...rig.deps, step: async (name: Step) => (name === "states-saved" ? await storeLater() : undefined) };
  await observe(deps, { batches: [], results: [resultAt(monitor, t0 + 1_000, "down")] });
  await observe(rig.deps, { batches: [], results: [resultAt(monitor, t0 + 3_000, "up")] });
  expect(await incidents(rig)).toEqual([{ severity: "down", number: 1, started: t0 + 1_000, ended: t0 + 2_000, open: false }]);
});

it("plays a healthy check that came due, was made and stored while an older failing one was turning the state", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000 });
  await play(rig, monitor, ["up"]);
  const storeNext = async () => void (await observe(rig.deps, { batches: [], results: [resultAt(monitor, t0 + 2_000, "up")] }));
  const deps = { ...rig.deps, step: async (name: Step) => (name === "states-saved" ? await storeNext() : undefined) };
  await observe(deps, { batches: [], results: [resultAt(monitor, t0 + 1_000, "down")] });
  await observe(rig.deps, { batches: [], results: [resultAt(monitor, t0 + 3_000, "down")] });
  expect(await incidents(rig)).toEqual([]);
});

it.each([
  { how: "one set after the other", isAtOnce: false },
  { how: "at the same time", isAtOnce: true },
])("opens the same incidents in whatever order and company results are stored, $how", async ({ isAtOnce }) => {
  const seed = Date.now() % 1_000_000;
  const random = seededRandom(seed);
  await using rig = await startRig();
  for (let history = 0; history < 30; history++) {
    const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000, failuresToOpen: 1 + (history % 3) });
    const ticks = Array.from<unknown, { dueMs: number; verdict: VerdictKind }>({ length: 14 }, (_, i) => {
      const verdict: VerdictKind = random() < 0.5 ? "up" : random() < 0.3 ? "degraded" : random() < 0.9 ? "down" : "inconclusive";
      return { dueMs: t0 + i * 1_000, verdict };
    });
    const left = await Promise.all(
      ticks.map(async ({ dueMs, verdict }) => ({ ...resultAt(monitor, dueMs, verdict), batchId: await heldBatch(rig, monitor, [dueMs]) })),
    );
    const sets: (typeof left)[] = [];
    while (left.length > 0) {
      const together = Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
        left.splice(Math.floor(random() * left.length), 1),
      ).flat();
      sets.push(together);
    }
    const store = (together: typeof left) =>
      observe(rig.deps, { results: together, batches: together.map(({ batchId }) => ({ batchId, fence: 1, done: true })) });
    if (isAtOnce) await Promise.all(sets.map(store));
    else for (const together of sets) await store(together);
    // What none of several at once could see is played with the next check.
    ticks.push({ dueMs: t0 + 60_000, verdict: "up" });
    await observe(rig.deps, { batches: [], results: [resultAt(monitor, t0 + 60_000, "up")] });
    expect(
      await rig.rows(
        `SELECT (extract(epoch FROM started_at) * 1000)::float8 AS from, (extract(epoch FROM ended_at) * 1000)::float8 AS until
         FROM incidents WHERE monitor_id = $1 ORDER BY started_at`,
        [monitor.id],
      ),
      `seed ${seed}, history ${history}`,
    ).toEqual(incidentsOf(ticks, 1 + (history % 3)));
  }
});

it("lets an inconclusive check change no state and leaves a gap for its interval", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000, failuresToOpen: 1 });
  const batchId = String(
    (
      await rig.rows<{ id: string }>(
        "INSERT INTO batches (location_no, monitor_nos, due_ms, fence, lease_until) VALUES (1, '{1}', '{1}', 1, now()) RETURNING id",
      )
    )[0]?.id,
  );
  const result = { ...resultAt(monitor, t0, "inconclusive"), batchId };
  await observe(rig.deps, { batches: [{ batchId, fence: 1, done: true }], results: [result] });
  expect(await incidents(rig)).toEqual([]);
  expect(await rig.rows("SELECT kind, ticks FROM gaps")).toEqual([{ kind: "inconclusive", ticks: 1 }]);
  expect(await rig.rows("SELECT id FROM batches")).toEqual([]);
});

it("drops the results of a batch that somebody else has taken meanwhile", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000, failuresToOpen: 1 });
  const batchId = String(
    (
      await rig.rows<{ id: string }>(
        "INSERT INTO batches (location_no, monitor_nos, due_ms, fence, lease_until) VALUES (1, '{1}', '{1}', 2, now()) RETURNING id",
      )
    )[0]?.id,
  );
  await observe(rig.deps, { batches: [{ batchId, fence: 1, done: true }], results: [{ ...resultAt(monitor, t0, "down"), batchId }] });
  expect(await rig.rows("SELECT count(*)::int AS n FROM results")).toEqual([{ n: 0 }]);
  expect(await rig.rows("SELECT count(*)::int AS n FROM batches")).toEqual([{ n: 1 }]);
});

it("settles a batch with its last result and not before", async () => {
  await using rig = await startRig();
  const [one, other] = [await insertMonitor(rig.pool, rig.team), await insertMonitor(rig.pool, rig.team)];
  const [batch] = await rig.rows<{ id: string }>(
    "INSERT INTO batches (location_no, monitor_nos, due_ms, fence, lease_until) VALUES (1, '{1,2}', '{1,1}', 1, now()) RETURNING id",
  );
  const batchId = String(batch?.id);
  const store = async (monitor: typeof one, done: boolean) =>
    await observe(rig.deps, { batches: [{ batchId, fence: 1, done }], results: [{ ...resultAt(monitor, t0, "up"), batchId }] });
  await store(one, false);
  expect(await rig.rows("SELECT fence FROM batches")).toEqual([{ fence: 1 }]);
  await store(other, true);
  expect(await rig.rows("SELECT fence FROM batches")).toEqual([]);
});

it("tells a monitor's own channels alone, and none that is switched off or deleted", async () => {
  await using rig = await startRig();
  const seal = () => Buffer.from("sealed");
  const [own, off, deleted] = [
    await insertChannel(rig.pool, rig.team, seal),
    await insertChannel(rig.pool, rig.team, seal),
    await insertChannel(rig.pool, rig.team, seal),
  ];
  await rig.pool.query("UPDATE channels SET enabled = false WHERE id = $1", [off]);
  await rig.pool.query("UPDATE channels SET deleted_at = now() WHERE id = $1", [deleted]);
  const told = async (monitor: Parameters<typeof resultAt>[0]) => {
    await play(rig, monitor, ["down"]);
    return (await rig.rows<{ id: string }>("DELETE FROM outbox RETURNING channel_id AS id")).map((row) => row.id).toSorted();
  };
  expect(await told(await insertMonitor(rig.pool, rig.team, { failuresToOpen: 1 }))).toEqual([rig.channelId, own].toSorted());
  const choosy = await insertMonitor(rig.pool, rig.team, { failuresToOpen: 1 });
  await rig.pool.query("UPDATE monitors SET tells_all_channels = false WHERE id = $1", [choosy.id]);
  await rig.pool.query("INSERT INTO monitor_channels (team_id, monitor_id, channel_id) SELECT $1, $2, unnest($3::uuid[])", [
    rig.team.id,
    choosy.id,
    [own, off],
  ]);
  expect(await told(choosy)).toEqual([own]);
});

it("tells only the channels that a monitor names, and of the end those that were told of the beginning", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000, failuresToOpen: 1 });
  await play(rig, monitor, ["down"]);
  await rig.pool.query("UPDATE monitors SET tells_all_channels = false");
  await observe(rig.deps, { batches: [], results: [resultAt(monitor, t0 + 1_000, "up"), resultAt(monitor, t0 + 2_000, "down")] });
  expect((await outbox(rig)).map((row) => row.type)).toEqual(["incident.opened", "incident.resolved"]);
});

it.each(["results-stored", "states-saved", "incidents-changed", "outbox-appended", "observed"] as const)(
  "survives a crash at '%s': nothing lost, nothing doubled",
  async (step) => {
    await using rig = await startRig();
    const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000, failuresToOpen: 1 });
    const results = [resultAt(monitor, t0, "down")];
    rig.deps.crashAt(step);
    await expect(observe(rig.deps, { batches: [], results })).rejects.toThrow(step);
    rig.deps.crashAt(null);
    await observe(rig.deps, { batches: [], results });
    expect(await incidents(rig)).toHaveLength(1);
    expect(await outbox(rig)).toHaveLength(1);
  },
);

it("stores what a hostile target made evidence of: NUL, and half a character where the text was cut", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 1_000, failuresToOpen: 1 });
  const evidence = {
    request: { method: "GET", url: "http://x.example/" },
    detail: "a\u0000b\ud83d",
    redirects: [{ status: 302, location: "\ude00\\u0000" }],
  };
  await observe(rig.deps, { batches: [], results: [{ ...resultAt(monitor, t0, "down"), evidence }] });
  expect(await rig.rows("SELECT data ->> 'detail' AS detail FROM evidence")).toEqual([{ detail: "a\ufffdb\ufffd" }]);
  expect(await incidents(rig)).toHaveLength(1);
});

it("keeps the figures that conditions looked at, each once, however often the results are handed over", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team);
  const dueMs = Math.floor(Date.now() / 300_000) * 300_000;
  const results = [7, 3, 5].map((value, i) => ({
    ...resultAt(monitor, dueMs + i * 60_000, "up"),
    figures: [
      { name: 'metric "depth"', value },
      { name: 'metric "depth"', value },
    ],
  }));
  for (const each of [results.slice(0, 2), results, results]) await observe(rig.deps, { results: each, batches: [] });
  expect(await rig.rows("SELECT name, n, sum, min, max, last FROM metric_buckets JOIN metrics ON no = metric_no")).toEqual([
    { name: 'metric "depth"', n: 3, sum: 15, min: 3, max: 7, last: 5 },
  ]);
});
