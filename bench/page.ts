import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { freePort } from "@vedette/testkit/free-port";
import { sampleBundle } from "@vedette/testkit/sample-bundle";
import { median, printTable, round } from "./lib/figures.ts";
import { findOrInstall, start, untilAnswers } from "./lib/process.ts";

const here = import.meta.dirname;
const connections = 64;

type Load = { requestsPerS: number; p99Ms: number };

/**
 * Edge against nginx on one processor each, the load generator (wrk) on another: the index of a page with 30 components and 90 days,
 * compressed beforehand, the very same bytes. Runs alternate; medians.
 */
export async function benchPage({ quick }: { quick: boolean }): Promise<Record<string, number | null>> {
  const wrk = findOrInstall("wrk", "wrk");
  if (wrk === null) throw new Error("wrk is needed to make the load. Install it with: apt-get install wrk");
  const nginx = findOrInstall("nginx", "nginx");
  const seconds = quick ? 4 : 15;
  const runs = quick ? 3 : 5;
  const folder = mkdtempSync(join(tmpdir(), "vedette-bench-"));
  chmodSync(folder, 0o755);
  try {
    const [edgePort, nginxPort] = [await freePort(), await freePort()];
    await using edge = startEdge(folder, edgePort);
    await edge.line(/edge started/);
    const url = `http://127.0.0.1:${edgePort}/s/acme`;
    const compressed = await fetchCompressed(url);
    await using server = nginx === null ? null : startNginx(nginx, folder, nginxPort, compressed);
    const nginxUrl = `http://127.0.0.1:${nginxPort}/index.html`;
    if (server !== null) await untilAnswers(nginxUrl);

    const ours: Load[] = [];
    const theirs: Load[] = [];
    for (let run = 0; run < runs; run++) {
      ours.push(load(wrk, url, seconds));
      if (server !== null) theirs.push(load(wrk, nginxUrl, seconds));
    }
    const of = (loads: readonly Load[], pick: (load: Load) => number) => median(loads.map(pick));
    const requests_per_s = round(
      of(ours, (run) => run.requestsPerS),
      0,
    );
    const theirRequests = theirs.length === 0 ? null : of(theirs, (run) => run.requestsPerS);
    printTable([
      [`${compressed.length} bytes gzip, ${connections} connections`, "requests/s", "p99, ms"],
      [
        "Vedette edge",
        requests_per_s,
        round(
          of(ours, (run) => run.p99Ms),
          2,
        ),
      ],
      ...(theirRequests === null
        ? [["nginx", "not installed", "-"]]
        : [
            [
              "nginx",
              round(theirRequests, 0),
              round(
                of(theirs, (run) => run.p99Ms),
                2,
              ),
            ],
          ]),
    ]);
    return {
      requests_per_s,
      p99_ms: round(
        of(ours, (run) => run.p99Ms),
        2,
      ),
      nginx_ratio: theirRequests === null ? null : round(requests_per_s / theirRequests, 3),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function startEdge(folder: string, port: number) {
  const pages = join(folder, "edge", "pages");
  mkdirSync(pages, { recursive: true });
  const page = sampleBundle(1, { slug: "acme", components: 30, publishedAtMs: Date.now() });
  writeFileSync(join(pages, `${page.pageId}.${page.version}.bundle`), page.bytes);
  // Nothing listens on that port: edge serves from its disk alone.
  const env = {
    EDGE_PORT: String(port),
    DATA_DIR: folder,
    DATABASE_URL: "postgresql://127.0.0.1:9/none",
    NODE_ENV: "production",
    LOG_LEVEL: "info",
  };
  return start(process.execPath, ["--disable-warning=ExperimentalWarning", join(here, "../apps/edge/src/main.ts")], { env, cpus: "0" });
}

/** The body as it travels: `fetch` would unpack it. */
async function fetchCompressed(url: string): Promise<Buffer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(url, { headers: { "accept-encoding": "gzip" } }, resolve)
      .on("error", reject)
      .end();
  });
  const bytes = Buffer.concat(await Array.fromAsync(response));
  if (!gunzipSync(bytes).includes("</html>")) throw new Error(`${url} did not answer with the page`);
  return bytes;
}

function startNginx(program: string, folder: string, port: number, compressed: Buffer) {
  writeFileSync(join(folder, "index.html"), gunzipSync(compressed));
  writeFileSync(join(folder, "index.html.gz"), compressed);
  const config = join(folder, "nginx.conf");
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(" ");
  writeFileSync(
    config,
    `daemon off; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log; events { worker_connections 1024; }
     http { access_log off; types { text/html html; } ${paths} keepalive_requests 1000000; sendfile on; open_file_cache max=10;
       server { listen 127.0.0.1:${port}; root ${folder}; gzip_static on; } }`,
  );
  return start(program, ["-c", config], { cpus: "0" });
}

function load(wrk: string, url: string, seconds: number): Load {
  const args = ["-c", "1", wrk, "-t1", `-c${connections}`, `-d${seconds}s`, "--latency", "-H", "accept-encoding: gzip", url];
  const output = execFileSync("taskset", args, { encoding: "utf8" });
  const [, rate] = /Requests\/sec:\s+([\d.]+)/.exec(output) ?? [];
  const [, p99, unit] = /99%\s+([\d.]+)(us|ms|s)/.exec(output) ?? [];
  if (rate === undefined || p99 === undefined || /Non-2xx/.test(output)) throw new Error(`wrk could not load ${url}:\n${output}`);
  return { requestsPerS: Number(rate), p99Ms: Number(p99) * (unit === "us" ? 0.001 : unit === "s" ? 1_000 : 1) };
}
