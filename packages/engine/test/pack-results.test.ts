import type { CheckPlace, ListedCheck } from "@vedette/core/monitor-record";
import type { VerdictKind } from "@vedette/core/verdict";
import { type TestMonitor, insertMonitor } from "@vedette/testkit/fixtures";
import { seededRandom } from "@vedette/testkit/seeded-random";
import { expect, it, vi } from "vitest";
import { type ObservedResult, observe } from "../src/observe.ts";
import { packResults } from "../src/pack-results.ts";
import { type RollUpReport, rollUp } from "../src/roll-up.ts";
import { Crash, type Rig, resultAt, startRig } from "./road-rig.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
const todayMs = Math.floor(Date.now() / dayMs) * dayMs;
const verdicts: readonly VerdictKind[] = ["up", "up", "up", "up", "up", "degraded", "down", "inconclusive"];

/** Checks of a monitor at two locations over six days, in any order, with whatever a check may leave unknown. */
function randomResults(monitor: TestMonitor, seed: number): ObservedResult[] {
  const random = seededRandom(seed);
  const some = (us: number) => (random() < 0.3 ? null : Math.floor(random() * us));
  const results = Array.from({ length: 6 * 12 }, (_, i) => todayMs - 5 * dayMs + i * 2 * 3_600_000 + Math.floor(random() * 1_000)).flatMap(
    (dueMs) =>
      [1, 2].map((locationNo) => {
        const verdict = verdicts[Math.floor(random() * verdicts.length)] ?? "up";
        const phases = { dnsUs: some(900), connectUs: some(9_000), firstByteUs: some(90_000), transferUs: some(99) };
        const known = Object.fromEntries(Object.entries(phases).filter(([, us]) => us !== null));
        return {
          ...resultAt(monitor, dueMs, verdict),
          locationNo,
          lateMs: Math.floor(random() * 50),
          totalUs: some(5_000_000),
          phases: known,
        };
      }),
  );
  return results.toSorted(() => random() - 0.5);
}

async function startWithResults(seed: number) {
  const rig = await startRig();
  await rig.rows("INSERT INTO locations (no, code, name) VALUES (2, 'oslo', 'Oslo')");
  const monitor = await insertMonitor(rig.pool, rig.team);
  await rig.rows("UPDATE monitors SET created_at = to_timestamp($1 / 1000.0) WHERE compat_number = $2", [todayMs - 5 * dayMs, monitor.no]);
  await rig.rows("SELECT ensure_result_partitions((now() AT TIME ZONE 'UTC')::date - 6, (now() AT TIME ZONE 'UTC')::date + 1)");
  const results = randomResults(monitor, seed);
  // Straight into the table: what they do to states is another test's.
  await rig.deps.db.transaction(async (tx) => await tx.results.insertMissing(results));
  return { rig, monitor, results };
}

const all = { after: 0, until: null };
const where = async (rig: Rig) =>
  (
    await rig.rows<{ raw: number; packed: number }>(
      "SELECT (SELECT count(*) FROM results)::int AS raw, (SELECT coalesce(sum(cardinality(due_ms)), 0) FROM packed_results)::int AS packed",
    )
  )[0];

/** All that anybody reads of the monitor's checks. */
async function readings(rig: Rig, no: number, results: readonly ObservedResult[]) {
  const { db } = rig.deps;
  const pages = [];
  for (let place: CheckPlace | null = null; ;) {
    const page: ListedCheck[] = await db.checks.page(no, place, null, 40);
    pages.push(page);
    const last = page.at(-1);
    if (last === undefined || page.length < 40) break;
    place = { ...last, isGap: last.gap !== null };
  }
  await rig.rows("TRUNCATE rollups, rollup_progress");
  for (const resolutionS of [300, 3_600, 86_400] as const) {
    let report: RollUpReport;
    do report = await rollUp({ db, now: () => todayMs + dayMs }, resolutionS);
    while (!report.isCaughtUp);
  }
  return {
    pages,
    down: await db.checks.page(no, null, ["down"], 100),
    each: await Promise.all(
      results.slice(0, 30).map(({ locationNo, dueMs }) => db.checks.find({ monitorNo: no, locationNo, dueAtMs: dueMs })),
    ),
    exact: await db.series.exact(no, todayMs - 4 * dayMs, todayMs, 6 * 3_600_000),
    lives: await db.rollupSources.livesIn({ fromMs: todayMs - 5 * dayMs, untilMs: todayMs }, [no]),
    rollups: await rig.rows("SELECT * FROM rollups ORDER BY resolution_s, monitor_no, bucket_at"),
  };
}

it.each([1, 2, 3])("answers everything the same before and after it packs, whatever the checks were (seed %i)", async (seed) => {
  const { rig, monitor, results } = await startWithResults(seed);
  await using _rig = rig;
  const before = await readings(rig, monitor.no, results);
  expect(await where(rig)).toEqual({ raw: 144, packed: 0 });
  await packResults(rig.deps);
  // Of six days today and the two before it stay.
  expect(await where(rig)).toEqual({ raw: 3 * 24, packed: 3 * 24 });
  expect(await readings(rig, monitor.no, results)).toEqual(before);
});

it("lists every check and gap once, whatever the size of a page and whether two locations checked in the same millisecond", async () => {
  const { rig, monitor } = await startWithResults(9);
  await using _rig = rig;
  await rig.rows("UPDATE results SET due_at = date_trunc('hour', due_at)");
  // Every other gap begins with a check of its location.
  await rig.rows(
    `INSERT INTO gaps (team_id, monitor_no, location_no, from_at, until_at, ticks, kind)
     SELECT $1, monitor_no, location_no, due_at + (row_number() OVER () % 2) * interval '1 min', due_at + interval '1 hour', 1, 'missed' FROM results WHERE verdict = 0`,
    [rig.team.id],
  );
  await packResults(rig.deps);
  const [{ n } = { n: 0 }] = await rig.rows<{ n: number }>("SELECT count(*)::int AS n FROM gaps");
  for (const size of [1, 7, 50]) {
    const listed: ListedCheck[] = [];
    for (let place: CheckPlace | null = null, isMore = true; isMore;) {
      const page: ListedCheck[] = await rig.deps.db.checks.page(monitor.no, place, null, size);
      listed.push(...page);
      isMore = page.length === size;
      const last = page.at(-1);
      if (last !== undefined) place = { ...last, isGap: last.gap !== null };
    }
    expect(new Set(listed.map(({ dueAtMs, locationNo, gap }) => `${dueAtMs} ${locationNo} ${gap === null}`)).size).toBe(144 + n);
    expect([listed.length, listed.filter((each) => each.gap !== null).length]).toEqual([144 + n, n]);
    expect(listed.map((each) => each.dueAtMs)).toEqual(listed.map((each) => each.dueAtMs).toSorted((a, b) => b - a));
  }
});

it("stores no packed result again, takes what is new of its day, and packs that beside the rest", async () => {
  const { rig, monitor, results } = await startWithResults(4);
  await using _rig = rig;
  await packResults(rig.deps);
  const packed = results.filter((result) => result.dueMs < todayMs - 2 * dayMs);
  const late = resultAt(monitor, todayMs - 4 * dayMs + 12_345, "up");
  await rig.rows("UPDATE monitors SET location_nos = '{1,2}' WHERE compat_number = $1", [monitor.no]);
  expect(await rig.deps.db.transaction(async (tx) => await tx.results.insertMissing([...packed, late]))).toEqual([late]);
  expect(await where(rig)).toEqual({ raw: 73, packed: 72 });
  const before = await readings(rig, monitor.no, results);
  await packResults(rig.deps);
  expect(await where(rig)).toEqual({ raw: 72, packed: 73 });
  expect(await readings(rig, monitor.no, results)).toEqual(before);
  await observe(rig.deps, { results: [late, ...packed], batches: [] });
  expect(await where(rig)).toEqual({ raw: 72, packed: 73 });
});

it("keeps out a result that is repeated while its day is being packed", async () => {
  const { rig, results } = await startWithResults(5);
  await using _rig = rig;
  const [day = ""] = await rig.deps.db.packedResults.daysToPack();
  await rig.deps.db.packedResults.makeRoom(day);
  let repeating: Promise<readonly unknown[]> = Promise.resolve([]);
  await rig.deps.db.transaction(async (tx) => {
    await tx.packedResults.pack(day, all);
    repeating = rig.deps.db.transaction(async (other) => await other.results.insertMissing(results));
    await vi.waitFor(async () => expect(await rig.rows("SELECT FROM pg_locks WHERE NOT granted")).not.toEqual([]));
  });
  expect(await repeating).toEqual([]);
  expect(await where(rig)).toEqual({ raw: 120, packed: 24 });
});

it("loses nothing when two workers pack the same day at once and a late result comes between them", async () => {
  const { rig, monitor } = await startWithResults(8);
  await using _rig = rig;
  const { db } = rig.deps;
  const [day = ""] = await db.packedResults.daysToPack();
  await db.packedResults.makeRoom(day);
  let second: Promise<unknown> = Promise.resolve();
  await db.transaction(async (tx) => {
    await tx.packedResults.pack(day, all);
    await db.transaction(async (late) => await late.results.insertMissing([resultAt(monitor, todayMs - 5 * dayMs + 12_345, "up")]));
    let isDone = false;
    second = db.transaction(async (other) => await other.packedResults.pack(day, all)).then(() => (isDone = true));
    await vi.waitFor(async () => expect(isDone || (await rig.rows("SELECT FROM pg_locks WHERE NOT granted")).length > 0).toBe(true));
  });
  await second;
  expect(await where(rig)).toEqual({ raw: 121, packed: 24 });
  await packResults(rig.deps);
  expect(await where(rig)).toEqual({ raw: 72, packed: 73 });
});

it("packs some monitors at a time; whoever reads in between, or packs again after a crash, finds every check once", async () => {
  const { rig, monitor } = await startWithResults(10);
  await using _rig = rig;
  const { db } = rig.deps;
  const monitors = [monitor];
  for (const seed of [11, 12, 13]) {
    const other = await insertMonitor(rig.pool, rig.team);
    monitors.push(other);
    await db.transaction(async (tx) => await tx.results.insertMissing(randomResults(other, seed)));
  }
  const shown = async () => await Promise.all(monitors.map(({ no }) => db.checks.page(no, null, null, 200)));
  const before = await shown();
  const packed = [];
  for (let crashAt = 0; crashAt <= 4; crashAt++) {
    // Each monitor is a portion of its own, and each call begins the day anew: the fifth is the first of the next day.
    let transactions = 0;
    const transaction: typeof db.transaction = async (work) => {
      if (transactions++ === crashAt) throw new Crash("between portions");
      return await db.transaction(work);
    };
    await expect(packResults({ db: { ...db, transaction } }, 1)).rejects.toThrow(Crash);
    expect(await shown()).toEqual(before);
    packed.push((await where(rig))?.packed);
  }
  expect(packed).toEqual([0, 24, 48, 72, 96]);
  await packResults(rig.deps, 1);
  expect(await where(rig)).toEqual({ raw: 4 * 72, packed: 4 * 72 });
  expect(await shown()).toEqual(before);
});

it("packs no day of which a claimed check is not stored yet, or a stored one waits for its turn", async () => {
  const { rig, monitor } = await startWithResults(6);
  await using _rig = rig;
  const days = async () => (await rig.deps.db.packedResults.daysToPack()).length;
  expect(await days()).toBe(3);
  await rig.rows(
    "INSERT INTO batches (location_no, monitor_nos, due_ms, lease_until) VALUES (1, ARRAY[$1::int], ARRAY[$2::bigint], now())",
    [monitor.no, todayMs - 4 * dayMs + minuteMs],
  );
  expect(await days()).toBe(1);
  await rig.rows("UPDATE monitor_states SET unplayed_from = to_timestamp($1 / 1000.0)", [todayMs - 5 * dayMs]);
  expect(await days()).toBe(0);
});

it("gives the disk of a packed day back", async () => {
  const { rig } = await startWithResults(7);
  await using _rig = rig;
  const size = "SELECT sum(pg_relation_size(inhrelid))::int AS bytes FROM pg_inherits WHERE inhparent = 'results'::regclass";
  const [before] = await rig.rows<{ bytes: number }>(size);
  await packResults(rig.deps);
  const [after] = await rig.rows<{ bytes: number }>(size);
  expect(after?.bytes).toBe((before?.bytes ?? 0) / 2);
});
