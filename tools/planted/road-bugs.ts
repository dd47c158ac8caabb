import type { Bug } from "./bug.ts";

const integration = (file: string) => (test: string) => ({ project: "integration" as const, file, test });
const unit = (file: string) => (test: string) => ({ project: "unit" as const, file, test });

const observe = integration("packages/engine/test/observe.test.ts");
const deliver = integration("packages/engine/test/deliver.test.ts");
const claim = integration("packages/engine/test/claim.test.ts");
const secondLook = integration("packages/engine/test/second-look.test.ts");
const locations = integration("packages/engine/test/locations.test.ts");
const health = unit("packages/core/src/health.test.ts");
const uptimeFormat = unit("packages/core/src/uptime-format.test.ts");

/** What keeps states, incidents and alerts true while anything may crash, freeze, repeat or come late. */
export const roadBugs: readonly Bug[] = [
  {
    name: "an inconclusive check changes the state",
    file: "packages/core/src/health.ts",
    from: `if (verdict === "inconclusive" || verdict === "no_data") return`,
    to: `if (verdict === "no_data") return`,
    caughtBy: health("does not let an inconclusive check or an older one change anything"),
  },
  {
    name: "an older result rewinds the run",
    file: "packages/core/src/health.ts",
    from: "if (atMs <= state.seenAtMs) return { next: state, effects: [] };",
    to: "",
    caughtBy: health("gives the same answer when a history is cut anywhere and every result is delivered twice"),
  },
  {
    name: "uptime is rounded up to 100 %",
    file: "packages/core/src/uptime-format.ts",
    from: `if (upMs === knownMs) return "100%";`,
    to: `if (Math.round((1_000 * upMs) / knownMs) === 1_000) return "100%";`,
    caughtBy: uptimeFormat("7775999000 of 7776000000 ms reads 99.99998%"),
  },
  {
    name: "no data counts as up",
    file: "packages/core/src/time-in-state.ts",
    from: "const noDataMs = covered(history.gaps.filter",
    to: "const noDataMs = coverage(fromMs, fromMs)(history.gaps.filter",
    caughtBy: unit("packages/core/src/time-in-state.test.ts")("never books our own downtime on the target, nor maintenance as an outage"),
  },
  {
    name: "the unique index of open incidents is gone",
    file: "prisma/migrations/0001_foundation/migration.sql",
    from: "CREATE UNIQUE INDEX incidents_one_open ON",
    to: "CREATE INDEX incidents_one_open ON",
    caughtBy: observe("opens no second incident beside an open one, even when the monitor's state was lost"),
  },
  {
    name: "alerts have random keys",
    file: "packages/engine/src/alerts.ts",
    from: 'createHash("sha256").update(`',
    to: 'createHash("sha256").update(newId()).update(`',
    caughtBy: observe("names an alert after its incident, event and channel, so that whoever concludes the same writes the same"),
  },
  {
    name: "a delivery is marked before it is sent",
    file: "packages/engine/src/deliver.ts",
    from: "  const startedAtMs = deps.now();\n",
    to: `  const startedAtMs = deps.now();\n  await deps.db.outbox.record(taken, { ok: true, code: null, detail: "" }, 0, { outcome: "delivered" });\n`,
    caughtBy: deliver("repeats under the same id after a crash between sending and recording"),
  },
  {
    name: "a frozen sender may record",
    file: "packages/db/src/outbox.ts",
    from: "WHERE id = $1 AND fence = $2 AND settled_at IS NULL\n          RETURNING",
    to: "WHERE id = $1 AND $2::int > 0\n          RETURNING",
    caughtBy: deliver("lets a sender that froze and woke record nothing"),
  },
  {
    name: "results of a lost batch are observed",
    file: "packages/db/src/batches.ts",
    from: "AS h (id, fence) ON b.id = h.id AND b.fence = h.fence\n         ORDER BY b.id FOR UPDATE OF b`",
    to: "AS h (id, fence) ON b.id = h.id\n         ORDER BY b.id FOR UPDATE OF b`",
    caughtBy: observe("drops the results of a batch that somebody else has taken meanwhile"),
  },
  {
    name: "missed ticks leave no gap",
    file: "packages/db/src/schedules.ts",
    from: "FROM due WHERE due_ms > next_due_ms\n",
    to: "FROM due WHERE due_ms < next_due_ms\n",
    caughtBy: claim("moves schedules on by whole intervals of their own grid and records every tick that nobody claimed"),
  },
  {
    name: "a location that fell silent still votes",
    file: "packages/core/src/quorum.ts",
    from: "known.filter((opinion) => opinion.seenMs > staleBeforeMs || opinion.seenMs >= atMs);",
    to: "known;",
    caughtBy: locations("lets those that still look decide when the others have fallen silent"),
  },
  {
    name: "one blind location makes a monitor's time unknown",
    file: "packages/db/src/unseen-by-all.ts",
    from: "if (several.length === 0) return [...gaps];",
    to: "return [...gaps];",
    caughtBy: locations("calls a stretch without data only when nobody looked, however the locations change"),
  },
  {
    name: "a failure is not looked at again",
    file: "packages/engine/src/turn-states.ts",
    from: "if (next !== walk.state) walk.doubted = isDoubtful(walk.state, next) ? result : null;",
    to: "",
    caughtBy: secondLook("asks once more, seconds later, when a check speaks against what is held true, and not at the checks after it"),
  },
  {
    name: "a second look that cannot tell leaves a gap",
    file: "packages/engine/src/observe.ts",
    from: "result.batchId !== null && result.intervalMs > 0",
    to: "result.batchId !== null",
    caughtBy: secondLook("leaves nothing unknown when a second look cannot tell, or comes too late to be made"),
  },
];
