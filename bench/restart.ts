import { setTimeout as delay } from "node:timers/promises";
import { printTable, round } from "./lib/figures.ts";
import { startPipeline } from "./lib/pipeline-rig.ts";
import { uniformityP } from "./lib/uniformity.ts";

const intervalMs = 60_000;
/** Starts are counted over so long. */
const bucketMs = 10_000;

/**
 * Monitors that are due every minute, whose only worker is away for one and a half: how evenly it takes them up again, as the target's own
 * log tells it. Within its first minute no worker can have a whole minute to compare with, so the steady rate is what is due.
 */
export async function benchRestart({ quick }: { quick: boolean }): Promise<Record<string, number>> {
  const monitors = quick ? 1_000 : 5_000;
  await using rig = await startPipeline(monitors, { intervalMs, logHits: true });
  await rig.schedule(monitors, intervalMs);
  await delay(intervalMs + 5_000);
  await rig.awayFor(1.5 * intervalMs);
  const backAtMs = Date.now();
  await delay(2.5 * intervalMs);
  const hits = [...rig.target.hits().values()]
    .map((times) => times.filter((at) => at >= backAtMs - 5_000).toSorted((a, b) => a - b))
    .filter((times) => times.length > 0);
  const starts = hits.flat().toSorted((a, b) => a - b);
  const firstMs = starts[0] ?? Number.NaN;
  const peak = Math.max(...starts.map((from, i) => starts.slice(i).findIndex((at) => at >= from + bucketMs)));
  const between = hits.flatMap((times) => times.slice(1).map((at, i) => at - (times[i] ?? Number.NaN)));
  const figures = {
    monitors,
    checked_again: hits.length,
    peak_ratio: round(peak / ((monitors * bucketMs) / intervalMs), 2),
    first_round_s: round((Math.max(...hits.map(([first]) => first ?? Number.NaN)) - firstMs) / 1_000),
    hits_within_half_interval: between.filter((gap) => gap < intervalMs / 2).length,
    phases_ks_p: round(uniformityP(hits.map((times) => ((times.at(-1) ?? Number.NaN) % intervalMs) / intervalMs)), 3),
  };
  printTable([
    ["monitors that were checked again", `${hits.length} of ${monitors}`],
    ["most starts within 10 s, of what is usual", figures.peak_ratio],
    ["until every monitor was checked again, s", figures.first_round_s],
    [`of ${between.length} pairs of hits on one target, within half an interval`, figures.hits_within_half_interval],
    ["phases uniform: Kolmogorov-Smirnov p", figures.phases_ks_p],
  ]);
  return figures;
}
