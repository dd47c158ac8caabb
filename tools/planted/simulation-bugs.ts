import { type Bug, unit } from "./bug.ts";

const keeps = unit("bench/simulation/simulation.test.ts")(
  "keeps every promise on 400 seeds of crashes, freezes, lost answers and clocks that are set",
);

/** Of the whole road, as three workers go it at once: what only the order of events shows. */
export const simulationBugs: readonly Bug[] = [
  {
    name: "a worker that lost its batch stores its results all the same",
    file: "packages/engine/src/observe.ts",
    from: "(result) => result.batchId === null || held.has(result.batchId)",
    to: "(result) => result.batchId === null || held.size >= 0",
    caughtBy: keeps,
  },
  {
    name: "an alert is marked before it is sent",
    file: "packages/engine/src/deliver.ts",
    from: `  await deps.step("delivery-taken");\n`,
    to: `  await deps.step("delivery-taken");\n  await deps.db.outbox.record(taken, { ok: true, code: null, detail: "" }, 0, { outcome: "delivered" });\n`,
    caughtBy: keeps,
  },
  {
    name: "a delivery that failed is not tried again",
    file: "packages/engine/src/deliver.ts",
    from: "if (receipt.permanent) return",
    to: "if (!receipt.ok) return",
    caughtBy: keeps,
  },
  {
    name: "a check that could not tell counts as a failure",
    file: "packages/core/src/health.ts",
    from: `if (verdict === "inconclusive" || verdict === "no_data") return`,
    to: `if (verdict === "no_data") return`,
    caughtBy: keeps,
  },
  {
    name: "an incident ends with the first good check",
    file: "packages/core/src/health.ts",
    from: "healthy ? policy.successesToClose : policy.failuresToOpen",
    to: "healthy ? 1 : policy.failuresToOpen",
    caughtBy: keeps,
  },
  {
    name: "one location outvotes all others",
    file: "packages/core/src/quorum-rule.ts",
    from: "majority: Math.floor(n / 2) + 1",
    to: "majority: 1",
    caughtBy: keeps,
  },
  {
    name: "all alerts of an incident have one key",
    file: "packages/engine/src/alerts.ts",
    from: "`${event.incidentId}/${event.seq}/${channelId}`",
    to: "`${event.incidentId}/${channelId}`",
    caughtBy: keeps,
  },
  {
    name: "people are told of everything that flaps",
    file: "packages/engine/src/apply-effects.ts",
    from: "return { ...opening, hold,",
    to: "return { ...opening, hold: null,",
    caughtBy: keeps,
  },
  {
    name: "what flaps and stays down is never told",
    file: "packages/core/src/hold.ts",
    from: "nowMs - confirmedMs >= flapLastsMs",
    to: "nowMs - confirmedMs >= 100 * flapLastsMs",
    caughtBy: keeps,
  },
  {
    name: "a check that is late by an interval leaves no gap",
    file: "packages/engine/src/take-batch.ts",
    from: "(batch.isExtra ? [] : lost)",
    to: "(batch.isExtra ? lost : [])",
    caughtBy: keeps,
  },
  {
    name: "a batch is settled with the first of its results",
    file: "apps/worker/src/observer.ts",
    from: "done: open.get(batch.batchId)?.missing === n",
    to: "done: open.has(batch.batchId) || n > 0",
    caughtBy: keeps,
  },
  {
    name: "results are given up when the database does not answer twice",
    file: "apps/worker/src/observer.ts",
    from: "if (gaveUp) return;",
    to: "if (gaveUp || attempt > 0) return;",
    caughtBy: keeps,
  },
  {
    name: "nobody takes over what a dead worker had claimed",
    file: "apps/worker/src/road.ts",
    from: "of await deps.db.batches.expired(locationNo, sweepLimit)) await",
    to: "of (await deps.db.batches.expired(locationNo, sweepLimit)).slice(0, 0)) await",
    caughtBy: keeps,
  },
  {
    name: "an alert whose doorbell was lost is never sent",
    file: "apps/worker/src/road.ts",
    from: "of await deps.db.outbox.due(sweepLimit, sweepPerChannel)) doBeside",
    to: "of (await deps.db.outbox.due(sweepLimit, sweepPerChannel)).slice(0, 0)) doBeside",
    caughtBy: keeps,
  },
];
