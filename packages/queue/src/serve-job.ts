import { setTimeout as delay } from "node:timers/promises";
import type { Backend, Consumer, OnError } from "./backend.ts";
import { type JobName, jobs } from "./jobs.ts";
import { within } from "./within.ts";

// A worker that was killed is noticed after lock plus check, 20 s at worst.
const lockDuration = 15_000;
const stalledInterval = 5_000;

/** Keeps a worker for `job` running on its queue until `close`; one whose first connection failed is replaced. */
export function serveJob(
  backend: Backend,
  { job, queue }: { job: JobName; queue: string },
  handle: (payload: unknown, signal: AbortSignal) => Promise<void>,
  onError: OnError,
): { close: (graceMs: number) => Promise<void> } {
  const closing = new AbortController();
  let consumer: Consumer;

  const open = (): Consumer => {
    const options = { concurrency: jobs[job].concurrency, lockDuration, stalledInterval, autorun: false as const };
    const opened = backend.openConsumer(queue, (item, _token, signal) => handle(item.data, signal ?? closing.signal), options);
    opened.on("error", (error) => onError(error, job));
    opened.on("failed", (_item, error) => onError(error, job));
    return opened;
  };

  const keepRunning = async () => {
    while (!closing.signal.aborted) {
      consumer = open();
      try {
        await consumer.run();
      } catch (error) {
        onError(error instanceof Error ? error : new Error(String(error)), job);
      }
      if (closing.signal.aborted) return;
      await within(consumer.close(true), 1_000, undefined);
      await delay(1_000, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  };
  void keepRunning();

  return {
    close: async (graceMs) => {
      closing.abort();
      const ended = consumer.close().then(() => true);
      if (await within(ended, graceMs, false)) return;
      consumer.cancelAllJobs("shutting down");
      if (await within(ended, 1_000, false)) return;
      await within(consumer.close(true), 1_000, undefined);
    },
  };
}
