import { setTimeout as delay } from "node:timers/promises";
import { printTable, round } from "./lib/figures.ts";
import { type Cpu, type PipelineRig, startPipeline } from "./lib/pipeline-rig.ts";
import { benchManyMonitors } from "./many-monitors.ts";

const intervalMs = 1_000;

type Level = { offered: number; checksPerS: number; cpuUs: Cpu; latenessP99Ms: number; rssMb: number; sustained: boolean };

/**
 * The whole road, from due to stored, on one machine. Monitors are due every second; their number grows until the worker no longer keeps
 * up. The highest level that was kept up is the figure. `--monitors n`: n monitors due every minute instead.
 */
export async function benchPipeline({ quick, args }: { quick: boolean; args: string[] }): Promise<Record<string, number>> {
  const monitors = Number(args[args.indexOf("--monitors") + 1]);
  if (args.includes("--monitors")) return await benchManyMonitors(monitors, quick);
  const levels = quick ? [3_000, 5_000, 7_000] : [5_000, 7_000, 9_000, 10_000, 11_000, 12_000, 14_000, 16_000];
  await using rig = await startPipeline(Math.max(...levels), { intervalMs, logHits: false });
  const measured: Level[] = [];
  for (const offered of levels) {
    await rig.schedule(offered, intervalMs);
    measured.push(await measure(rig, offered, quick ? 8 : 30));
    if (measured.at(-1)?.sustained === false) break;
  }
  print(measured, rig.target.program);
  const best = measured.findLast((level) => level.sustained) ?? measured[0];
  if (best === undefined) throw new Error("nothing was measured");
  return {
    checks_per_s: round(best.checksPerS, 0),
    cpu_us_per_check: round(best.cpuUs.worker + best.cpuUs.postgres),
    start_lateness_p99_ms: best.latenessP99Ms,
    worker_rss_mb: best.rssMb,
  };
}

async function measure(rig: PipelineRig, offered: number, seconds: number): Promise<Level> {
  await delay(4_000);
  const fromMs = Date.now();
  const before = rig.cpu();
  await delay(seconds * 1_000);
  const after = rig.cpu();
  const untilMs = Date.now();
  const rssMb = round(rig.workerRssMb(), 0);
  await delay(2_000);
  const { stored, up, latenessP99Ms } = await rig.storedBetween(fromMs, untilMs);
  const perCheck = (part: keyof Cpu) => (after[part] - before[part]) / Math.max(1, stored);
  const expected = (offered * (untilMs - fromMs)) / intervalMs;
  return {
    offered,
    checksPerS: up / ((untilMs - fromMs) / 1_000),
    cpuUs: { worker: perCheck("worker"), postgres: perCheck("postgres"), target: perCheck("target") },
    latenessP99Ms,
    rssMb,
    sustained: up >= expected * 0.995 && latenessP99Ms < 500,
  };
}

function print(levels: readonly Level[], target: string): void {
  printTable([
    ["checks due /s", "stored up /s", "CPU µs/check: worker", "PostgreSQL", target, "start lateness p99, ms", "worker RSS, MB", "kept up"],
    ...levels.map(({ offered, checksPerS, cpuUs, latenessP99Ms, rssMb, sustained }) => [
      offered,
      round(checksPerS, 0),
      round(cpuUs.worker),
      round(cpuUs.postgres),
      round(cpuUs.target),
      latenessP99Ms,
      rssMb,
      sustained ? "yes" : "no",
    ]),
  ]);
}
