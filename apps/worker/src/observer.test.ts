import { pino } from "pino";
import { expect, it } from "vitest";
import { HttpSpec } from "@vedette/core/kinds/http";
import type { ObservedResult } from "@vedette/engine/observe";
import { createObserver } from "./observer.ts";
import { createProber } from "./prober.ts";

const log = pino({ level: "silent" });
const spec = HttpSpec.parse({ kind: "http", url: "http://x.example/", timeoutMs: 1_000 });

it("gives up what a database that stays away does not take, when it is to end", async () => {
  const observer = createObserver({ log, maxWaitMs: 1, observe: () => Promise.reject(new Error("Connection terminated")) });
  const batch = { batchId: "1", fence: 1 };
  observer.open(batch, 1);
  observer.push(batch, { batchId: "1", monitorNo: 1 } as ObservedResult); // safe because nothing reads the rest
  await observer.drain(50);
  expect(observer.buffered()).toBe(0);
});

it("does not run a check that waited until its next one was due, and blames nobody", async () => {
  const results: ObservedResult[] = [];
  const observer = {
    ...createObserver({ log, observe: async () => {} }),
    push: (_: unknown, result: ObservedResult) => void results.push(result),
  };
  const probed: string[] = [];
  const prober = createProber({
    observer,
    log,
    onChecked: () => {},
    signal: new AbortController().signal,
    maxInFlight: 10,
    probe: async (target) => {
      probed.push(target.kind);
      throw new Error("not to be run");
    },
  });
  const definition = { monitorNo: 1, intervalMs: 1_000, spec };
  await prober.accept({
    batchId: "1",
    locationNo: 1,
    fence: 1,
    checks: [{ definition, dueMs: 5_000 }],
    nowMs: 6_000,
    nowAt: performance.now(),
    isExtra: false,
  });
  await prober.idle();
  expect(probed).toEqual([]);
  expect(results).toMatchObject([{ verdict: "inconclusive", lateMs: 1_000, dueMs: 5_000 }]);
});
