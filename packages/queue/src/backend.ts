import type { Job, JobsOptions } from "bullmq";

/** The part of BullMQ's queue that we use, whichever store is behind it. */
export type Producer = {
  add: (name: string, payload: unknown, options: JobsOptions) => Promise<unknown>;
  waitUntilReady: () => Promise<unknown>;
  close: () => Promise<void>;
  on: (event: "error", listener: (error: Error) => void) => unknown;
};

/** The part of BullMQ's worker that we use. */
export type Consumer = {
  run: () => Promise<void>;
  close: (force?: boolean) => Promise<void>;
  cancelAllJobs: (reason?: string) => void;
  on: ((event: "error", listener: (error: Error) => void) => unknown) &
    ((event: "failed", listener: (job: Job | undefined, error: Error) => void) => unknown);
};

export type ConsumerOptions = { concurrency: number; lockDuration: number; stalledInterval: number; autorun: false };
/** Three parameters: BullMQ hands the signal only to functions that declare it. */
export type Run = (job: Job, token: string | undefined, signal: AbortSignal | undefined) => Promise<void>;

/** A store for jobs. Both must behave alike; `test/queue-contract.test.ts` holds them to it. */
export type Backend = {
  openProducer: (name: string) => Producer;
  openConsumer: (name: string, run: Run, options: ConsumerOptions) => Consumer;
  /** false when an `add` now would only wait for a connection. */
  isReachable: () => boolean;
  /** Ends the connections, at once where the store is gone. */
  close: () => Promise<void>;
};

export type OnError = (error: Error, where: string) => void;
