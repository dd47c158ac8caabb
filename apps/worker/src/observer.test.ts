import { pino } from "pino";
import { expect, it } from "vitest";
import { HttpSpec } from "@vedette/core/kinds/http";
import type { ObservedResult } from "@vedette/engine/observe";
import { createObserver } from "./observer.ts";
import { createProber } from "./prober.ts";

const log = pino({ level: "silent" });
const spec = HttpSpec.parse({ kind: "http", url: "http://x.example/", timeoutMs: 1_000 });

/** A result as far as the observer reads it. */
const resultOf = (monitorNo: number) => ({ batchId: "1", monitorNo }) as ObservedResult; // safe because nothing reads the rest

it("gives up what a database that stays away does not take, when it is to end", async () => {
  const observer = createObserver({ log, maxWaitMs: 1, observe: () => Promise.reject(new Error("Connection terminated")) });
  const batch = { batchId: "1", fence: 1 };
  observer.open(batch, 1);
  observer.push(batch, resultOf(1));
  await observer.drain(50);
  expect(observer.buffered()).toBe(0);
});

it("sets aside the one result that cannot be stored, and stores the others", async () => {
  const stored: number[] = [];
  const observer = createObserver({
    log,
    maxWaitMs: 1,
    observe: async ({ results }) => {
      if (results.some((result) => result.monitorNo === 3)) throw Object.assign(new Error("integer out of range"), { code: "22003" });
      stored.push(...results.map((result) => result.monitorNo));
    },
  });
  const batch = { batchId: "1", fence: 1 };
  observer.open(batch, 5);
  for (const no of [1, 2, 3, 4, 5]) observer.push(batch, resultOf(no));
  await observer.drain(1_000);
  expect(stored).toEqual([1, 2, 4, 5]);
});

it("keeps a bounded number of results, and leaves what is beyond to its batch's lease", async () => {
  const away = Promise.withResolvers<void>();
  const observer = createObserver({ log, maxResults: 1, maxBuffered: 3, observe: () => away.promise });
  const [kept, lost] = [
    { batchId: "1", fence: 1 },
    { batchId: "2", fence: 1 },
  ];
  observer.open(kept, 4);
  observer.open(lost, 1);
  for (const no of [1, 2, 3, 4]) observer.push(kept, resultOf(no));
  observer.push(lost, resultOf(5));
  expect(observer.buffered()).toBe(3);
  expect(observer.held()).toEqual([kept]);
  away.resolve();
  await observer.drain(1_000);
  expect(observer.held()).toEqual([]);
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
    judge: (result) => result,
    onChecked: () => {},
    onMissed: () => {},
    signal: new AbortController().signal,
    places: { running: 10, waiting: 10 },
    probe: async (target) => {
      probed.push(target.kind);
      throw new Error("not to be run");
    },
  });
  const definition = { monitorNo: 1, teamId: "t", intervalMs: 1_000, spec };
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
  expect(results).toMatchObject([{ verdict: "inconclusive", dueMs: 5_000 }]);
  // It goes on being late while this machine does something else.
  expect(results[0]?.lateMs).toBeGreaterThanOrEqual(1_000);
});
