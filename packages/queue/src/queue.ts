import type { OnError, Producer } from "./backend.ts";
import { type JobName, type JobPayloads, jobNames, jobs } from "./jobs.ts";
import { openPostgresBackend } from "./postgres-backend.ts";
import { quietly } from "./quietly.ts";
import { openRedisBackend } from "./redis-backend.ts";
import { serveJob } from "./serve-job.ts";
import { within } from "./within.ts";

export type QueueSettings = { kind: "redis"; url: string } | { kind: "postgres"; connectionString: string };

export type Handler<J extends JobName> = (payload: JobPayloads[J], signal: AbortSignal) => Promise<void>;
export type Handlers = { [J in JobName]?: Handler<J> };

export type Queue = {
  /**
   * The doorbell: says that there is something to do. Never throws and answers within 250 ms; false means that the queue could
   * not take it, and Postgres still knows what is due. It may be lost, doubled, late or out of order.
   * Of one `key`, one job runs and at most one waits; a ring during a run is kept, so a run begins after every ring. A worker
   * that is killed holds its key for up to 20 s: whoever rings again for a lease that ran out puts its number into the key.
   */
  ring: <J extends JobName>(job: J, payload: JobPayloads[J], options?: { key?: string }) => Promise<boolean>;
  /**
   * Starts a worker for each handler. A handler that throws is reported, and repeated as `jobs` says. The signal is aborted
   * when the queue closes and the handler has not ended in time.
   */
  serve: (handlers: Handlers) => void;
  /** Takes no more jobs, gives running ones `graceMs` (5 s) to end, then aborts them. A second call waits for the first. */
  close: (graceMs?: number) => Promise<void>;
};

const ringWithinMs = 250;
const maxRingsInFlight = 1_000;

/**
 * Opens the queue on Redis or PostgreSQL. Errors of the connection and of handlers go to `onError`, repetitions of one at most
 * every 10 s. Probes are rung for, and served, at one location: a target looks different from another. Throws when PostgreSQL cannot be reached, and `UnsafeRedisError` for a Redis that evicts keys.
 */
export async function openQueue(settings: QueueSettings, onError: OnError, locationNo = 1): Promise<Queue> {
  const report = quietly(onError);
  const backend =
    settings.kind === "redis" ? await openRedisBackend(settings.url, report) : await openPostgresBackend(settings.connectionString, report);
  const producers = new Map<JobName, Producer>();
  const consumers: { close: (graceMs: number) => Promise<void> }[] = [];
  let ringsInFlight = 0;
  let closed: Promise<void> | undefined;

  const producerOf = (job: JobName): Producer => {
    const existing = producers.get(job);
    if (existing !== undefined) return existing;
    const producer = backend.openProducer(queueOf(job, locationNo));
    producer.on("error", (error) => report(error, job));
    // A connection that failed in its first moments never recovers by itself: the next ring opens another.
    producer.waitUntilReady().catch(() => producers.delete(job));
    producers.set(job, producer);
    return producer;
  };

  const ring: Queue["ring"] = async (job, payload, options = {}) => {
    if (closed !== undefined || ringsInFlight >= maxRingsInFlight || !backend.isReachable()) return false;
    ringsInFlight += 1;
    const added = Promise.resolve()
      .then(() => producerOf(job).add(job, payload, jobOptions(job, options.key)))
      .then(
        () => true,
        (error: unknown) => {
          report(error instanceof Error ? error : new Error(String(error)), `ring ${job}`);
          return false;
        },
      )
      .finally(() => (ringsInFlight -= 1));
    return within(added, ringWithinMs, false);
  };

  const close = async (graceMs: number) => {
    await Promise.all(consumers.map((consumer) => consumer.close(graceMs)));
    // A store that is gone must not keep the process alive.
    await within(Promise.allSettled([...producers.values()].map((producer) => producer.close())), 1_000, undefined);
    await within(backend.close(), 1_000, undefined);
  };

  return {
    ring,
    serve: (handlers) => {
      for (const job of jobNames) {
        const handler = handlers[job];
        if (handler === undefined) continue;
        // safe because `job` names both the handler and the queue whose payloads it is given
        const run = (payload: unknown, signal: AbortSignal) =>
          (handler as (payload: unknown, signal: AbortSignal) => Promise<void>)(payload, signal);
        consumers.push(serveJob(backend, { job, queue: queueOf(job, locationNo) }, run, report));
      }
    },
    close: (graceMs = 5_000) => (closed ??= close(graceMs)),
  };
}

function queueOf(job: JobName, locationNo: number): string {
  return job === "probe" && locationNo !== 1 ? `probe-${locationNo}` : job;
}

function jobOptions(job: JobName, key: string | undefined) {
  const { attempts, backoffMs } = jobs[job];
  return {
    attempts,
    ...(attempts > 1 ? { backoff: { type: "exponential", delay: backoffMs } } : {}),
    // Nothing is kept: what happened is told by Postgres, and a finished job that stays would only grow.
    removeOnComplete: true,
    removeOnFail: true,
    ...(key === undefined ? {} : { deduplication: { id: key, keepLastIfActive: true } }),
  };
}
