import { expect, it } from "vitest";
import { type Rig, startRig } from "./road-rig.ts";

const parents = ["evidence", "pings", "results"];

/** How many days from today the daily partitions of all three tables are for; the same ones, or it throws. */
async function daysOf(rig: Rig): Promise<number[]> {
  const rows = await rig.rows<{ parent: string; days: number[] }>(
    `SELECT i.inhparent::regclass::text AS parent, array_agg(to_date(right(c.relname, 8), 'YYYYMMDD') - (now() AT TIME ZONE 'UTC')::date ORDER BY c.relname) AS days
     FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE c.relname ~ '_[0-9]{8}$' AND i.inhparent <> 'packed_results'::regclass GROUP BY 1 ORDER BY 1`,
  );
  expect(rows.map((row) => row.parent)).toEqual(parents);
  expect(new Set(rows.map((row) => row.days.join())).size).toBe(1);
  return rows[0]?.days ?? [];
}
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

it("makes the partitions of the days to come, so that no row of theirs waits in the default one", async () => {
  await using rig = await startRig();
  await rig.deps.db.results.ensurePartitions(6);
  expect(await daysOf(rig)).toEqual(range(-1, 6));
});

it("drops the partitions of checks, evidence and pings whose days are older than asked for, and no other", async () => {
  await using rig = await startRig();
  await rig.rows("SELECT ensure_result_partitions((now() AT TIME ZONE 'UTC')::date - 33, (now() AT TIME ZONE 'UTC')::date - 29)");
  for (const daysAgo of [30, 31])
    await rig.deps.db.packedResults.makeRoom(new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10));
  const dropped = await rig.deps.db.results.dropPartitionsOlderThan(30);
  const names = ["packed_results", ...parents.flatMap((name) => [name, name, name])].toSorted();
  expect(dropped.map((name) => name.replace(/_\d{8}$/, "")).toSorted()).toEqual(names);
  expect(await rig.rows("SELECT FROM pg_inherits WHERE inhparent = 'packed_results'::regclass")).toHaveLength(1);
  expect(await daysOf(rig)).toEqual([-30, -29, ...range(-1, 3)]);
  expect(await rig.deps.db.results.dropPartitionsOlderThan(30)).toEqual([]);
});
