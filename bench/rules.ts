import { randomUUID } from "node:crypto";
import { RuleInput, everyMsOf } from "@vedette/core/rule";
import { openDb } from "@vedette/db/db";
import { evaluateRules } from "@vedette/engine/evaluate-rules";
import { noStep } from "@vedette/engine/deps";
import type pg from "pg";
import { type ChartScale, insertChartData } from "./lib/chart-data.ts";
import { startDurableDatabase } from "./lib/durable-database.ts";
import { median, printTable, round } from "./lib/figures.ts";
import { familyCpuUs } from "./lib/process.ts";

const full: ChartScale = { monitors: 20_000, teamSize: 1_000, hourlyDays: 8, fineHours: 7 };
const small: ChartScale = { monitors: 2_000, teamSize: 1_000, hourlyDays: 3, fineHours: 7 };
const roundMs = 10_000;

/** Of each, as many rules as its share of ten. */
const mix: readonly { share: number; kind: string; params: object }[] = [
  { share: 3, kind: "latency", params: { percentile: 95, windowMs: 900_000, thresholdMs: 5_000 } },
  { share: 1, kind: "latency", params: { percentile: 99, windowMs: 3_600_000, thresholdMs: 5_000 } },
  { share: 2, kind: "error_rate", params: { windowMs: 1_800_000, thresholdPercent: 50 } },
  { share: 1, kind: "burn_rate", params: { objectivePercent: 99 } },
  { share: 1, kind: "uptime", params: { windowMs: 86_400_000, thresholdPercent: 50 } },
  { share: 1, kind: "metric", params: { metric: 'metric "queue_depth"', threshold: 1e9 } },
  { share: 1, kind: "certificate", params: { days: 1 } },
];

/**
 * What evaluating rules costs worker and PostgreSQL together, per round of ten seconds and as a share of a core, beside rollups of many
 * monitors that are checked every minute: one rule each for 10,000 of them (1,000 with --quick), of kinds as teams would mix them. The last
 * lines name every plan that reads checks, rollups, figures or monitors otherwise than by an index.
 */
export async function benchRules({ quick }: { quick: boolean }): Promise<Record<string, number>> {
  const count = quick ? 1_000 : 10_000;
  const rounds = quick ? 6 : 12;
  await using database = await startDurableDatabase();
  const { pool } = database;
  const db = openDb({ connectionString: database.url });
  try {
    const { counts } = await insertChartData(pool, quick ? small : full, (line) => process.stdout.write(`${line}\n`));
    await insertRules(pool, count);
    await insertFigures(pool, count);
    await pool.query("VACUUM ANALYZE");
    const startMs = Math.ceil(Date.now() / 60_000) * 60_000;
    const evaluate = async (atMs: number) =>
      await evaluateRules({ db, now: () => atMs, newId: randomUUID, publicUrl: "http://localhost:3000", step: noStep });
    // The first round writes where every rule stands; two more make every statement a prepared one.
    for (let warm = 3; warm > 0; warm--) await evaluate(startMs - warm * roundMs);
    const { rows: judged } = await pool.query<{ n: number }>("SELECT count(*)::int AS n FROM rule_states WHERE confirmed = 'up'");

    const before = { worker: process.cpuUsage(), postgres: familyCpuUs(database.pid) };
    const times: number[] = [];
    for (let i = 0; i < rounds; i++) {
      const began = performance.now();
      await evaluate(startMs + i * roundMs);
      times.push(performance.now() - began);
    }
    const used = process.cpuUsage(before.worker);
    const workerUs = (used.user + used.system) / rounds;
    const postgresUs = (familyCpuUs(database.pid) - before.postgres) / rounds;
    const scans = await scansOf(database.url, startMs + rounds * roundMs);
    const figures = {
      rules: count,
      monitors: counts["monitors"] ?? 0,
      rollup_rows: ["rollups_1d", "rollups_1h", "rollups_5min"].reduce((sum, name) => sum + (counts[name] ?? 0), 0),
      judged: judged[0]?.n ?? 0,
      round_ms: round(median(times), 0),
      worker_ms_per_round: round(workerUs / 1_000),
      postgres_ms_per_round: round(postgresUs / 1_000),
      percent_of_core: round((100 * (workerUs + postgresUs)) / (roundMs * 1_000), 2),
      us_per_rule_and_minute: round(((workerUs + postgresUs) * (60_000 / roundMs)) / count),
      sequential_scans: scans.length,
    };
    printTable([
      [`${count} rules, a round each 10 s`, "CPU ms per round"],
      ["worker", figures.worker_ms_per_round],
      ["PostgreSQL", figures.postgres_ms_per_round],
      ["share of a core", `${figures.percent_of_core} %`],
    ]);
    for (const scan of scans) process.stdout.write(`${scan}\n`);
    return figures;
  } finally {
    await db.close();
  }
}

async function insertRules(pool: pg.Pool, count: number): Promise<void> {
  const { rows: monitors } = await pool.query<{ id: string; team: string }>(
    "SELECT id, team_id AS team FROM monitors WHERE paused_at IS NULL ORDER BY compat_number LIMIT $1",
    [count],
  );
  const kinds = mix.flatMap((each) => Array.from({ length: each.share }, () => each));
  const rules = monitors.map((monitor, i) => {
    const { kind, params } = kinds[i % kinds.length] ?? { kind: "", params: {} };
    const rule = RuleInput.parse({ kind, params, scope: { type: "monitor", monitorId: monitor.id } });
    return { id: randomUUID(), team: monitor.team, ...rule, everyMs: everyMsOf(rule) };
  });
  await pool.query(
    `INSERT INTO rules (id, team_id, monitor_id, kind, params, settings, every_ms)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::jsonb[], $6::jsonb[], $7::int[])`,
    [
      rules.map((rule) => rule.id),
      rules.map((rule) => rule.team),
      monitors.map((monitor) => monitor.id),
      rules.map((rule) => rule.kind),
      rules.map((rule) => JSON.stringify(rule.params)),
      rules.map((rule) => JSON.stringify(rule.settings)),
      rules.map((rule) => rule.everyMs),
    ],
  );
  await pool.query("UPDATE monitor_states SET certificate_expires_at = now() + interval '60 days'");
}

async function insertFigures(pool: pg.Pool, count: number): Promise<void> {
  await pool.query(
    `INSERT INTO metrics (monitor_no, team_id, name) SELECT compat_number, team_id, 'metric "queue_depth"' FROM monitors ORDER BY compat_number LIMIT $1`,
    [count],
  );
  await pool.query(
    `INSERT INTO metric_buckets (metric_no, bucket_at, n, sum, min, max, last, last_at)
     SELECT no, b, 5, 500, 90, 110, 100, b FROM metrics, generate_series(date_bin('5 minutes', now() - interval '1 day', 'epoch'), now(), interval '5 minutes') b`,
  );
}

/** Plans of one more round that read a large table from end to end. */
async function scansOf(url: string, atMs: number): Promise<string[]> {
  const noticed: string[] = [];
  const db = openDb({ connectionString: url, maxConnections: 2 });
  db.pool.on("connect", (client) => {
    client.on("notice", ({ message = "" }) => noticed.push(message));
    void client.query(
      "LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0; SET auto_explain.log_level = notice; SET client_min_messages = notice",
    );
  });
  try {
    await evaluateRules({ db, now: () => atMs, newId: randomUUID, publicUrl: "", step: noStep });
    return [
      ...new Set(noticed.flatMap((plan) => plan.match(/Seq Scan on (?:results|rollups|packed_results|metric_buckets|monitors)\w*/g) ?? [])),
    ];
  } finally {
    await db.close();
  }
}
