import { setTimeout as delay } from "node:timers/promises";
import { startScriptedServer } from "@vedette/testkit/scripted-http-server";
import { printTable, round } from "./lib/figures.ts";
import { type Checks, startTeams } from "./lib/teams-rig.ts";

const intervalMs = 5_000;
const flapMs = 20_000;

/**
 * One worker as it is shipped, asked for three times what it can do: the load first grows until it is not kept up. Of the targets 2 % answer 500, and 0.5 % are up and down by turns of 20 s. Whether a result is true is told by the target's own clock
 * and paths, by nothing that the product says.
 */
export async function benchOverload({ quick }: { quick: boolean }): Promise<Record<string, number>> {
  const seconds = quick ? 50 : 120;
  const most = 150_000;
  await using rig = await startTeams();
  await using broken = await startScriptedServer(500);
  await using flapping = await startScriptedServer((_, response) => response.writeHead(isUpAt(Date.now()) ? 200 : 500).end());
  const shares = [
    ["up", 0.975, rig.target.url],
    ["down", 0.02, `${broken.url}/`],
    ["flapping", 0.005, `${flapping.url}/`],
  ] as const;
  const teams = await Promise.all(
    shares.map(([name, share, url]) => rig.team(name, { count: Math.round(most * share), url, intervalMs, timeoutMs: 1_000 })),
  );
  await rig.pool.query("VACUUM ANALYZE");
  // Opening incidents is dear, and no part of what is measured.
  await rig.schedule(teams.slice(1));
  await delay(20_000);
  /** That many checks a second, of all teams alike. */
  const offer = (perS: number) => {
    const share = Math.min(1, (perS * intervalMs) / 1_000 / most);
    return rig.schedule(teams.map((team) => ({ ...team, count: Math.round(team.count * share) })));
  };
  let capacity = 0;
  for (const perS of [1_000, 2_000, 3_000, 4_000, 6_000, 8_000, 10_000]) {
    await offer(perS);
    await delay(8_000);
    const checks = sum(await Promise.all(teams.map((team) => rig.measure(team, 5)))) / 5;
    if (checks < perS * 0.97) break;
    capacity = perS;
  }
  if (capacity === 0) throw new Error("not even 1,000 checks a second were kept up: this machine is too busy to measure on");
  const offered = 3 * capacity;
  await offer(offered);
  const fromMs = (await rig.nowMs()) + 3_000;
  const overload = await stretch(rig, seconds);
  const ticks_unaccounted = await unaccounted(rig, fromMs);
  await offer(0.3 * capacity);
  const relaxed = await stretch(rig, 90);

  const { rows } = await rig.pool.query<{ false_results: number; false_states: number }>(
    `WITH seen AS (
       SELECT t.name, r.verdict, (extract(epoch FROM r.due_at) * 1000)::bigint + r.late_ms AS began_ms, (extract(epoch FROM r.due_at) * 1000)::bigint + r.late_ms + r.total_us / 1000 AS ended_ms
       FROM results r JOIN monitors m ON m.compat_number = r.monitor_no JOIN teams t ON t.id = m.team_id WHERE r.verdict < 3
     ), judged AS (
       SELECT name, verdict, began_ms / $1::bigint % 2 = 0 AS is_up, (began_ms - 500) / $1::bigint = (ended_ms + 500) / $1::bigint AS is_sure FROM seen
     )
     SELECT count(*) FILTER (WHERE (name = 'up' AND verdict <> 0) OR (name = 'down' AND verdict <> 2) OR (name = 'flapping' AND is_sure AND (verdict = 0) <> is_up))::int AS false_results,
            (SELECT count(*)::int FROM monitor_states s JOIN teams t ON t.id = s.team_id WHERE (t.name = 'up' AND s.confirmed NOT IN ('up', 'unknown')) OR (t.name = 'down' AND s.confirmed NOT IN ('down', 'unknown'))) AS false_states
     FROM judged`,
    [flapMs],
  );
  const judged = rows[0] ?? { false_results: Number.NaN, false_states: Number.NaN };
  printTable([
    [
      "",
      "offered /s",
      "stored /s",
      "banner after, s",
      "metric says late",
      "start lateness p99, s",
      "ticks missed, of those of five minutes",
    ],
    [
      "three times what it can do",
      round(offered, 0),
      overload.storedPerS,
      overload.changedAfterS,
      overload.late,
      overload.latenessP99S,
      overload.missed,
    ],
    [
      "a third of what it can do",
      round(0.3 * capacity, 0),
      relaxed.storedPerS,
      relaxed.changedAfterS,
      relaxed.late,
      relaxed.latenessP99S,
      relaxed.missed,
    ],
  ]);
  return {
    capacity_checks_per_s: round(capacity, 0),
    offered_checks_per_s: round(offered, 0),
    stored_checks_per_s: overload.storedPerS,
    late_after_s: overload.changedAfterS,
    on_time_again_after_s: relaxed.changedAfterS,
    ticks_missed: overload.missed,
    ticks_unaccounted,
    ...judged,
  };
}

/** The target is up in every other turn, by the machine's clock, which is the database's too. */
const isUpAt = (nowMs: number) => Math.floor(nowMs / flapMs) % 2 === 0;
const sum = (checks: readonly Checks[]) => checks.reduce((total, each) => total + each.stored, 0);

type Rig = Awaited<ReturnType<typeof startTeams>>;

/** Ticks since then that are a quarter of a minute old and have neither a result nor a gap, nor are claimed. */
async function unaccounted(rig: Rig, fromMs: number): Promise<number> {
  const { rows } = await rig.pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM schedules d,
       LATERAL generate_series(d.next_due_ms - (d.next_due_ms - $1::bigint) / d.interval_ms * d.interval_ms, d.next_due_ms - 15000, d.interval_ms) AS tick_ms,
       LATERAL (SELECT to_timestamp(tick_ms / 1000.0) AS tick) t
     WHERE NOT EXISTS (SELECT FROM results r WHERE r.monitor_no = d.monitor_no AND r.due_at = tick)
       AND NOT EXISTS (SELECT FROM gaps g WHERE g.monitor_no = d.monitor_no AND g.from_at <= tick AND tick < g.until_at)
       AND (d.monitor_no, tick_ms) NOT IN (SELECT c.no, c.due FROM batches, unnest(monitor_nos, due_ms) AS c (no, due))`,
    [fromMs],
  );
  return rows[0]?.n ?? Number.NaN;
}

/** Asks /metrics every two seconds. `changedAfterS`: when it last said something else of being late than at the end. */
async function stretch(rig: Rig, seconds: number) {
  const startedAt = performance.now();
  const fromMs = await rig.nowMs();
  let [late, changedAfterS] = [-1, 0];
  let figures = new Map<string, number>();
  while (performance.now() - startedAt < seconds * 1_000) {
    await delay(2_000);
    const text = await (await fetch(rig.metricsUrl)).text();
    figures = new Map(
      text
        .split("\n")
        .flatMap((line) => (/^vedette_platform_\w+ /.test(line) ? [[line.split(" ")[0] ?? "", Number(line.split(" ")[1])]] : [])),
    );
    const now = figures.get("vedette_platform_late") ?? late;
    if (now !== late) [late, changedAfterS] = [now, round((performance.now() - startedAt) / 1_000, 0)];
  }
  const { rows } = await rig.pool.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM results WHERE verdict < 3 AND due_at > to_timestamp($1 / 1000.0)",
    [fromMs],
  );
  return {
    storedPerS: round((rows[0]?.n ?? 0) / seconds, 0),
    late,
    changedAfterS,
    latenessP99S: round(figures.get("vedette_platform_start_lateness_p99_seconds") ?? Number.NaN),
    missed: figures.get("vedette_platform_missed_ticks") ?? Number.NaN,
  };
}
