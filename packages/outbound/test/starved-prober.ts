// A prober of its own process, so that it can be starved. argv: the healthy target, the timeout in ms, how it disturbs itself ("" or
// "garbage").
// From its start to SIGTERM it checks without a pause, and prints a line of JSON per check: when it ran and what it came to.
import { HttpSpec } from "@vedette/core/kinds/http";
import { probe } from "../src/probe.ts";
import { gist, localDeps } from "./local-deps.ts";

export type StarvedCheck = { startedAtMs: number; endedAtMs: number; gist: number | string };

const [, , url = "", timeoutMs = "", disturbance = ""] = process.argv;
const atOnce = 100;
const spec = HttpSpec.parse({ kind: "http", url, timeoutMs: Number(timeoutMs) });
const stopping = new AbortController();
process.once("SIGTERM", () => stopping.abort());

/** `performance.now` of this process, on the clock that all processes share. */
const sharedNowMs = () => Number(process.hrtime.bigint() / 1_000n) / 1_000;

async function checkOn(): Promise<void> {
  while (!stopping.signal.aborted) {
    const startedAtMs = sharedNowMs();
    const result = gist(await probe(spec, localDeps, stopping.signal));
    if (stopping.signal.aborted) return;
    const check: StarvedCheck = { startedAtMs, endedAtMs: sharedNowMs(), gist: result };
    process.stdout.write(`${JSON.stringify(check)}\n`);
  }
}

if (disturbance === "garbage") {
  // Kept just long enough to survive the young generation, so that the collector has to walk a heap that is nearly full.
  const kept: object[][] = [];
  setInterval(() => {
    kept.push(Array.from({ length: 50_000 }, (_, i) => ({ i, text: `${i}` })));
    if (kept.length > 16) kept.shift();
  }, 5).unref();
}
await Promise.all(Array.from({ length: atOnce }, checkOn));
