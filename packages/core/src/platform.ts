import { type UnwellReason, unwellWords } from "./location-health.ts";
import { type Delay, delayWords } from "./punctuality.ts";
import { selfTestStaleMs } from "./self-test.ts";
import { durationName } from "./zoned-time.ts";

/** A location and how it does. `waitingBatches`: claimed and not taken; `oldestClaimMs`: how long ago the oldest check was due that is claimed and not stored. */
export type PlatformLocation = {
  no: number;
  name: string;
  schedules: number;
  /** By how much the most overdue check is late. */
  lagMs: number;
  waitingBatches: number;
  oldestClaimMs: number;
  /** When it last said that it does not trust what it sees, and why; null where that is over. */
  unwell: { atMs: number; reason: UnwellReason } | null;
  /** How long ago an alert of its self-test came back; null where it does not watch itself. */
  selfTestMs: number | null;
  workers: PlatformWorker[];
};

export type PlatformWorker = {
  id: string;
  host: string;
  version: string;
  seenMs: number;
  inFlight: number;
  buffered: number;
  queue: "postgres" | "redis";
  /** Whether the queue took what it was given since the report before. */
  queueAnswers: boolean;
};

/** How the platform itself does. Ages and lags are milliseconds; `atMs` is the database's clock. */
export type PlatformFigures = {
  atMs: number;
  delay: Delay | null;
  /** Of the last five minutes, by all workers. Null lateness: nothing was started. */
  checks: { startedPerS: number; missed: number; latenessP50Ms: number | null; latenessP99Ms: number | null };
  locations: PlatformLocation[];
  outbox: { waiting: number; oldestMs: number; failingChannels: number };
  database: {
    version: string;
    latencyMs: number;
    sizeBytes: number;
    connections: number;
    maxConnections: number;
    oldestTransactionMs: number;
  };
  /** Behind what is rolled up at the latest: a bucket of five minutes closes after 90 s. Null: nothing is watched yet. */
  rollUpLagMs: number | null;
  /** How long the page that has waited for the longest has changed and not been published. */
  publishLagMs: number;
  /** When an edge was last heard of; null where none ever was. `count`: of those heard of within a minute. */
  edges: { count: number; seenMs: number | null };
};

export type Trouble = { tone: "bad" | "warn"; title: string; sinceMs: number | null; advice: string };

/** Longer than this without a word, and a worker or an edge is taken for gone. */
export const goneMs = 60_000;

/** What is wrong, worst first, with what to do about it; empty while everything is on time. */
export function troublesOf(figures: PlatformFigures): Trouble[] {
  const { atMs, delay, locations, outbox, database, rollUpLagMs, publishLagMs, edges } = figures;
  const found: Trouble[] = [];
  const bad = (title: string, advice: string, sinceMs: number | null = null) => void found.push({ tone: "bad", title, advice, sinceMs });
  const warn = (title: string, advice: string, sinceMs: number | null = null) => void found.push({ tone: "warn", title, advice, sinceMs });

  if (delay !== null) {
    const words = delayWords(delay, locations.length === 1);
    if (delay.isStandingStill)
      bad(words, "See whether a worker of this location runs and reaches the database; its log says why.", delay.sinceMs);
    else
      warn(
        words,
        "Results stay true, and what is skipped is shown as no data. Add a worker to this location, or check less often.",
        delay.sinceMs,
      );
  }
  for (const { name, schedules, unwell, selfTestMs, workers } of locations) {
    if (schedules > 0 && !workers.some((worker) => atMs - worker.seenMs < goneMs))
      bad(`No worker is heard of at ${name}`, "Start one: nothing is checked from there without it.");
    else if (selfTestMs !== null && selfTestMs > selfTestStaleMs)
      bad(
        `The self-test of ${name} has not come back for ${durationName(selfTestMs)}`,
        "An outage would not be told either. Its worker's log says at which step things stand still.",
        atMs - selfTestMs,
      );
    if (unwell !== null)
      bad(`${name} does not trust what it sees: ${unwellWords[unwell.reason]}`, "Look at the machine and its network.", unwell.atMs);
  }
  if (outbox.oldestMs > 60_000)
    bad(
      `Alerts have been waiting for ${durationName(outbox.oldestMs)}`,
      "See which channels fail, and whether the workers reach the mail server and the internet.",
    );
  if (locations.some(({ workers }) => workers.some((worker) => atMs - worker.seenMs < goneMs && !worker.queueAnswers)))
    warn(
      "The queue does not take all that it is given",
      "Nothing is lost: the database is asked instead, a few seconds later. Look at Redis, or whatever carries the queue.",
    );
  if (database.latencyMs > 250)
    warn(`The database takes ${Math.round(database.latencyMs)} ms for an answer`, "See what else its machine is doing.");
  if (database.connections > database.maxConnections * 0.9)
    warn(
      `${database.connections} of ${database.maxConnections} database connections are taken`,
      "Raise max_connections, or run fewer processes.",
    );
  if (database.oldestTransactionMs > 300_000)
    warn(
      `A transaction has been open for ${durationName(database.oldestTransactionMs)}`,
      "End it: what is deleted meanwhile cannot be cleared away, and the database grows.",
    );
  if (rollUpLagMs !== null && rollUpLagMs > 900_000)
    warn(`Charts and uptime are ${durationName(rollUpLagMs)} behind`, "A worker's log says why roll-ups fail or take so long.");
  if (publishLagMs > 60_000)
    bad(`A status page has been waiting for ${durationName(publishLagMs)} to be published`, "A worker's log says why it cannot be.");
  if (edges.seenMs !== null && atMs - edges.seenMs > goneMs)
    bad("No edge is heard of", "Start one: pings are not taken without it, and pages are not brought up to date.", edges.seenMs);
  return found.toSorted((a, b) => Number(b.tone === "bad") - Number(a.tone === "bad"));
}
