// farm.ts PORT FOLDER SEED TARGETS: watched services, and the uplinks through which they are seen. /t/<n> answers as target n is: up, or
// down in one of three ways. When it flips is decided by the seed, and on disk before the next request is answered. Told on 127.0.0.1:
// POST /outage?targets=1,2: these are down until POST /over; POST /cut?location=1&addresses=…&how=silent|refused|lossy: its uplink lets nothing
// through to them, or one packet of five, until another such call; POST /end: everything is up and stays so.
import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type Socket, createServer } from "node:net";
import { join } from "node:path";
import { between, oneOf, seededRandom } from "@vedette/testkit/seeded-random";
import { addressOf, addressesOf, canaryAddresses, locationNos, sourceOf } from "./addresses.ts";
import type { CutLine, StallLine, TruthLine } from "./logs.ts";

const [port = "", folder = "", seed = "", targets = ""] = process.argv.slice(2);
const random = seededRandom(Number(seed));
const open = (name: string) => openSync(join(folder, name), "a");
const [truthFile, cutFile, stallFile] = [open("truth.log"), open("cuts.log"), open("stalls.log")];
type Mode = "up" | "error" | "reset" | "hang";
const modes: Mode[] = Array.from({ length: Number(targets) }, () => "up");
/** An answer takes a few turns, and a canary that is 200 ms slower than usual counts as none. */
const stallMs = 50;
const timers = new Map<number, NodeJS.Timeout>();
let struck: number[] = [];

function write(file: number, line: TruthLine | CutLine | StallLine): void {
  writeSync(file, `${JSON.stringify(line)}\n`);
  fdatasyncSync(file);
}

function set(target: number, mode: Mode): void {
  modes[target] = mode;
  write(truthFile, { target, up: mode === "up", atMs: Date.now() });
}

const somehowDown = () => oneOf<Mode>(random, ["error", "reset", "hang"]);

/** Some outages are shorter than it takes to confirm them. */
function live(target: number): void {
  const mode: Mode = modes[target] === "up" ? somehowDown() : "up";
  const stayMs = modes[target] === "up" ? between(random, 5_000, 60_000) : between(random, 200, 25_000);
  const change = () => {
    set(target, mode);
    live(target);
  };
  timers.set(target, setTimeout(change, stayMs));
}

function stop(target: number): void {
  clearTimeout(timers.get(target));
  timers.delete(target);
}

type Cut = { addresses: readonly string[]; how: string; held: Socket[] };
const cuts = new Map<string, Cut>();
const served = new WeakSet<Socket>();

function serve(socket: Socket): void {
  if (served.has(socket)) return;
  served.add(socket);
  services.emit("connection", socket);
  socket.resume();
}

/** Of both ends' packets so many get through where an uplink is lossy. */
const passedShare = 0.2;

/** How long it takes until both a question and its answer got through, by a sender that waits `firstMs` and then twice as long each time. */
function roundTripMs(firstMs: number): number {
  let lost = 0;
  while (lost < 10 && random() > passedShare ** 2) lost += 1;
  return firstMs * (2 ** lost - 1);
}

/**
 * What a location sends is let through, refused, or, as packets that are sent again and again, held until its uplink is back. Linux sends a
 * lost SYN again after a second, and what follows after 200 ms.
 */
function pass(socket: Socket, address: string): void {
  const cut = cuts.get(socket.remoteAddress ?? "");
  if (cut?.addresses.includes(address) !== true) serve(socket);
  else if (cut.how === "refused") socket.resetAndDestroy();
  else {
    cut.held.push(socket.on("error", () => {}));
    if (cut.how === "lossy") setTimeout(() => serve(socket), roundTripMs(1_000) + roundTripMs(200)).unref();
  }
}

function cutOff(locationNo: number, addresses: readonly string[], how: string): void {
  const held = cuts.get(sourceOf(locationNo))?.held ?? [];
  const line = {
    locationNo,
    targets: modes.flatMap((_, target) => (addresses.includes(addressOf(target)) ? [target] : [])),
    canaries: canaryAddresses.every((address) => addresses.includes(address)),
    leaks: how === "lossy",
  };
  write(cutFile, { ...line, atMs: Date.now() });
  cuts.set(sourceOf(locationNo), { addresses, how, held: [] });
  held.forEach(serve);
}

const services = createHttpServer((request, response) => {
  if (request.url?.startsWith("/t/") !== true) return void response.end("canary");
  switch (modes[Number(request.url.slice("/t/".length))]) {
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

const control = createHttpServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://farm");
  const listOf = (name: string) => (searchParams.get(name) ?? "").split(",").filter((word) => word !== "");
  switch (pathname) {
    case "/outage":
      struck = listOf("targets").map(Number);
      for (const target of struck) {
        stop(target);
        set(target, somehowDown());
      }
      break;
    case "/over":
      for (const target of struck) {
        set(target, "up");
        live(target);
      }
      break;
    case "/cut":
      cutOff(Number(searchParams.get("location")), listOf("addresses"), searchParams.get("how") ?? "");
      break;
    case "/end":
      for (const [target, mode] of modes.entries()) {
        stop(target);
        if (mode !== "up") set(target, "up");
      }
      for (const locationNo of locationNos) cutOff(locationNo, [], "");
      break;
    default:
      response.statusCode = 404;
  }
  response.end();
});

const listen = (server: ReturnType<typeof createServer>, address: string) =>
  new Promise<void>((resolve) => server.listen(Number(port), address, resolve));
modes.forEach((_, target) => (set(target, "up"), live(target)));
await Promise.all([
  listen(control, "127.0.0.1"),
  ...[...addressesOf(modes.length), ...canaryAddresses].map((address) =>
    listen(
      createServer({ pauseOnConnect: true }, (socket) => pass(socket, address)),
      address,
    ),
  ),
]);
let lastTurnMs = Date.now();
setInterval(() => {
  const nowMs = Date.now();
  if (nowMs - lastTurnMs > stallMs) write(stallFile, { fromMs: lastTurnMs, untilMs: nowMs });
  lastTurnMs = nowMs;
}, 10);
process.stdout.write("ready\n");
process.once("SIGTERM", () => ([truthFile, cutFile, stallFile].forEach(closeSync), process.exit(0)));
