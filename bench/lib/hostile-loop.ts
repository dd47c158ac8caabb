// Checks as the worker runs them, from its own prober, without its database: the well-behaved alone, beside hostile targets, beside names
// that never resolve. argv[2] is the setting as JSON. Prints what was measured as JSON.
import { HttpSpec } from "@vedette/core/kinds/http";
import { probe } from "@vedette/outbound/probe";
import type { ReadyCheck } from "@vedette/engine/take-batch";
import { setTimeout as delay } from "node:timers/promises";
import { pino } from "pino";
import { createProber } from "../../apps/worker/src/prober.ts";

export type HostileSetting = { port: number; nameServer: string; urls: [name: string, url: string][]; rounds: number };
/** Of the well-behaved: each in milliseconds, sorted. `waits` are from when a check was due to its answer. */
type Stretch = { lateness: number[]; waits: number[]; notUp: number; peakMb: number };
export type HostileOutcome = { alone: Stretch; hostile: Stretch; hanging: Stretch; overrunsMs: [name: string, ms: number][] };

const setting = JSON.parse(process.argv[2] ?? "") as HostileSetting; // safe because the bench wrote it
const many = 200;
const goodIntervalMs = 1_000;
/** All hostile checks of a round begin in one go; the next round comes when the last one is over for sure. */
const roundMs = 4_000;
const timeoutMs = 3_000;
const tickMs = 100;

const deps = { policy: { privateAllowed: true, ownEndpoints: [] }, nameServers: [setting.nameServer], smtp: null, now: Date.now };
const overruns = new Map<string, number>();
const nameOf = new Map<number, string>();
let stretch: Stretch = { lateness: [], waits: [], notUp: 0, peakMb: 0 };

const prober = createProber({
  probe: async (spec, signal, detail, approved) => {
    const startedAt = performance.now();
    const result = await probe(spec, deps, signal, detail, approved);
    const overMs = performance.now() - startedAt - spec.timeoutMs;
    const name = "url" in spec ? (hostileNames.get(spec.url) ?? "well-behaved") : "";
    overruns.set(name, Math.max(overruns.get(name) ?? -Infinity, overMs));
    return result;
  },
  observer: {
    push: () => {},
    open: () => {},
    abandon: () => {},
    held: () => [],
    holds: () => false,
    buffered: () => 0,
    drain: async () => {},
  },
  judge: (result) => result,
  onChecked: ({ monitorNo, lateMs, totalUs, verdict }) => {
    if (nameOf.get(monitorNo) !== undefined) return;
    stretch.lateness.push(lateMs);
    stretch.waits.push(lateMs + (totalUs ?? 0) / 1_000);
    if (verdict !== "up") stretch.notUp += 1;
  },
  onMissed: () => {},
  signal: new AbortController().signal,
  places: { running: 4_000, waiting: 2_000 },
  log: pino({ level: "warn" }),
});

type Monitor = ReadyCheck["definition"];
const good = Array.from({ length: many }, (_, i): Monitor => {
  const url = `http://monitor-${i}.good.test:${setting.port}/`;
  return { monitorNo: i, teamId: "good", intervalMs: goodIntervalMs, spec: HttpSpec.parse({ kind: "http", url, timeoutMs: 900 }) };
});
const hostileNames = new Map<string, string>();
/** Half of them have a condition on the body, and half of those one that takes long. */
const conditions = ["", "", 'body contains "fine"', "body matches /(x+x+)+y/"];
const hostile = Array.from({ length: many }, (_, i) => {
  const [name, url] = setting.urls[i % setting.urls.length] ?? ["", ""];
  return monitorOf(many + i, name, `${url}${i}`, conditions[Math.floor(i / setting.urls.length) % conditions.length] ?? "");
});
const hanging = Array.from({ length: many }, (_, i) => monitorOf(2 * many + i, "names that never resolve", `http://${i}.hang.test/`, ""));

function monitorOf(monitorNo: number, name: string, url: string, assertions: string): Monitor {
  nameOf.set(monitorNo, name);
  const spec = HttpSpec.parse({ kind: "http", url, timeoutMs, assertions });
  hostileNames.set(spec.url, name);
  return { monitorNo, teamId: "hostile", intervalMs: roundMs, spec };
}

let batches = 0;
function run(monitors: readonly Monitor[], dueMsOf: (monitor: Monitor) => number): Promise<void> {
  if (monitors.length === 0) return Promise.resolve();
  const checks = monitors.map((definition) => ({ definition, dueMs: dueMsOf(definition) }));
  return prober.accept({
    batchId: String(++batches),
    locationNo: 0,
    fence: 1,
    checks,
    nowMs: Date.now(),
    nowAt: performance.now(),
    isExtra: false,
  });
}

/** The well-behaved, evenly spread over their interval, and the others at the beginning of each round. */
async function during(others: readonly Monitor[], rounds: number): Promise<Stretch> {
  stretch = { lateness: [], waits: [], notUp: 0, peakMb: 0 };
  const mine = stretch;
  const watch = setInterval(() => (mine.peakMb = Math.max(mine.peakMb, process.memoryUsage.rss() / 1_048_576)), 10);
  const startMs = Date.now();
  let doneMs = startMs;
  const running: Promise<void>[] = [];
  for (let tick = 0; Date.now() < startMs + rounds * roundMs; tick++) {
    const nowMs = Date.now();
    const phaseOf = ({ monitorNo }: Monitor) => (monitorNo * goodIntervalMs) / many;
    const dueOf = (monitor: Monitor) => nowMs - ((nowMs - startMs - phaseOf(monitor)) % goodIntervalMs);
    const fromMs = doneMs;
    running.push(
      run(
        good.filter((monitor) => nowMs - startMs >= phaseOf(monitor) && dueOf(monitor) > fromMs),
        dueOf,
      ),
    );
    if (Math.floor((nowMs - startMs) / roundMs) > Math.floor((doneMs - startMs) / roundMs) || tick === 0)
      running.push(run(others, () => nowMs));
    doneMs = nowMs;
    await delay(Math.max(1, startMs + (tick + 1) * tickMs - Date.now()));
  }
  await Promise.all(running);
  await prober.idle();
  clearInterval(watch);
  mine.lateness.sort((a, b) => a - b);
  mine.waits.sort((a, b) => a - b);
  return mine;
}

await during([], 1); // the first checks pay for compiling
const outcome: HostileOutcome = {
  alone: await during([], setting.rounds),
  hostile: await during(hostile, setting.rounds),
  hanging: await during(hanging, setting.rounds),
  overrunsMs: [...overruns],
};
process.stdout.write(`outcome ${JSON.stringify(outcome)}\n`);
