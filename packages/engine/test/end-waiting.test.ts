import { endWaitingSql } from "@vedette/db/end-waiting";
import { freshDatabase } from "@vedette/testkit/database";
import { insertManyMonitors, insertTeam } from "@vedette/testkit/fixtures";
import { expect, it } from "vitest";

const count = 5_000;

it("looks each waiting monitor up once, also where statistics say that none waits", { timeout: 60_000 }, async () => {
  await using database = await freshDatabase();
  await insertManyMonitors(database.pool, await insertTeam(database.pool), count);
  await database.pool.query("ANALYZE");
  await database.pool.query("UPDATE monitor_states SET waiting_since_at = now() - interval '1 minute'");
  const numbers = (await database.pool.query<{ no: number }>("SELECT monitor_no AS no FROM monitor_states")).rows.map((row) => row.no);
  const said = `SELECT no, ${Date.now()}::bigint FROM unnest('{${numbers.join(",")}}'::int[]) AS u (no)`;
  const { rows } = await database.pool.query<Record<string, string>>(`EXPLAIN (ANALYZE, TIMING OFF) ${endWaitingSql(said)}`);
  const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
  const compared = [...plan.matchAll(/Rows Removed by Join Filter: (\d+)/g)].map(([, removed]) => Number(removed));
  expect(compared.filter((rowsCompared) => rowsCompared > count)).toEqual([]);
  expect((await database.pool.query("SELECT FROM gaps")).rowCount).toBe(count);
});
