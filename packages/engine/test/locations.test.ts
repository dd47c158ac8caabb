import { MonitorInput } from "@vedette/core/monitor";
import type { Quorum } from "@vedette/core/quorum-rule";
import { timeInStates } from "@vedette/core/time-in-state";
import type { VerdictKind } from "@vedette/core/verdict";
import { type TestMonitor, insertMonitor } from "@vedette/testkit/fixtures";
import { expect, it } from "vitest";
import type { ConfigDeps } from "../src/config-deps.ts";
import { createMonitor } from "../src/create-monitor.ts";
import { type ObservedResult, observe } from "../src/observe.ts";
import { runErrand } from "../src/run-errand.ts";
import { stateHistories } from "../src/state-histories.ts";
import { updateMonitor } from "../src/update-monitor.ts";
import { type Rig, resultAt, startRig } from "./road-rig.ts";

const [home, oslo, paris] = [1, 2, 3];
const places = { home, oslo, paris };
const t0 = Math.floor(Date.now() / 1_000) * 1_000 - 1_800_000;

/** A monitor that three locations look at every minute, each half a minute from its own next check. */
async function startShared(quorum: Quorum["rule"] = "majority", nos = [home, oslo, paris]): Promise<{ rig: Rig; monitor: TestMonitor }> {
  const rig = await startRig();
  await rig.deps.db.config.locations.register(oslo, "Oslo");
  await rig.deps.db.config.locations.register(paris, "Paris");
  const monitor = await insertMonitor(rig.pool, rig.team, { failuresToOpen: 2 });
  await rig.rows("UPDATE monitors SET location_nos = $2, quorum = $3 WHERE id = $1", [monitor.id, nos, quorum]);
  await rig.rows(
    `WITH gone AS (DELETE FROM schedules RETURNING team_id) INSERT INTO schedules (monitor_no, location_no, team_id, version, interval_ms, phase_ms, next_due_ms)
     SELECT $1, no, gone.team_id, 1, 60000, 0, (extract(epoch FROM clock_timestamp()) * 1000)::bigint + 30000 FROM gone, unnest($2::int[]) no`,
    [monitor.no, nos],
  );
  return { rig, monitor };
}

type Seen = `${keyof typeof places} ${VerdictKind}`;

/** Checks ten seconds apart, the first of them so long after t0. */
function checksOf(monitor: TestMonitor, afterMs: number, seen: readonly Seen[]) {
  return seen.map((check, i) => {
    const [place, verdict] = check.split(" ") as [keyof typeof places, VerdictKind]; // safe because that is how the type is made
    return { ...resultAt(monitor, t0 + afterMs + i * 10_000, verdict), locationNo: places[place] };
  });
}

/** Each is stored before the next. */
async function play(rig: Rig, monitor: TestMonitor, afterMs: number, ...seen: readonly Seen[]) {
  for (const result of checksOf(monitor, afterMs, seen)) await observe(rig.deps, { batches: [], results: [result] });
}

async function playTogether(rig: Rig, monitor: TestMonitor, afterMs: number, ...seen: readonly Seen[]) {
  await observe(rig.deps, { batches: [], results: checksOf(monitor, afterMs, seen) });
}

/** The check is under way. */
async function claim(rig: Rig, monitor: TestMonitor, locationNo: number, afterMs: number) {
  await rig.rows(
    "INSERT INTO batches (location_no, monitor_nos, due_ms, fence, lease_until) VALUES ($1, $2, $3, 1, now() + interval '1 hour')",
    [locationNo, [monitor.no], [t0 + afterMs]],
  );
}

const incidents = (rig: Rig) =>
  rig.rows<{ severity: string; from: number; until: number | null; summary: string }>(
    `SELECT severity, (extract(epoch FROM started_at) * 1000)::float8 AS from, (extract(epoch FROM ended_at) * 1000)::float8 AS until, summary FROM incidents ORDER BY number`,
  );
const allUp = ["home up", "oslo up", "paris up"] as const;

it("opens when a majority has confirmed it, from the moment at which the majority saw it, and names the locations", async () => {
  const { rig, monitor } = await startShared();
  await using _ = rig;
  await play(rig, monitor, 0, ...allUp);
  await play(rig, monitor, 100_000, "home down", "home down", "home down");
  expect(await incidents(rig)).toEqual([]);
  await play(rig, monitor, 130_000, "oslo down", "oslo down");
  expect(await incidents(rig)).toEqual([
    {
      severity: "down",
      from: t0 + 130_000,
      until: null,
      summary: "Status 500 from 2 of 3 locations; Paris sees it up; expected 2xx.",
    },
  ]);
  await play(rig, monitor, 150_000, "paris up", "home up");
  expect(await incidents(rig)).toMatchObject([{ until: t0 + 160_000 }]);
  await play(rig, monitor, 170_000, "oslo up");
  expect(await rig.rows("SELECT * FROM location_states")).toEqual([]);
  expect(await rig.rows("SELECT confirmed, run_healthy FROM monitor_states")).toEqual([{ confirmed: "up", run_healthy: true }]);
});

it("shows what too few locations had confirmed as a blip, once it is over", async () => {
  const { rig, monitor } = await startShared();
  await using _ = rig;
  await play(rig, monitor, 0, ...allUp);
  await play(rig, monitor, 60_000, "oslo down", "home up", "oslo down", "oslo down", "paris up", "oslo up");
  expect(await rig.deps.db.blips.since(monitor.no, 0, 10)).toEqual([{ startedAtMs: t0 + 60_000, endedAtMs: t0 + 110_000, failures: 3 }]);
  expect(await incidents(rig)).toEqual([]);
  // What was an incident is none, though the places came back one after the other.
  await play(rig, monitor, 200_000, "home down", "oslo down", "home down", "oslo down");
  await play(rig, monitor, 300_000, "home up", "oslo up");
  expect(await rig.deps.db.blips.since(monitor.no, 0, 10)).toHaveLength(1);
});

it.each([
  { saw: "up", opens: [] },
  { saw: "down", opens: [{ severity: "down", from: t0 + 140_000, until: null }] },
] as const)(
  "lets a location that waits for its own earlier check decide nothing until that is known to be $saw",
  async ({ saw, opens }) => {
    const { rig, monitor } = await startShared();
    await using _ = rig;
    await play(rig, monitor, 0, ...allUp);
    await play(rig, monitor, 60_000, "home down", "home down", "home down");
    // Claimed by a worker that froze; what another saw after it waits.
    await claim(rig, monitor, home, 120_000);
    await play(rig, monitor, 130_000, `home ${saw}`);
    await play(rig, monitor, 140_000, "oslo down", "oslo down");
    expect(await incidents(rig)).toEqual([]);
    await play(rig, monitor, 120_000, `home ${saw}`);
    expect(await incidents(rig)).toMatchObject(opens);
    expect(await incidents(rig)).toHaveLength(opens.length);
  },
);

it("writes nothing and asks nothing for good checks of a monitor that all locations see up", async () => {
  const { rig, monitor } = await startShared();
  await using _ = rig;
  await play(rig, monitor, 0, ...allUp);
  const before = await rig.rows("SELECT xmin::text FROM monitor_states");
  await play(rig, monitor, 60_000, ...allUp);
  expect(await rig.rows("SELECT xmin::text FROM monitor_states")).toEqual(before);
  expect(await rig.rows("SELECT * FROM location_states")).toEqual([]);
});

it.each([
  { quorum: "any", opens: [true, true, true] },
  { quorum: "majority", opens: [false, true, true] },
  { quorum: "all", opens: [false, false, true] },
] as const)("opens by the rule $quorum when 1, 2 and 3 of 3 see it: $opens", async ({ quorum, opens }) => {
  const { rig, monitor } = await startShared(quorum);
  await using _ = rig;
  await play(rig, monitor, 0, ...allUp);
  const seen: boolean[] = [];
  for (const [i, place] of (["home", "oslo", "paris"] as const).entries()) {
    await play(rig, monitor, 60_000 + i * 20_000, `${place} down`, `${place} down`);
    seen.push((await incidents(rig)).length === 1);
  }
  expect(seen).toEqual(opens);
});

it("counts degraded at one location and down at another together", async () => {
  const { rig, monitor } = await startShared();
  await using _ = rig;
  await play(rig, monitor, 0, ...allUp);
  await play(rig, monitor, 60_000, "home degraded", "oslo down", "home down", "oslo degraded");
  expect(await incidents(rig)).toMatchObject([{ severity: "degraded", from: t0 + 70_000 }]);
});

it("lets those that still look decide when the others have fallen silent", async () => {
  const { rig, monitor } = await startShared();
  await using _ = rig;
  await play(rig, monitor, 0, ...allUp);
  await play(rig, monitor, 60_000, "home down", "home down");
  expect(await incidents(rig)).toEqual([]);
  // Nobody has heard of the others for more than two intervals by now.
  await play(rig, monitor, 300_000, "home down");
  expect(await incidents(rig)).toMatchObject([{ from: t0 + 60_000, summary: expect.stringContaining("from 1 of 3 locations") }]);
});

it("says it better while it lasts, when a further location has come to a conclusion, and tells nobody of that", async () => {
  const { rig, monitor } = await startShared();
  await using _ = rig;
  await play(rig, monitor, 0, ...allUp);
  await play(rig, monitor, 80_000, "home down", "home down", "oslo down", "oslo down", "paris down", "paris down");
  expect(await incidents(rig)).toMatchObject([{ summary: "Status 500 from 3 of 3 locations; expected 2xx." }]);
  expect(await rig.rows("SELECT translations FROM incidents")).toEqual([
    { translations: { de: "Status 500 an 3 von 3 Standorten; erwartet 2xx." } },
  ]);
  expect(await rig.rows("SELECT data ->> 'summary' AS said FROM incident_events")).toEqual([
    { said: "Status 500 from 2 of 3 locations; Paris sees it up; expected 2xx." },
  ]);
  expect(await rig.rows("SELECT type FROM outbox")).toEqual([{ type: "incident.opened" }]);
});

it("ends an outage of which the others were silent when one of them is back and sees that it is over, and not before", async () => {
  const { rig, monitor } = await startShared("all", [home, oslo]);
  await using _ = rig;
  await play(rig, monitor, 0, "home up", "oslo up");
  await play(rig, monitor, 200_000, "home down", "home down", "home down", "home down");
  expect(await incidents(rig)).toMatchObject([{ from: t0 + 200_000, until: null }]);
  // Back, it fails there as well, and Oslo is not sure yet: nobody has seen that it is over.
  await playTogether(rig, monitor, 230_000, "oslo inconclusive", "oslo down");
  expect(await incidents(rig)).toMatchObject([{ from: t0 + 200_000, until: null }]);
  await play(rig, monitor, 260_000, "oslo up");
  expect(await incidents(rig)).toMatchObject([{ from: t0 + 200_000, until: t0 + 260_000 }]);
});

it("does not let what one saw before the newest turn undo it half-way through what is stored late", async () => {
  const { rig, monitor } = await startShared("all", [home, oslo]);
  await using _ = rig;
  await play(rig, monitor, 0, "home up");
  await play(rig, monitor, 200_000, "home down", "home down", "home down");
  expect(await incidents(rig)).toHaveLength(1);
  // Oslo's results of the same minute come together, and only now.
  await playTogether(rig, monitor, 195_000, "oslo up", "oslo down", "oslo down");
  expect(await incidents(rig)).toMatchObject([{ from: t0 + 200_000, until: null }]);
});

it("neither ends nor opens anything half-way through what is stored late, whatever the others have seen since", async () => {
  const { rig, monitor } = await startShared();
  await using _ = rig;
  await play(rig, monitor, 160_000, ...allUp);
  await play(rig, monitor, 200_000, "home down", "home down", "paris down", "paris down");
  // Oslo's first check is under way, and what it saw later waits for that.
  await claim(rig, monitor, oslo, 300_000);
  await play(rig, monitor, 330_000, "oslo down");
  await play(rig, monitor, 360_000, "oslo down");
  await play(rig, monitor, 440_000, "oslo up");
  await play(rig, monitor, 445_000, "home down");
  await play(rig, monitor, 450_000, "paris up");
  expect(await incidents(rig)).toMatchObject([{ from: t0 + 220_000, until: null }]);
  await rig.rows("DELETE FROM batches");
  await play(rig, monitor, 300_000, "oslo down");
  expect(await incidents(rig)).toMatchObject([{ from: t0 + 220_000, until: t0 + 450_000 }]);
});

it("does not set what one location held long ago against what another sees now, while both wait for checks of their own", async () => {
  const { rig, monitor } = await startShared("any", [home, oslo]);
  await using _ = rig;
  await play(rig, monitor, 150_000, "home up", "oslo up", "home down", "oslo down", "home down", "oslo down");
  // Oslo falls silent, and for home it is over.
  await play(rig, monitor, 400_000, "home up");
  const once = [{ from: t0 + 170_000, until: t0 + 400_000 }];
  expect(await incidents(rig)).toMatchObject(once);
  await claim(rig, monitor, home, 595_000);
  await play(rig, monitor, 600_000, "home up");
  await play(rig, monitor, 620_000, "home up");
  await claim(rig, monitor, oslo, 640_000);
  await play(rig, monitor, 650_000, "oslo up");
  await play(rig, monitor, 900_000, "oslo up");
  await rig.rows("DELETE FROM batches WHERE location_no = $1", [home]);
  await play(rig, monitor, 905_000, "home up");
  expect(await incidents(rig)).toMatchObject(once);
});

it("counts what a location has confirmed while its next check is under way, and no longer once a later one is stored", async () => {
  const { rig, monitor } = await startShared("all", [home, oslo]);
  await using _ = rig;
  await play(rig, monitor, 150_000, "home up", "oslo up", "home down");
  await claim(rig, monitor, home, 190_000);
  await play(rig, monitor, 180_000, "home down", "oslo down", "oslo down");
  expect(await incidents(rig)).toMatchObject([{ from: t0 + 190_000, until: null }]);
  await claim(rig, monitor, oslo, 210_000);
  await play(rig, monitor, 220_000, "oslo down");
  await rig.rows("DELETE FROM batches WHERE location_no = $1", [home]);
  await play(rig, monitor, 230_000, "home up");
  expect(await incidents(rig)).toMatchObject([{ from: t0 + 190_000, until: t0 + 230_000 }]);
});

it("opens nothing by what was seen before the last outage ended, when that is stored late", async () => {
  const { rig, monitor } = await startShared("any", [home, oslo]);
  await using _ = rig;
  await play(rig, monitor, 150_000, "home up", "oslo up", "home down", "home down");
  await play(rig, monitor, 210_000, "home up");
  const once = { from: t0 + 170_000, until: t0 + 210_000 };
  await play(rig, monitor, 195_000, "oslo down", "oslo down");
  expect(await incidents(rig)).toMatchObject([once]);
  await play(rig, monitor, 225_000, "oslo down");
  expect(await incidents(rig)).toMatchObject([once, { from: t0 + 225_000, until: null }]);
});

it("opens nothing for an outage that was over for a location when its checks are stored late", async () => {
  const { rig, monitor } = await startShared("any", [home, oslo]);
  await using _ = rig;
  await play(rig, monitor, 0, "home up");
  await play(rig, monitor, 200_000, "home down", "home down", "home up");
  await playTogether(rig, monitor, 190_000, "oslo down", "oslo down", "oslo up");
  expect(await incidents(rig)).toMatchObject([{ from: t0 + 200_000, until: t0 + 220_000 }]);
});

it("does not end an outage by what was seen before it began, nor open one against a location whose checks wait", async () => {
  const { rig, monitor } = await startShared("all", [home, oslo]);
  await using _ = rig;
  await play(rig, monitor, 0, "home up");
  await play(rig, monitor, 200_000, "home down", "home down");
  await play(rig, monitor, 190_000, "oslo up");
  expect(await incidents(rig)).toMatchObject([{ from: t0 + 200_000, until: null }]);
  await play(rig, monitor, 220_000, "oslo up");
  expect(await incidents(rig)).toMatchObject([{ from: t0 + 200_000, until: t0 + 220_000 }]);
  await play(rig, monitor, 230_000, "home up");
  // Of Oslo's next checks the first is still under way, so what the second saw is not known to anybody.
  await claim(rig, monitor, oslo, 320_000);
  await play(rig, monitor, 370_000, "oslo down");
  await play(rig, monitor, 400_000, "home down", "home down");
  expect(await incidents(rig)).toHaveLength(1);
});

it("asks the other locations at once at the first failure, and the same one again", async () => {
  const { rig, monitor } = await startShared();
  await using _ = rig;
  await play(rig, monitor, 0, ...allUp);
  await play(rig, monitor, 60_000, "oslo down");
  const looks = await rig.rows<{ location_no: number; in_ms: number }>(
    "SELECT location_no, due_ms[1] - (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS in_ms FROM batches WHERE is_extra ORDER BY 1",
  );
  expect(looks.map((look) => look.location_no)).toEqual([home, oslo, paris]);
  for (const look of looks) expect(Number(look.in_ms)).toBeLessThanOrEqual(look.location_no === oslo ? 2_000 : 0);
});

it("opens one incident when all locations report at the same moment, and again", async () => {
  const { rig, monitor } = await startShared();
  await using _ = rig;
  await play(rig, monitor, 0, ...allUp);
  const report = async (locationNo: number) => {
    for (const i of [0, 1]) {
      const result = { ...resultAt(monitor, t0 + 60_000 + i * 10_000 + locationNo, "down"), locationNo };
      await observe(rig.deps, { batches: [], results: [result] });
    }
  };
  await Promise.all([home, oslo, paris].map(report));
  await Promise.all([home, oslo, paris].map(report));
  expect(await incidents(rig)).toMatchObject([{ severity: "down", until: null }]);
});

it("lets what a location saw wait for its own earlier check alone", async () => {
  const { rig, monitor } = await startShared();
  await using _ = rig;
  await play(rig, monitor, 0, ...allUp);
  const [slow] = await rig.rows<{ id: string }>(
    "INSERT INTO batches (location_no, monitor_nos, due_ms, fence, lease_until) VALUES ($1, $2, $3, 1, now() + interval '1 hour') RETURNING id::text",
    [oslo, [monitor.no], [t0 + 60_000]],
  );
  const batchId = slow?.id ?? expect.fail();
  await play(rig, monitor, 70_000, "oslo down", "home down", "home down");
  expect(await rig.rows("SELECT location_no FROM location_states WHERE confirmed = 'down'")).toEqual([{ location_no: home }]);
  await observe(rig.deps, {
    batches: [{ batchId, fence: 1, done: true }],
    results: [{ ...resultAt(monitor, t0 + 60_000, "down"), locationNo: oslo, batchId }],
  });
  expect(await incidents(rig)).toMatchObject([{ from: t0 + 80_000, until: null }]);
});

it("does not let a check from elsewhere speak for a monitor", async () => {
  const { rig, monitor } = await startShared("any", [home]);
  await using _ = rig;
  await play(rig, monitor, 0, "home up", "oslo down", "oslo down", "oslo down");
  expect(await incidents(rig)).toEqual([]);
});

async function askFor(rig: Rig, monitor: TestMonitor): Promise<string> {
  const [id, userId] = [crypto.randomUUID(), crypto.randomUUID()];
  await rig.deps.db.config.errands.add(
    { id, teamId: rig.team.id, userId, input: { kind: "check_now", monitorId: monitor.id } },
    Date.now(),
  );
  return id;
}

it("believes a check that somebody asked for no more than any other of its location", async () => {
  const { rig, monitor } = await startShared("any", [home]);
  await using _ = rig;
  const failed = { outcome: "failed", failure: "connect_timeout", message: "", totalUs: 1_000, phases: {}, evidence: {} } as const;
  const deps = {
    ...rig.deps,
    locationNo: home,
    probe: async () => failed,
    judge: (result: ObservedResult) => ({ ...result, verdict: "inconclusive", code: "location_unwell", reason: "It is cut off." }) as const,
  };
  const errandId = await askFor(rig, monitor);
  await runErrand(deps, errandId, new AbortController().signal);
  expect(await rig.rows("SELECT verdict FROM results")).toEqual([{ verdict: 3 }]);
  const [errand] = await rig.rows<{ answer: unknown }>("SELECT answer FROM errands WHERE id = $1", [errandId]);
  expect(errand?.answer).toMatchObject({ judgement: { kind: "inconclusive", reason: "It is cut off." } });
});

it("leaves a check that somebody asked for to a location from which the monitor is looked at", async () => {
  const { rig, monitor } = await startShared("any", [oslo]);
  await using _ = rig;
  const errandId = await askFor(rig, monitor);
  const answered = {
    outcome: "answered",
    status: 200,
    totalUs: 1_000,
    phases: {},
    assertions: [],
    certificateExpiresAtMs: null,
    evidence: {},
  } as const;
  const deps = { ...rig.deps, probe: async () => answered, judge: (result: ObservedResult) => result };
  const signal = new AbortController().signal;
  await runErrand({ ...deps, locationNo: home }, errandId, signal);
  expect(await rig.rows("SELECT * FROM results")).toEqual([]);
  await runErrand({ ...deps, locationNo: oslo }, errandId, signal);
  expect(await rig.rows("SELECT location_no FROM results")).toEqual([{ location_no: oslo }]);
});

const actorOf = (rig: Rig) => ({ userId: crypto.randomUUID(), teamId: rig.team.id, role: "owner", ip: null }) as const;
const configOf = (rig: Rig, nowMs: () => number): ConfigDeps => ({ ...rig.deps, now: nowMs, sendsMail: false, ring: async () => {} });
const spec = { kind: "http", url: "https://shop.example/" };

it("calls a stretch without data only when nobody looked, however the locations change", async () => {
  await using rig = await startRig();
  await rig.deps.db.config.locations.register(oslo, "Oslo");
  let nowMs = t0;
  const [deps, actor] = [configOf(rig, () => nowMs), actorOf(rig)];
  const input = (locationNos: number[]) => MonitorInput.parse({ name: "Shop", spec, locationNos });
  const created = await createMonitor(deps, actor, { creationKey: crypto.randomUUID(), monitor: input([home]) });
  const no = created.compatNumber;
  await deps.db.config.waiting.end([no], t0);
  const gap = (locationNo: number, fromS: number, untilS: number) =>
    rig.deps.db.gaps.insertMissing([
      { monitorNo: no, locationNo, fromMs: t0 + fromS * 1_000, untilMs: t0 + untilS * 1_000, ticks: 1, kind: "missed" },
    ]);
  const noDataS = async () => {
    const [history] = (await stateHistories(rig.deps.db, [created], t0)).values();
    return timeInStates({ fromMs: t0, toMs: t0 + 1_000_000 }, history ?? expect.fail()).noDataMs / 1_000;
  };
  await gap(home, 100, 150);
  expect(await noDataS()).toBe(50);
  nowMs = t0 + 200_000;
  await updateMonitor(deps, actor, { monitorId: created.id, version: 1, monitor: input([home, oslo]) });
  expect(await noDataS()).toBe(50);
  await gap(home, 250, 300);
  expect(await noDataS()).toBe(50);
  await gap(oslo, 280, 320);
  expect(await noDataS()).toBe(70);
  nowMs = t0 + 400_000;
  await updateMonitor(deps, actor, { monitorId: created.id, version: 2, monitor: input([oslo]) });
  expect(await noDataS()).toBe(70);
  await gap(oslo, 500, 510);
  expect(await noDataS()).toBe(80);
  nowMs = t0 + 600_000;
  await updateMonitor(deps, actor, { monitorId: created.id, version: 3, monitor: input([home]) });
  await gap(home, 700, 705);
  expect(await noDataS()).toBe(85);
  expect(await rig.rows("SELECT location_no FROM schedules")).toEqual([{ location_no: home }]);
});

it("keeps an open incident over a change of locations, and lets the new ones close it", async () => {
  await using rig = await startRig();
  await rig.deps.db.config.locations.register(oslo, "Oslo");
  const nowMs = () => t0 + 60_000;
  const [deps, actor] = [configOf(rig, nowMs), actorOf(rig)];
  const input = (locationNos: number[]) => MonitorInput.parse({ name: "Shop", spec, locationNos });
  const created = await createMonitor(deps, actor, { creationKey: crypto.randomUUID(), monitor: input([home]) });
  const monitor = { id: created.id, no: created.compatNumber, intervalMs: created.intervalMs };
  await play(rig, monitor, 0, "home down", "home down");
  expect(await incidents(rig)).toMatchObject([{ until: null }]);
  await updateMonitor(deps, actor, { monitorId: created.id, version: 1, monitor: input([home, oslo]) });
  await play(rig, monitor, 70_000, "home down");
  expect(await incidents(rig)).toMatchObject([{ until: null }]);
  await play(rig, monitor, 80_000, "oslo up");
  expect(await incidents(rig)).toMatchObject([{ from: t0, until: t0 + 80_000 }]);
});

it("refuses a location that there is not", async () => {
  await using rig = await startRig();
  const monitor = MonitorInput.parse({ name: "Shop", spec, locationNos: [7] });
  const creating = createMonitor(configOf(rig, Date.now), actorOf(rig), { creationKey: crypto.randomUUID(), monitor });
  await expect(creating).rejects.toMatchObject({ code: "bad_request", field: "monitor.locationNos" });
});
