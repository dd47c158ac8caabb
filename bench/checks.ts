import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, printTable, round } from "./lib/figures.ts";
import { cpuUs, findOrInstall, start } from "./lib/process.ts";
import { freePort } from "@vedette/testkit/free-port";

const here = import.meta.dirname;

/** CPU per plain HTTP check of our prober and of blackbox_exporter, run by run against the same target. Medians. */
export async function benchChecks({ quick }: { quick: boolean }): Promise<{ http_cpu_us: number; http_cpu_ratio: number | null }> {
  const runs = quick ? 3 : 7;
  const checks = quick ? 6_000 : 20_000;
  const peer = findOrInstall("prometheus-blackbox-exporter", "prometheus-blackbox-exporter");
  await using target = start(process.execPath, [join(here, "lib/target.ts")]);
  const url = `http://127.0.0.1:${(await target.line(/port (\d+)/))[1]}/`;

  const ours: number[] = [];
  const theirs: number[] = [];
  for (let run = 0; run < runs; run++) {
    ours.push(await probeOurs(url, checks));
    if (peer !== null) theirs.push(await probeWithBlackbox(peer, url, Math.ceil(checks / 4)));
  }
  const http_cpu_us = round(median(ours));
  const http_cpu_ratio = theirs.length === 0 ? null : round(http_cpu_us / median(theirs), 3);
  printTable([
    ["CPU per plain HTTP check, µs", "min", "median", "max"],
    ["Vedette", ...spread(ours)],
    ...(theirs.length === 0 ? [["blackbox_exporter", "-", "not installed", "-"]] : [["blackbox_exporter", ...spread(theirs)]]),
  ]);
  return { http_cpu_us, http_cpu_ratio };
}

const spread = (values: readonly number[]) => [round(Math.min(...values)), round(median(values)), round(Math.max(...values))];

async function probeOurs(url: string, checks: number): Promise<number> {
  await using loop = start(process.execPath, [join(here, "lib/probe-loop.ts"), url, String(checks), "50"]);
  const [, us, failed] = await loop.line(/us ([\d.]+) failed (\d+)/);
  if (failed !== "0") throw new Error(`${failed} of ${checks} checks did not find the target up`);
  return Number(us);
}

/** blackbox_exporter checks once per scrape of /probe; its own process alone is counted, the scraping is not. */
async function probeWithBlackbox(program: string, url: string, checks: number): Promise<number> {
  const port = await freePort();
  const config = join(mkdtempSync(join(tmpdir(), "vedette-bench-")), "blackbox.yml");
  writeFileSync(config, "modules:\n  plain:\n    prober: http\n    timeout: 10s\n    http:\n      preferred_ip_protocol: ip4\n");
  await using exporter = start(program, [`--config.file=${config}`, `--web.listen-address=127.0.0.1:${port}`, "--log.level=error"]);
  const probeUrl = `http://127.0.0.1:${port}/probe?module=plain&target=${encodeURIComponent(url)}`;
  for (let tries = 0; ; tries++) {
    const ready = await fetch(probeUrl).then(
      (answer) => answer.text(),
      () => "",
    );
    if (ready.includes("probe_success 1")) break;
    if (tries > 200) throw new Error("blackbox_exporter did not find the target up");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  let left = checks;
  const before = cpuUs(exporter.pid);
  await Promise.all(
    Array.from({ length: 50 }, async () => {
      while (left-- > 0) await (await fetch(probeUrl)).text();
    }),
  );
  return (cpuUs(exporter.pid) - before) / checks;
}
