import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "@vedette/testkit/free-port";
import { type Running, findOrInstall, start, untilAnswers } from "./process.ts";

const fixtures = join(import.meta.dirname, "../../packages/testkit/fixtures");
/** Signed `good.pem`, which names localhost and 127.0.0.1: a prober has to be told to trust it. */
export const testAuthority = join(fixtures, "ca.pem");

export type Target = AsyncDisposable & {
  program: "nginx" | "Node";
  url: string;
  secureUrl: string;
  /** One process does all its work. */
  pid: number;
  /** What it was asked for so far, in milliseconds since the epoch; empty unless it was told to keep a log. */
  hits: () => Map<string, number[]>;
};

/**
 * A loopback server that answers every path with the same 200 and hangs up, as cheaply as one can be had: what it costs is the bench's, and
 * the prober shares the machine with it. nginx with one worker where it is or may be installed, otherwise Node.
 */
export async function startTarget(folder: string, { logHits }: { logHits: boolean }): Promise<Target> {
  const [port, securePort] = [await freePort(), await freePort()];
  const nginx = findOrInstall("nginx", "nginx-light");
  const log = logHits ? join(folder, "hits.log") : null;
  const running = nginx === null ? startNode(port, securePort, log) : startNginx(nginx, folder, port, securePort, log);
  const [url, secureUrl] = [`http://127.0.0.1:${port}/`, `https://127.0.0.1:${securePort}/`];
  await untilAnswers(url);
  return {
    program: nginx === null ? "Node" : "nginx",
    url,
    secureUrl,
    pid: running.pid,
    hits: () => (log === null ? new Map() : readHits(log)),
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  };
}

function startNode(port: number, securePort: number, log: string | null): Running {
  return start(process.execPath, [join(import.meta.dirname, "node-target.ts"), String(port), String(securePort), fixtures, log ?? ""]);
}

function startNginx(program: string, folder: string, port: number, securePort: number, log: string | null): Running {
  const home = join(folder, "target");
  mkdirSync(home);
  const config = join(home, "nginx.conf");
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${home}/${kind};`).join(" ");
  const logging = log === null ? "access_log off;" : `log_format hit '$msec $uri'; access_log ${log} hit buffer=64k flush=1s;`;
  // No session is resumed, so each check pays for a whole handshake.
  writeFileSync(
    config,
    `daemon off; master_process off; pid ${home}/nginx.pid; error_log ${home}/error.log; events { worker_connections 8192; multi_accept on; }
     http { ${logging} ${paths} keepalive_timeout 0; lingering_close off; default_type text/plain; server_tokens off;
       server { listen 127.0.0.1:${port} backlog=4096 deferred; listen 127.0.0.1:${securePort} ssl backlog=4096 deferred; return 200 "ok\n";
         ssl_certificate ${fixtures}/good.pem; ssl_certificate_key ${fixtures}/good.key.pem; ssl_session_tickets off; ssl_session_cache off; } }`,
  );
  return start(program, ["-c", config]);
}

/** Lines of seconds and a path. */
function readHits(log: string): Map<string, number[]> {
  const hits = new Map<string, number[]>();
  for (const line of readFileSync(log, "utf8").split("\n")) {
    const [seconds, path = ""] = line.split(" ");
    const before = hits.get(path);
    if (before === undefined) hits.set(path, [Number(seconds) * 1_000]);
    else before.push(Number(seconds) * 1_000);
  }
  hits.delete("");
  return hits;
}
