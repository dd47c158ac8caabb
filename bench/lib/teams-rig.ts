import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { phaseOf } from "@vedette/core/schedule";
import type pg from "pg";
import { startDurableDatabase } from "./durable-database.ts";
import { type Target, startTarget } from "./target.ts";
import { startWorker } from "./worker.ts";

export type Watch = { count: number; url: string; intervalMs: number; timeoutMs: number };
export type RigTeam = Watch & { id: string };
/** Checks that were due in a stretch of time, by the database's clock. */
export type Checks = {
  fromMs: number;
  untilMs: number;
  stored: number;
  up: number;
  down: number;
  latenessP50Ms: number;
  latenessP99Ms: number;
};

export type TeamsRig = AsyncDisposable & {
  pool: pg.Pool;
  target: Target;
  metricsUrl: string;
  /** A team of HTTP monitors, each with a path of its own below `url`; none is scheduled yet. */
  team: (name: string, watch: Watch) => Promise<RigTeam>;
  /** Only these teams' first `count` monitors are due from the next second on, each on its own phase. */
  schedule: (teams: readonly RigTeam[]) => Promise<void>;
  nowMs: () => Promise<number>;
  /** What was due in the next `seconds`, once that is stored. */
  measure: (team: RigTeam, seconds: number) => Promise<Checks>;
  during: (team: RigTeam, stretch: { fromMs: number; untilMs: number }) => Promise<Checks>;
};

/** Several teams on one worker as it is shipped, with PostgreSQL (fsync on) and a target that answers every path. */
export async function startTeams(): Promise<TeamsRig> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await startDurableDatabase());
  const target = stack.use(await startTarget(database.folder, { logHits: false }));
  const { pool } = database;
  const worker = stack.use(await startWorker(database.url));
  const nowMs = async () =>
    (await pool.query<{ now: number }>("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint::float8 AS now")).rows[0]?.now ?? 0;
  const during: TeamsRig["during"] = async ({ id }, { fromMs, untilMs }) => {
    const { rows } = await pool.query<Omit<Checks, "fromMs" | "untilMs">>(
      `SELECT count(*)::int AS stored, count(*) FILTER (WHERE verdict = 0)::int AS up, count(*) FILTER (WHERE verdict = 2)::int AS down,
              coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY late_ms), 0) AS "latenessP50Ms", coalesce(percentile_disc(0.99) WITHIN GROUP (ORDER BY late_ms), 0) AS "latenessP99Ms"
       FROM results r JOIN monitors m ON m.compat_number = r.monitor_no
       WHERE m.team_id = $1 AND r.due_at >= to_timestamp($2 / 1000.0) AND r.due_at < to_timestamp($3 / 1000.0)`,
      [id, fromMs, untilMs],
    );
    const [row] = rows;
    if (row === undefined) throw new Error("nothing was counted");
    return { fromMs, untilMs, ...row };
  };
  const kept = stack.move();
  return {
    pool,
    target,
    metricsUrl: `http://127.0.0.1:${worker.port}/metrics`,
    nowMs,
    during,
    team: async (name, watch) => {
      const id = randomUUID();
      await pool.query("INSERT INTO teams (id, name, slug, ping_key) VALUES ($1, $2, $3, $4)", [
        id,
        name,
        name.toLowerCase(),
        randomUUID(),
      ]);
      await pool.query(
        `WITH made AS (
           INSERT INTO monitors (id, team_id, name, slug, kind, spec, interval_ms, failures_to_open, successes_to_close, created_at)
           SELECT gen_random_uuid(), $1, 'Monitor ' || i, 'monitor-' || i, 'http',
                  jsonb_build_object('kind', 'http', 'method', 'GET', 'url', $2::text || i, 'timeoutMs', $3::int, 'expectedStatus', '2xx', 'maxRedirects', 5), $4, 2, 1, now() - interval '1 hour'
           FROM generate_series(1, $5::int) AS i RETURNING compat_number, team_id)
         INSERT INTO monitor_states (monitor_no, team_id) SELECT compat_number, team_id FROM made`,
        [id, watch.url, watch.timeoutMs, watch.intervalMs, watch.count],
      );
      return { id, ...watch };
    },
    schedule: async (teams) => {
      await pool.query("DELETE FROM schedules");
      for (const { id, intervalMs, count } of teams) {
        const { rows } = await pool.query<{ no: number }>(
          "SELECT compat_number AS no FROM monitors WHERE team_id = $1 ORDER BY 1 LIMIT $2",
          [id, count],
        );
        const nos = rows.map((row) => row.no);
        await pool.query(
          `INSERT INTO schedules (monitor_no, location_no, team_id, version, interval_ms, phase_ms, next_due_ms)
           SELECT no, 1, $4, 1, $2::int, phase, phase + (1 + ((extract(epoch FROM clock_timestamp()) + 1) * 1000 - phase)::bigint / $2::int) * $2::int
           FROM unnest($1::int[], $3::int[]) AS n (no, phase)`,
          [nos, intervalMs, nos.map((no) => phaseOf(no, 1, intervalMs)), id],
        );
      }
      await pool.query("ANALYZE schedules");
    },
    measure: async (team, seconds) => {
      const fromMs = await nowMs();
      await delay(seconds * 1_000);
      const untilMs = fromMs + seconds * 1_000;
      await delay(2_000);
      return await during(team, { fromMs, untilMs });
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
