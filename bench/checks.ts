import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, printTable, round } from "./lib/figures.ts";
import { cpuUs, findOrInstall, start, untilAnswers } from "./lib/process.ts";
import { startTarget, testAuthority } from "./lib/target.ts";
import { freePort } from "@vedette/testkit/free-port";
import { workerFlags } from "../tools/launcher/product.ts";

const here = import.meta.dirname;

/** CPU per check of our prober and of blackbox_exporter, over HTTP and over HTTPS with a whole handshake, against the same target. Medians. */
export async function benchChecks({ quick }: { quick: boolean }): Promise<Record<string, number | null>> {
  const runs = quick ? 3 : 7;
  const checks = quick ? 6_000 : 20_000;
  const peer = findOrInstall("prometheus-blackbox-exporter", "prometheus-blackbox-exporter");
  const folder = mkdtempSync(join(tmpdir(), "vedette-bench-"));
  try {
    await using target = await startTarget(folder, { logHits: false });
    const http = await compare(target.url, runs, checks, peer, folder);
    const https = await compare(target.secureUrl, runs, Math.ceil(checks / 4), peer, folder);
    printTable([
      [`CPU per check, µs (target: ${target.program})`, "min", "median", "max", "ratio"],
      ...rowsOf("plain HTTP", http),
      ...rowsOf("HTTPS, whole handshake", https),
    ]);
    return { http_cpu_us: http.us, http_cpu_ratio: http.ratio, https_cpu_us: https.us, https_cpu_ratio: https.ratio };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `ratio`: the median over the runs of ours by theirs, each pair taken within seconds, so that a slow minute of the machine hits both. */
type Comparison = { ours: number[]; theirs: number[]; us: number; ratio: number | null };

async function compare(url: string, runs: number, checks: number, peer: string | null, folder: string): Promise<Comparison> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let run = 0; run < runs; run++) {
    ours.push(await probeOurs(url, checks));
    if (peer !== null) theirs.push(await probeWithBlackbox(peer, url, Math.ceil(checks / 4), folder));
  }
  const ratio = theirs.length === 0 ? null : round(median(ours.map((us, run) => us / (theirs[run] ?? Number.NaN))), 3);
  return { ours, theirs, us: round(median(ours)), ratio };
}

function rowsOf(what: string, { ours, theirs, ratio }: Comparison): (string | number)[][] {
  const spread = (values: readonly number[]) => [round(Math.min(...values)), round(median(values)), round(Math.max(...values))];
  const theirRow = theirs.length === 0 ? ["-", "not installed", "-"] : spread(theirs);
  return [
    [`Vedette, ${what}`, ...spread(ours), ratio ?? "-"],
    [`blackbox_exporter, ${what}`, ...theirRow, ""],
  ];
}

async function probeOurs(url: string, checks: number): Promise<number> {
  const env = { NODE_EXTRA_CA_CERTS: testAuthority };
  await using loop = start(process.execPath, [...workerFlags, join(here, "lib/probe-loop.ts"), url, String(checks), "50"], { env });
  const [, us, failed] = await loop.line(/us ([\d.]+) failed (\d+)/);
  if (failed !== "0") throw new Error(`${failed} of ${checks} checks did not find the target up`);
  return Number(us);
}

/**
 * blackbox_exporter checks once per scrape of /probe; its own process alone is counted, the scraping is not. It dials anew for each check
 * and resumes no TLS session, as we do, and verifies the certificate by the same authority.
 */
async function probeWithBlackbox(program: string, url: string, checks: number, folder: string): Promise<number> {
  const port = await freePort();
  const config = join(folder, "blackbox.yml");
  const http = { preferred_ip_protocol: "ip4", tls_config: { ca_file: testAuthority } };
  // JSON is YAML
  writeFileSync(config, JSON.stringify({ modules: { plain: { prober: "http", timeout: "10s", http } } }));
  await using exporter = start(program, [`--config.file=${config}`, `--web.listen-address=127.0.0.1:${port}`, "--log.level=error"]);
  const probeUrl = `http://127.0.0.1:${port}/probe?module=plain&target=${encodeURIComponent(url)}`;
  await untilAnswers(`http://127.0.0.1:${port}/-/healthy`);
  if (!(await (await fetch(probeUrl)).text()).includes("probe_success 1")) throw new Error("blackbox_exporter did not find the target up");
  let left = checks;
  const before = cpuUs(exporter.pid);
  await Promise.all(
    Array.from({ length: 50 }, async () => {
      while (left-- > 0) await (await fetch(probeUrl)).text();
    }),
  );
  return (cpuUs(exporter.pid) - before) / checks;
}
