import { latencySummary, noCounts, rollupOf } from "@vedette/core/rollup";
import { RuleInput } from "@vedette/core/rule";
import { insertHeartbeat, insertMonitor } from "@vedette/testkit/fixtures";
import { seededRandom } from "@vedette/testkit/seeded-random";
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { analyse } from "../src/analyse.ts";
import { backTestRule } from "../src/back-test-rule.ts";
import { createRule } from "../src/create-rule.ts";
import { readRuleNoise } from "../src/read-rules.ts";
import { rollUp } from "../src/roll-up.ts";
import { type Rig, startRig } from "./road-rig.ts";
import { answer, evaluate, insertRule, minuteMs, of } from "./rule-rig.ts";

const stepMs = 5 * minuteMs;
const endMs = Math.floor(Date.now() / stepMs) * stepMs;
const actorOf = (rig: Rig) => ({ userId: randomUUID(), teamId: rig.team.id, role: "owner", ip: null }) as const;
const team = { type: "team" } as const;

function bucketOf(monitorNo: number, withinMs: number, totalMs: number) {
  const atMs = Math.floor(withinMs / stepMs) * stepMs;
  const history = { existsFromMs: 0, incidents: [], gaps: [], maintenances: [] };
  const latency = latencySummary(Array(5).fill(totalMs * 1_000));
  return rollupOf({ monitorNo, atMs, untilMs: atMs + stepMs, counts: noCounts, latency, history });
}

const rules = [
  { kind: "latency", scope: team, params: { percentile: 95, windowMs: 3 * stepMs, thresholdMs: 1_000 }, settings: { forMs: 2 * stepMs } },
  { kind: "latency", scope: team, params: { percentile: 50, windowMs: 6 * stepMs, thresholdMs: 700 }, settings: { closeAt: 500 } },
  { kind: "error_rate", scope: team, params: { windowMs: 12 * stepMs, thresholdPercent: 20 }, settings: { noData: "open" } },
  { kind: "error_rate", scope: team, params: { windowMs: stepMs, thresholdPercent: 10 }, settings: { noData: "resolve" } },
  {
    kind: "burn_rate",
    scope: team,
    params: { objectivePercent: 95, fast: { factor: 4, longMs: 3_600_000 }, slow: { factor: 2, longMs: 7_200_000, shortMs: 1_800_000 } },
    settings: {},
  },
];

it("says of the past what was concluded at the time, rule by rule and monitor by monitor", async () => {
  await using rig = await startRig();
  const fromMs = endMs - 36 * stepMs;
  const monitors = [await insertMonitor(rig.pool, rig.team), await insertMonitor(rig.pool, rig.team)];
  await rig.rows("UPDATE monitors SET created_at = to_timestamp($1::bigint / 1000.0)", [fromMs]);
  const ids: string[] = [];
  for (const rule of rules) ids.push(await insertRule(rig, rule));

  const random = seededRandom(7);
  const moods = monitors.map(() => ({ totalMs: 100, downs: 0, n: 10 }));
  for (let atMs = fromMs + stepMs; atMs <= endMs; atMs += stepMs) {
    for (const [i, monitor] of monitors.entries()) {
      // Moods last for some buckets, and now and then nobody looks.
      if (random() < 0.3)
        moods[i] = {
          totalMs: random() < 0.5 ? 100 : 1_500,
          downs: random() < 0.6 ? 0 : Math.floor(random() * 8),
          n: random() < 0.15 ? 0 : 10,
        };
      const mood = moods[i];
      if (mood !== undefined && mood.n > 0) await answer(rig, monitor, atMs, mood);
    }
    await rollUp({ db: rig.deps.db, now: () => atMs }, 300);
    await rollUp({ db: rig.deps.db, now: () => atMs }, 3_600);
    await evaluate(rig, atMs);
  }
  await rollUp({ db: rig.deps.db, now: () => endMs + 2 * minuteMs }, 300);

  let firings = 0;
  for (const [i, rule] of rules.entries()) {
    const test = await backTestRule({ db: rig.deps.db, now: () => endMs }, actorOf(rig), { rule: RuleInput.parse(rule), days: 7 });
    expect(test).toMatchObject({ fromMs: fromMs + stepMs, notReplayed: null, covered: 2 });
    for (const monitor of monitors) {
      const lived = await rig.rows<{ fromMs: number; untilMs: number | null }>(
        `SELECT (extract(epoch FROM started_at) * 1000)::bigint AS "fromMs", (extract(epoch FROM ended_at) * 1000)::bigint AS "untilMs"
         FROM incidents WHERE rule_id = $1 AND monitor_id = $2 ORDER BY started_at`,
        [ids[i], monitor.id],
      );
      const replayed = test.monitors.find((each) => each.monitor.id === monitor.id)?.firings ?? [];
      expect(
        replayed.map(({ fromMs: from, untilMs }) => ({ fromMs: from, untilMs })),
        `${i} ${rule.kind}`,
      ).toEqual(lived);
      firings += lived.length;
    }
    expect(test.monitors[0]?.told).toMatchObject([{ name: "Hook" }]);
  }
  expect(firings).toBeGreaterThan(8);
});

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const hourEndMs = Math.floor(endMs / hourMs) * hourMs;
const replayOf = async (rig: Rig, rule: object, days: number) =>
  await backTestRule({ db: rig.deps.db, now: () => hourEndMs }, actorOf(rig), { rule: RuleInput.parse(rule), days });

it("makes trends and forecasts of the past again, and says of them what was concluded at the time", async () => {
  await using rig = await startRig();
  const [growing, jumping, young] = [
    await insertMonitor(rig.pool, rig.team),
    await insertMonitor(rig.pool, rig.team),
    await insertMonitor(rig.pool, rig.team),
  ];
  await rig.rows(`UPDATE monitors SET spec = spec || '{"slowAfterMs": 300}' WHERE id = $1`, [growing.id]);
  const random = seededRandom(3);
  const history = { existsFromMs: 0, incidents: [], gaps: [], maintenances: [] };
  const hour = (monitorNo: number, atMs: number, totalMs: number) => {
    const latency = latencySummary(Array(5).fill(Math.round(totalMs * (0.97 + 0.06 * random()) * 1_000)));
    return rollupOf({ monitorNo, atMs, untilMs: atMs + hourMs, counts: noCounts, latency, history });
  };
  const rows = Array.from({ length: 40 * 24 }, (_, i) => {
    const atMs = hourEndMs - (40 * 24 - i) * hourMs;
    return [
      hour(growing.no, atMs, 100 + 4 * (i / 24)),
      hour(jumping.no, atMs, i < 36 * 24 ? 100 : 180),
      ...(i >= 39 * 24 ? [hour(young.no, atMs, 100)] : []),
    ];
  });
  await rig.deps.db.rollups.save(3_600, rows.flat());
  const rules = [
    { kind: "forecast", ...of(growing), params: { days: 14 } },
    { kind: "trend", ...of(jumping), params: { thresholdPercent: 30 } },
  ];
  const ids: string[] = [];
  for (const rule of rules) ids.push(await insertRule(rig, rule));
  for (let atMs = hourEndMs - 7 * dayMs; atMs <= hourEndMs; atMs += dayMs) {
    await rig.rows(
      `INSERT INTO rollup_progress (resolution_s, done_until) VALUES (3600, to_timestamp($1::bigint / 1000.0))
       ON CONFLICT (resolution_s) DO UPDATE SET done_until = excluded.done_until`,
      [atMs],
    );
    await analyse({ db: rig.deps.db, now: () => atMs });
    await evaluate(rig, atMs);
  }
  for (const [i, rule] of rules.entries()) {
    const [lived] = await rig.rows<{ fromMs: number }>(
      `SELECT (extract(epoch FROM started_at) * 1000)::bigint AS "fromMs" FROM incidents WHERE rule_id = $1 AND closed_at IS NULL`,
      [ids[i]],
    );
    expect(lived?.fromMs, rule.kind).toBeGreaterThan(hourEndMs - 7 * dayMs);
    const test = await replayOf(rig, rule, 7);
    expect(test, rule.kind).toMatchObject({ fromMs: hourEndMs - 7 * dayMs, stepMs: dayMs, notReplayed: null });
    expect(test.monitors[0]?.firings, rule.kind).toMatchObject([{ ...lived, untilMs: null }]);
  }
  expect(await replayOf(rig, { ...rules[0], ...of(young) }, 7)).toMatchObject({
    fromMs: null,
    notReplayed: expect.stringMatching(/No day that is stored had/) as unknown,
  });
  expect(await replayOf(rig, { ...rules[1], ...of(young) }, 7)).toMatchObject({
    fromMs: null,
    notReplayed: expect.stringMatching(/Two weeks of it/) as unknown,
  });
});

it.each([
  { kind: "certificate", figure: "tls.expires_in", none: /only where a condition mentions tls\.expires_in/ },
  { kind: "domain", figure: "domain.expires_in", none: /Nothing of it is stored yet/ },
])("replays the days that a $kind had left from what its condition saw, and else says why not", async ({ kind, figure, none }) => {
  await using rig = await startRig();
  const [monitor, other] = [await insertMonitor(rig.pool, rig.team), await insertMonitor(rig.pool, rig.team)];
  if (kind === "domain") await rig.rows("UPDATE monitors SET kind = 'domain'");
  const renewedMs = hourEndMs - 2 * dayMs;
  const endsMs = (atMs: number) => (atMs < renewedMs ? hourEndMs + 9.5 * dayMs : hourEndMs + 90 * dayMs);
  await rig.deps.db.metrics.add(
    Array.from({ length: 6 * 24 + 1 }, (_, i) => hourEndMs - i * hourMs).map((dueMs) => ({
      monitorNo: monitor.no,
      name: figure,
      dueMs,
      value: endsMs(dueMs) - dueMs,
    })),
  );
  const test = await replayOf(rig, { kind, ...of(monitor), params: { days: 14 } }, 7);
  expect(test).toMatchObject({ fromMs: hourEndMs - 6 * dayMs, notReplayed: null });
  const firstMs = hourEndMs - 4.5 * dayMs + hourMs;
  expect(test.monitors[0]?.firings).toMatchObject([{ fromMs: firstMs, untilMs: renewedMs }]);
  expect(await replayOf(rig, { kind, ...of(other), params: { days: 14 } }, 7)).toMatchObject({
    fromMs: null,
    notReplayed: expect.stringMatching(none) as unknown,
  });
});

describe("before it is saved, a rule is told what it could not see:", () => {
  it("a figure that nobody mentions, a tag that no monitor bears, a kind that does not fit, a window with too few checks", async () => {
    await using rig = await startRig();
    const monitor = await insertMonitor(rig.pool, rig.team, { intervalMs: 300_000 });
    const beat = await insertHeartbeat(rig.pool, rig.team);
    await rig.deps.db.metrics.add([{ monitorNo: monitor.no, name: "latency", dueMs: endMs - 1_000, value: 7 }]);
    const deps = { ...rig.deps, sendsMail: false, ring: async () => {} };
    const problemsOf = async (rule: object) =>
      (await backTestRule({ db: rig.deps.db, now: () => endMs }, actorOf(rig), { rule: RuleInput.parse(rule), days: 7 })).problems;
    const metric = { kind: "metric", ...of(monitor), params: { metric: "queue", threshold: 1 } };
    expect(await problemsOf(metric)).toEqual([
      { path: "params.metric", isError: true, message: "It was never seen of this monitor. Seen were: latency." },
    ]);
    await expect(createRule(deps, actorOf(rig), { rule: RuleInput.parse(metric) })).rejects.toMatchObject({ code: "bad_request" });
    expect(await problemsOf({ ...metric, params: { metric: "latency", threshold: 1 } })).toEqual([]);
    const latency = { kind: "latency", params: { percentile: 95, windowMs: 900_000, thresholdMs: 9 } };
    expect(await problemsOf({ ...latency, scope: { type: "tag", tag: "prod" } })).toMatchObject([{ path: "scope.tag", isError: false }]);
    expect(await problemsOf({ ...latency, ...of(beat) })).toMatchObject([{ path: "kind", isError: true }]);
    expect(await problemsOf({ ...latency, ...of(monitor) })).toMatchObject([{ path: "params.windowMs", isError: false }]);
    expect(await problemsOf({ kind: "certificate", params: { days: 9 }, ...of(monitor) })).toMatchObject([
      { path: "kind", isError: false },
    ]);
  });

  it("a limit that the last days would hardly have crossed, and what a figure is now", async () => {
    await using rig = await startRig();
    const monitor = await insertMonitor(rig.pool, rig.team);
    const values = Array.from({ length: 200 }, (_, i) => ({
      monitorNo: monitor.no,
      name: "latency",
      dueMs: endMs - 1_000 - i * stepMs,
      value: 400,
    }));
    await rig.deps.db.metrics.add(values);
    const rule = RuleInput.parse({
      kind: "metric",
      ...of(monitor),
      params: { metric: "latency", of: "max", windowMs: stepMs, threshold: 300 },
    });
    const test = await backTestRule({ db: rig.deps.db, now: () => endMs }, actorOf(rig), { rule, days: 7 });
    expect(test.monitors[0]?.firings).toEqual([{ fromMs: endMs - 199 * stepMs, untilMs: null, worst: 400 }]);
    expect(test.now).toBe("400");
    const latency = RuleInput.parse({ kind: "latency", ...of(monitor), params: { percentile: 95, windowMs: stepMs, thresholdMs: 200 } });
    await rig.deps.db.rollups.save(
      300,
      values.map(({ dueMs }) => bucketOf(monitor.no, dueMs, 400)),
    );
    const { suggested } = await backTestRule({ db: rig.deps.db, now: () => endMs }, actorOf(rig), { rule: latency, days: 7 });
    expect(suggested).toBe(480);

    const id = await insertRule(rig, latency);
    await answer(rig, monitor, endMs, { totalMs: 400 });
    await evaluate(rig, endMs);
    const noise = await readRuleNoise({ db: rig.deps.db, now: () => endMs }, actorOf(rig));
    expect(noise).toMatchObject([
      { rule: { id }, opened: 1, acknowledged: 0, limit: "200 ms", quieter: { limit: "400 ms", fires: 1, wouldFire: 0 } },
    ]);
  });
});

it("suggests of a loud rule the limit that halves it at least, and none that would have hidden what somebody acknowledged", async () => {
  await using rig = await startRig();
  const monitor = await insertMonitor(rig.pool, rig.team);
  const peakMs = (i: number) => (i === 10 ? 2_000 : i % 20 === 5 ? (i > 60 ? 250 : 290) : 100);
  await rig.deps.db.rollups.save(
    300,
    Array.from({ length: 200 }, (_, i) => bucketOf(monitor.no, endMs - 1_000 - i * stepMs, peakMs(i))),
  );
  const id = await insertRule(rig, { ...of(monitor), params: { percentile: 95, windowMs: stepMs, thresholdMs: 200 } });
  await answer(rig, monitor, endMs, { totalMs: 250 });
  await evaluate(rig, endMs);
  const quieter = async () => (await readRuleNoise({ db: rig.deps.db, now: () => endMs }, actorOf(rig)))[0]?.quieter;
  const acknowledgedAt = async (i: number) =>
    await rig.rows(
      "UPDATE incidents SET acknowledged_at = now(), started_at = to_timestamp($2::bigint / 1000.0), ended_at = to_timestamp($3::bigint / 1000.0), closed_at = now() WHERE rule_id = $1",
      [id, endMs - i * stepMs, endMs - (i - 1) * stepMs],
    );
  expect(await quieter()).toEqual({ limit: "290 ms", fires: 11, wouldFire: 1 });
  await acknowledgedAt(10);
  expect(await quieter()).toEqual({ limit: "290 ms", fires: 11, wouldFire: 1 });
  await acknowledgedAt(45);
  expect(await quieter()).toEqual({ limit: "260 ms", fires: 11, wouldFire: 4 });
  await acknowledgedAt(85);
  expect(await quieter()).toBeNull();
  await acknowledgedAt(10);
  await rig.rows("UPDATE rules SET params = params || '{\"thresholdMs\": 1000}' WHERE id = $1", [id]);
  expect(await quieter()).toBeNull();
});
