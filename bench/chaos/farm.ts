// farm.ts PORT LOG SEED TARGETS: watched services. /t/<n> answers as target n is: up, or down in one of three ways. When it flips is
// decided by the seed, and on disk before the next request is answered. POST /end: everything is up and stays so.
import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { createServer } from "node:http";
import { between, oneOf, seededRandom } from "@vedette/testkit/seeded-random";
import type { TruthLine } from "./logs.ts";

const [port = "", log = "", seed = "", targets = ""] = process.argv.slice(2);
const random = seededRandom(Number(seed));
const file = openSync(log, "a");
type Mode = "up" | "error" | "reset" | "hang";
const modes: Mode[] = Array.from({ length: Number(targets) }, () => "up");
const timers = new Set<NodeJS.Timeout>();

function set(target: number, mode: Mode): void {
  modes[target] = mode;
  const line: TruthLine = { target, up: mode === "up", atMs: Date.now() };
  writeSync(file, `${JSON.stringify(line)}\n`);
  fdatasyncSync(file);
}

/** Some outages are shorter than it takes to confirm them. */
function live(target: number): void {
  const mode: Mode = modes[target] === "up" ? oneOf<Mode>(random, ["error", "reset", "hang"]) : "up";
  const stayMs = modes[target] === "up" ? between(random, 5_000, 60_000) : between(random, 200, 25_000);
  const timer = setTimeout(() => {
    timers.delete(timer);
    set(target, mode);
    live(target);
  }, stayMs);
  timers.add(timer);
}

const server = createServer((request, response) => {
  if (request.method === "POST") {
    for (const timer of timers) clearTimeout(timer);
    modes.forEach((mode, target) => mode !== "up" && set(target, "up"));
    return void response.end();
  }
  switch (modes[Number(request.url?.slice("/t/".length))]) {
    case "up":
      return void response.end("ok");
    case "reset":
      return void request.socket.resetAndDestroy();
    case "hang":
      return;
    case "error":
    case undefined:
      response.statusCode = 503;
      return void response.end("broken");
  }
});
modes.forEach((mode, target) => (set(target, mode), live(target)));
server.listen(Number(port), "127.0.0.1", () => process.stdout.write("ready\n"));
process.once("SIGTERM", () => (closeSync(file), process.exit(0)));
