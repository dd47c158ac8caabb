import { setTimeout as delay } from "node:timers/promises";
import { printTable, round } from "./lib/figures.ts";
import { type PipelineRig, startPipeline } from "./lib/pipeline-rig.ts";
import { uniformityP } from "./lib/uniformity.ts";

const intervalMs = 60_000;
const fewMonitors = 1_000;

type Stretch = {
  monitors: number;
  fromMs: number;
  cpuUs: { worker: number; postgres: number };
  latenessP99Ms: number;
  rssMb: number;
  expected: number;
  up: number;
};

/**
 * `monitors` monitors due every minute. The same number of checks a second is first made of a system that has few monitors, more often due,
 * so that the two costs differ by the number of monitors alone. A full run measures whole roll-ups, one every five minutes. What hit the
 * target, and when, is read from the target's own log.
 */
export async function benchManyMonitors(monitors: number, quick: boolean): Promise<Record<string, number>> {
  if (!Number.isInteger(monitors) || monitors < fewMonitors) throw new Error(`--monitors takes a number from ${fewMonitors} on.`);
  const seconds = quick ? 60 : 300;
  const few = await measureFew(monitors, seconds);
  await using rig = await startPipeline(monitors, { intervalMs, logHits: true });
  const many = await measure(rig, monitors, intervalMs, seconds);
  const hits = [...rig.target.hits().values()].map((times) => times.filter((at) => at >= many.fromMs));
  const gaps = hits.flatMap((times) => times.slice(1).map((at, i) => at - (times[i] ?? Number.NaN)));
  const phases = hits.flatMap((times) => times.slice(0, 1)).map((at) => (at % intervalMs) / intervalMs);
  const figures = {
    checks_per_s: round(many.up / seconds, 0),
    expected_checks_per_s: round(many.expected / seconds, 0),
    worker_rss_mb: many.rssMb,
    start_lateness_p99_ms: many.latenessP99Ms,
    phases_ks_p: round(uniformityP(phases), 3),
    hits_within_half_interval: gaps.filter((gap) => gap < intervalMs / 2).length,
    cpu_us_per_check: round(sumOf(many)),
    cpu_us_per_check_at_1000: round(sumOf(few)),
    cost_ratio: round(sumOf(many) / sumOf(few), 3),
  };
  printTable([
    ["monitors", "checks/s due", "stored up /s", "CPU µs/check: worker", "PostgreSQL", "start lateness p99, ms", "worker RSS, MB"],
    ...[few, many].map((stretch) => [
      stretch.monitors,
      round(stretch.expected / seconds, 0),
      round(stretch.up / seconds, 0),
      round(stretch.cpuUs.worker),
      round(stretch.cpuUs.postgres),
      stretch.latenessP99Ms,
      stretch.rssMb,
    ]),
  ]);
  printTable([
    ["phases uniform: Kolmogorov-Smirnov p", figures.phases_ks_p],
    [`of ${gaps.length} pairs of hits on one target, within half an interval`, figures.hits_within_half_interval],
  ]);
  return figures;
}

const sumOf = ({ cpuUs }: Stretch) => cpuUs.worker + cpuUs.postgres;

async function measureFew(monitors: number, seconds: number): Promise<Stretch> {
  await using rig = await startPipeline(fewMonitors, { intervalMs, logHits: false });
  return await measure(rig, fewMonitors, (intervalMs * fewMonitors) / monitors, seconds);
}

/** Waits until every monitor was checked once, so that the worker knows them all, then measures. Memory is the most that was seen. */
async function measure(rig: PipelineRig, monitors: number, everyMs: number, seconds: number): Promise<Stretch> {
  await rig.schedule(monitors, everyMs);
  await delay(everyMs + 5_000);
  const fromMs = Date.now();
  const before = rig.cpu();
  let rssMb = 0;
  for (let second = 0; second < seconds; second++) {
    await delay(fromMs + (second + 1) * 1_000 - Date.now());
    rssMb = Math.max(rssMb, rig.workerRssMb());
  }
  const after = rig.cpu();
  const untilMs = Date.now();
  await delay(3_000);
  const { stored, up, latenessP99Ms } = await rig.storedBetween(fromMs, untilMs);
  const perCheck = (part: "worker" | "postgres") => (after[part] - before[part]) / Math.max(1, stored);
  return {
    monitors,
    fromMs,
    cpuUs: { worker: perCheck("worker"), postgres: perCheck("postgres") },
    latenessP99Ms,
    rssMb: round(rssMb, 0),
    expected: (monitors * (untilMs - fromMs)) / everyMs,
    up,
  };
}
