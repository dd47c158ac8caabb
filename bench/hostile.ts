import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { workerFlags } from "../tools/launcher/product.ts";
import { printTable, round } from "./lib/figures.ts";
import type { HostileOutcome, HostileSetting } from "./lib/hostile-loop.ts";
import { start } from "./lib/process.ts";
import { startTarget } from "./lib/target.ts";

const here = import.meta.dirname;

/**
 * 200 well-behaved monitors due every second, then the same beside 200 checks of hostile targets that all begin at once, round after round,
 * then beside 200 names that never resolve. Servers, target and checks share the machine's cores.
 */
export async function benchHostile({ quick }: { quick: boolean }): Promise<Record<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), "vedette-bench-"));
  try {
    await using target = await startTarget(folder, { logHits: false });
    await using servers = start(process.execPath, [join(here, "lib/hostile-servers.ts")]);
    const [, told = ""] = await servers.line(/servers (.*)\n/);
    // safe because our own program printed it
    const at = JSON.parse(told) as Pick<HostileSetting, "nameServer" | "urls">;
    const setting: HostileSetting = { ...at, port: Number(new URL(target.url).port), rounds: quick ? 2 : 8 };
    await using loop = start(process.execPath, [...workerFlags, join(here, "lib/hostile-loop.ts"), JSON.stringify(setting)]);
    const [, measured = ""] = await loop.line(/outcome (.*)\n/);
    const outcome = JSON.parse(measured) as HostileOutcome; // safe because our own program printed it
    return report(outcome);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function report({ alone, hostile, hanging, overrunsMs }: HostileOutcome): Record<string, number> {
  const p99 = (sorted: readonly number[]) => round(sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN);
  const added = (stretch: HostileOutcome["alone"]) => round(stretch.peakMb - alone.peakMb);
  printTable([
    ["200 well-behaved monitors", "checks", "not up", "start lateness p99, ms", "due to answer p99, ms", "memory added, MB"],
    ...(
      [
        ["alone", alone],
        ["beside 200 hostile targets at once", hostile],
        ["beside 200 names that never resolve", hanging],
      ] as const
    ).map(([name, each]) => [name, each.waits.length, each.notUp, p99(each.lateness), p99(each.waits), added(each)]),
  ]);
  printTable([
    ["check ended after its deadline by, ms at most", ""],
    ...overrunsMs.map(([name, ms]) => [name, ms <= 0 ? "in time" : round(ms)]),
  ]);
  return {
    overrun_max_ms: round(Math.max(0, ...overrunsMs.map(([, ms]) => ms))),
    memory_added_mb: Math.max(added(hostile), added(hanging)),
    start_lateness_p99_ms: p99(hostile.lateness),
    hanging_names_added_p99_ms: round(p99(hanging.waits) - p99(alone.waits)),
    well_behaved_not_up: alone.notUp + hostile.notUp + hanging.notUp,
  };
}
