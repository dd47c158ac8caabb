import { expect, it } from "vitest";
import { type PlatformFigures, troublesOf } from "./platform.ts";

const atMs = 1_800_000_000_000;
const worker = {
  id: "w",
  host: "one",
  version: "1",
  seenMs: atMs - 9_000,
  inFlight: 0,
  buffered: 0,
  queue: "redis",
  queueAnswers: true,
} as const;
const location = {
  no: 1,
  name: "Oslo",
  schedules: 5,
  lagMs: 80,
  waitingBatches: 0,
  oldestClaimMs: 0,
  unwell: null,
  selfTestMs: null,
  workers: [worker],
};
const delay = { sinceMs: atMs - 60_000, lateMs: 12_000, missedShare: 0, isStandingStill: false, location: { no: 1, name: "Oslo" } };
const fine: PlatformFigures = {
  atMs,
  delay: null,
  checks: { startedPerS: 5, missed: 0, latenessP50Ms: 40, latenessP99Ms: 90 },
  locations: [location],
  outbox: { waiting: 0, oldestMs: 0, failingChannels: 0 },
  database: { version: "18", latencyMs: 1, sizeBytes: 1, connections: 9, maxConnections: 100, oldestTransactionMs: 5 },
  rollUpLagMs: 0,
  publishLagMs: 0,
  edges: { count: 1, seenMs: atMs - 1_000 },
};

it("finds nothing wrong where all is well, also before anything is watched", () => {
  expect(troublesOf(fine)).toEqual([]);
  expect(
    troublesOf({ ...fine, rollUpLagMs: null, edges: { count: 0, seenMs: null }, locations: [{ ...location, schedules: 0, workers: [] }] }),
  ).toEqual([]);
});

it.each<[string, Partial<PlatformFigures>, RegExp]>([
  ["late checks", { delay }, /^Checks start up to 12 s late$/],
  ["checks that stand still", { delay: { ...delay, isStandingStill: true } }, /^No check has started$/],
  [
    "a location without a worker",
    { locations: [{ ...location, workers: [{ ...worker, seenMs: atMs - 61_000 }] }] },
    /No worker is heard of at Oslo/,
  ],
  [
    "a location that does not trust itself",
    { locations: [{ ...location, unwell: { atMs, reason: "canaries" } }] },
    /Oslo does not trust .*canaries/,
  ],
  ["a self-test that does not come back", { locations: [{ ...location, selfTestMs: 61_000 }] }, /self-test of Oslo .* for 1 min/],
  ["alerts that wait", { outbox: { waiting: 3, oldestMs: 180_000, failingChannels: 1 } }, /Alerts have been waiting for 3 min/],
  ["a queue that takes nothing", { locations: [{ ...location, workers: [{ ...worker, queueAnswers: false }] }] }, /The queue/],
  ["a slow database", { database: { ...fine.database, latencyMs: 900 } }, /database takes 900 ms/],
  ["connections that run out", { database: { ...fine.database, connections: 95 } }, /95 of 100 database connections/],
  ["a transaction left open", { database: { ...fine.database, oldestTransactionMs: 7_200_000 } }, /transaction has been open for 2 h/],
  ["roll-ups that fell behind", { rollUpLagMs: 3_600_000 }, /1 h behind/],
  ["a page that is not published", { publishLagMs: 120_000 }, /waiting for 2 min to be published/],
  ["an edge that fell silent", { edges: { count: 0, seenMs: atMs - 120_000 } }, /No edge/],
])("names %s, and what to do about it", (_, change, title) => {
  const [trouble, ...others] = troublesOf({ ...fine, ...change });
  expect(others).toEqual([]);
  expect(trouble?.title).toMatch(title);
  expect(trouble?.advice).toMatch(/^[A-Z].{20,}\.$/);
});

it("puts what keeps alerts from people before what is merely slow", () => {
  const all = troublesOf({ ...fine, delay, outbox: { waiting: 1, oldestMs: 90_000, failingChannels: 0 }, rollUpLagMs: 3_600_000 });
  expect(all.map(({ tone }) => tone)).toEqual(["bad", "warn", "warn"]);
});
