import { writeFileSync } from "node:fs";
import { openDb } from "@vedette/db/db";
import { readLatencySeries } from "@vedette/engine/read-latency-series";
import { readMonitorFigures } from "@vedette/engine/read-monitor-figures";
import { readMonitors } from "@vedette/engine/read-monitors";
import { readOverview } from "@vedette/engine/read-overview";
import { seededRandom } from "@vedette/testkit/seeded-random";
import { type ChartScale, insertChartData, ownerOf } from "./lib/chart-data.ts";
import { startDurableDatabase } from "./lib/durable-database.ts";
import { median, printTable, round } from "./lib/figures.ts";

const full: ChartScale = { monitors: 100_000, teamSize: 1_000, hourlyDays: 5, fineHours: 6 };
const small: ChartScale = { monitors: 10_000, teamSize: 1_000, hourlyDays: 2, fineHours: 1 };
const charts = 200;
const lists = 20;

/**
 * Reads charts and lists of one team beside a system's worth of data, through the verbs that the product calls. Cold: each monitor for the
 * first time after the server was started anew and, where this process may, the system's file cache was emptied. Warm: the same again.
 */
export async function benchCharts({ quick }: { quick: boolean }): Promise<Record<string, number>> {
  await using database = await startDurableDatabase();
  const { pool } = database;
  const { teams, counts } = await insertChartData(pool, quick ? small : full, (line) => process.stdout.write(`${line}\n`));
  const { rows: sizes } = await pool.query<{ bytes: number }>("SELECT pg_database_size(current_database())::float8 AS bytes");
  const { rows: monitors } = await pool.query<{ id: string; team: string }>(
    "SELECT id, team_id AS team FROM monitors WHERE compat_number % 50 = 0 AND paused_at IS NULL ORDER BY id",
  );
  await database.restart();
  dropFileCache();

  const db = openDb({ connectionString: database.url });
  try {
    const deps = { db, now: Date.now };
    const random = seededRandom(5);
    const drawn = Array.from({ length: charts }, () => monitors[Math.floor(random() * monitors.length)] ?? { id: "", team: "" });
    const actorOf = ({ team }: { team: string }) => ownerOf({ id: team, slug: "" });
    const chart = async (monitor: { id: string; team: string }) =>
      await readLatencySeries(deps, actorOf(monitor), { monitorId: monitor.id, range: "90d" });
    const figures = async (monitor: { id: string; team: string }) =>
      await readMonitorFigures(deps, actorOf(monitor), { monitorId: monitor.id, range: "90d" });
    const first = ownerOf(teams[0] ?? { id: "", slug: "" });
    await db.publishing.nowMs();
    await readMonitors(deps, ownerOf(teams[1] ?? { id: "", slug: "" })); // loads the code and opens the connections

    const times = {
      chart_90d_cold: await timesOf(drawn, chart),
      chart_90d: await timesOf(drawn, chart),
      figures_90d: await timesOf(drawn, figures),
      list_1000_cold: await timesOf([first], (actor) => readMonitors(deps, actor)),
      list_1000: await timesOf(Array<typeof first>(lists).fill(first), (actor) => readMonitors(deps, actor)),
      overview_1000_cold: await timesOf([first], (actor) => readOverview(deps, actor)),
      overview_1000: await timesOf(Array<typeof first>(lists).fill(first), (actor) => readOverview(deps, actor)),
    };
    printTable([["ms", "median", "p99"], ...Object.entries(times).map(([name, ms]) => [name, round(median(ms)), round(p99(ms))])]);
    return {
      ...counts,
      database_gb: round((sizes[0]?.bytes ?? 0) / 1e9),
      ...Object.fromEntries(
        Object.entries(times).flatMap(([name, ms]) => [
          [`${name}_ms`, round(median(ms))],
          [`${name}_p99_ms`, round(p99(ms))],
        ]),
      ),
    };
  } finally {
    await db.close();
  }
}

async function timesOf<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (const item of items) {
    const startedMs = performance.now();
    await work(item);
    times.push(performance.now() - startedMs);
  }
  return times;
}

const p99 = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.ceil(values.length * 0.99) - 1] ?? Number.NaN;

function dropFileCache(): void {
  try {
    writeFileSync("/proc/sys/vm/drop_caches", "1");
  } catch {
    process.stdout.write("The system's file cache could not be emptied (only root may): cold means cold for the server alone.\n");
  }
}
