import type { Observation, ObservedResult } from "@vedette/engine/observe";
import type { Logger } from "pino";

export type ObservedBatch = { batchId: string; fence: number };

/** Collects results and hands them to `observe` in sets, one after the other. */
export type Observer = {
  /** Adds one result of a batch that was `open`ed. Beyond the bound the result is dropped and its batch left to its lease. */
  push: (batch: ObservedBatch, result: ObservedResult) => void;
  /** Announces a batch and how many results it will have. */
  open: (batch: ObservedBatch, size: number) => void;
  /** Some of its results will never come: what came is stored, the rest is left to its lease. */
  abandon: (batch: ObservedBatch) => void;
  /** Batches whose results are not all stored: their leases want renewing. */
  held: () => ObservedBatch[];
  holds: (batchId: string) => boolean;
  buffered: () => number;
  /** Resolves once everything pushed so far is stored, or after `withinMs`: what is not stored then is left to its batch's lease. */
  drain: (withinMs: number) => Promise<void>;
};

type Options = {
  observe: (observation: Observation) => Promise<void>;
  log: Logger;
  maxResults?: number;
  maxWaitMs?: number;
  maxBuffered?: number;
};

type Entry = { batch: ObservedBatch; result: ObservedResult };

/** What a broken statement, a constraint or a value out of range answers: repeating the same set cannot help, halving it can. */
const contentFault = /^(22|23|42)/;

export function createObserver({ observe, log, maxResults = 500, maxWaitMs = 200, maxBuffered = 50_000 }: Options): Observer {
  const open = new Map<string, { batch: ObservedBatch; missing: number }>();
  const buffer: Entry[] = [];
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let gaveUp = false;

  function schedule(): void {
    if (running !== null || buffer.length === 0) return;
    if (buffer.length >= maxResults) {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      start();
    } else timer ??= setTimeout(() => ((timer = null), start()), maxWaitMs);
  }

  function start(): void {
    running = flush(buffer.splice(0, maxResults)).finally(() => {
      running = null;
      schedule();
    });
  }

  async function flush(entries: Entry[]): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await observe(observationOf(entries));
        for (const { batch } of entries) account(batch);
        return;
      } catch (error) {
        const code = error instanceof Error && "code" in error ? String(error.code) : "";
        if (contentFault.test(code)) return await halve(entries, error);
        if (gaveUp) return;
        if (attempt === 0)
          log.warn(
            { err: error, results: entries.length },
            "results cannot be stored yet; they are kept and stored when the database is back",
          );
        await new Promise((resolve) => setTimeout(resolve, Math.min(1_000, 50 * 2 ** attempt)));
      }
    }
  }

  /** A bad result must not keep the good ones waiting: it is found by halving and set aside. */
  async function halve(entries: Entry[], error: unknown): Promise<void> {
    const [only] = entries;
    if (entries.length === 1 && only !== undefined) {
      log.error(
        { err: error, monitorNo: only.result.monitorNo, dueMs: only.result.dueMs },
        "a result was set aside because it cannot be stored",
      );
      open.delete(only.batch.batchId);
      return;
    }
    const half = Math.ceil(entries.length / 2);
    await flush(entries.slice(0, half));
    await flush(entries.slice(half));
  }

  function observationOf(entries: readonly Entry[]): Observation {
    const counts = new Map<string, { batch: ObservedBatch; n: number }>();
    for (const { batch } of entries) {
      const seen = counts.get(batch.batchId);
      if (seen === undefined) counts.set(batch.batchId, { batch, n: 1 });
      else seen.n += 1;
    }
    return {
      results: entries.map((entry) => entry.result),
      batches: [...counts.values()].map(({ batch, n }) => ({ ...batch, done: open.get(batch.batchId)?.missing === n })),
    };
  }

  function account(batch: ObservedBatch): void {
    const entry = open.get(batch.batchId);
    if (entry !== undefined && --entry.missing === 0) open.delete(batch.batchId);
  }

  async function storeAll(): Promise<void> {
    while (!gaveUp && (buffer.length > 0 || running !== null)) {
      if (running === null) {
        if (timer !== null) clearTimeout(timer);
        timer = null;
        start();
      }
      await running;
    }
  }

  return {
    open: (batch, size) => void open.set(batch.batchId, { batch, missing: size }),
    push: (batch, result) => {
      if (buffer.length >= maxBuffered) {
        // Knowing less is allowed, inventing is not: unsettled, the batch's checks become gaps once its lease has run out.
        if (open.delete(batch.batchId)) log.error({ buffered: buffer.length }, "the result buffer is full; these checks become no data");
        return;
      }
      buffer.push({ batch, result });
      schedule();
    },
    abandon: (batch) => void open.delete(batch.batchId),
    holds: (batchId) => open.has(batchId),
    held: () => [...open.values()].map((entry) => entry.batch),
    buffered: () => buffer.length,
    drain: async (withinMs) => {
      await Promise.race([storeAll(), new Promise((resolve) => setTimeout(resolve, withinMs).unref())]);
      gaveUp = true;
      if (buffer.length > 0 || running !== null)
        log.warn({ buffered: buffer.length }, "results could not be stored before the end; their checks are left");
      buffer.length = 0;
    },
  };
}
