import type { Facts } from "@vedette/core/assertion/assertion";
import type { Condition } from "@vedette/core/assertion/condition";
import type { Finding } from "@vedette/core/assertion/evaluate-condition";
import { Worker } from "node:worker_threads";
import type { Capture, ConditionAnswer, ConditionQuestion } from "./condition-worker.ts";

/** CPU time that one condition may take, and all conditions of one check together. */
const conditionMs = 50;
const checkMs = 200;
/** How long a worker may be out of reach: in native code that cannot be interrupted, or without a CPU. */
const silenceMs = 1_000;
/** Room for 1 MB of JSON as objects, and for what a path finds in it. */
const resourceLimits = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 };

/** `stalled`: this machine did not get round to it in time, which says nothing about the target. */
export type LaneOutcome = Finding | "too_slow" | "stalled";

type Thread = { worker: Worker; cpuUs: number; ready: Promise<unknown> };
type Asked = { outcome: LaneOutcome; tookMs: number };

/**
 * Evaluates conditions beside the event loop, one check at a time, first come first served. A condition that takes more than 50 ms of CPU
 * is stopped with its thread, and another thread goes on.
 */
export class ConditionLane {
  #thread: Thread | null = null;
  #isTaken = false;
  readonly #waiting: (() => void)[] = [];

  /** An outcome for each condition, in order. Waits at most `waitMs` for its turn. Rejects only for a bug of ours. */
  async evaluate(conditions: readonly (Condition | Capture)[], facts: Facts, waitMs: number): Promise<LaneOutcome[]> {
    const giveUpAtMs = performance.now() + waitMs;
    if (!(await this.#turn(waitMs))) return conditions.map(() => "stalled");
    const outcomes: LaneOutcome[] = [];
    let informed: Thread | null = null;
    let leftMs = checkMs;
    try {
      for (const condition of conditions) {
        const thread = this.#running();
        const isNew = thread !== informed;
        informed = thread;
        const question = { condition, ...(isNew && { facts }) };
        const { outcome, tookMs } = leftMs > 0 ? await this.#ask(thread, question, giveUpAtMs) : tooSlow;
        outcomes.push(outcome);
        leftMs -= tookMs;
      }
      return outcomes;
    } finally {
      this.#thread?.worker.postMessage({ facts: null } satisfies ConditionQuestion);
      this.#isTaken = false;
      this.#waiting.shift()?.();
    }
  }

  /** Ends the thread; the next evaluation starts another. */
  async close(): Promise<void> {
    const worker = this.#thread?.worker;
    this.#thread = null;
    await worker?.terminate();
  }

  async #turn(waitMs: number): Promise<boolean> {
    if (!this.#isTaken) return (this.#isTaken = true);
    return await new Promise((settle) => {
      const start = (): void => {
        clearTimeout(timer);
        this.#isTaken = true;
        settle(true);
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(start), 1);
        settle(false);
      }, waitMs);
      this.#waiting.push(start);
    });
  }

  #running(): Thread {
    if (this.#thread !== null) return this.#thread;
    const worker = new Worker(new URL("condition-worker.ts", import.meta.url), { resourceLimits, name: "conditions" });
    const { promise, resolve, reject } = Promise.withResolvers();
    const thread: Thread = { worker, cpuUs: 0, ready: promise };
    promise.catch(() => undefined); // whoever asks hears of it
    worker.on("message", (answer: ConditionAnswer) => {
      thread.cpuUs = answer.cpuUs;
      resolve(undefined);
    });
    worker.on("error", reject);
    worker.on("exit", () => {
      reject(new Error("The thread for conditions ended before it began."));
      if (this.#thread === thread) this.#thread = null;
    });
    worker.unref();
    this.#thread = thread;
    return thread;
  }

  async #ask(thread: Thread, question: ConditionQuestion, giveUpAtMs: number): Promise<Asked> {
    const { worker } = thread;
    worker.ref();
    try {
      if (!(await isWithin(thread.ready, giveUpAtMs))) return { outcome: "stalled", tookMs: checkMs };
      const fromUs = thread.cpuUs;
      const answer = await new Promise<ConditionAnswer | "too_slow" | "stalled">((settle) => {
        const watch = watchCpu(worker, fromUs, settle);
        // A thread that dies here ran out of memory: the bound of another resource.
        const onEnd = (): void => settleOnce("too_slow");
        const settleOnce = (what: ConditionAnswer | "too_slow"): void => {
          watch.stop();
          worker.off("message", settleOnce).off("exit", onEnd);
          settle(what);
        };
        worker.on("message", settleOnce).on("exit", onEnd);
        worker.postMessage(question);
      });
      if (typeof answer === "string") {
        this.#replace(thread);
        return { outcome: answer, tookMs: conditionMs };
      }
      const tookMs = (answer.cpuUs - fromUs) / 1_000;
      if (answer.finding === undefined) throw new Error(`A condition could not be evaluated: ${answer.bug}`);
      return { outcome: tookMs > conditionMs ? "too_slow" : answer.finding, tookMs };
    } finally {
      worker.unref();
    }
  }

  #replace(thread: Thread): void {
    if (this.#thread === thread) this.#thread = null;
    void thread.worker.terminate();
    this.#running();
  }
}

const tooSlow: Asked = { outcome: "too_slow", tookMs: 0 };

/** Whether a promise is kept in time; rejects with it. */
async function isWithin(promise: Promise<unknown>, byMs: number): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(() => resolve(false), Math.max(1, byMs - performance.now()));
  try {
    return await Promise.race([promise.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Tells when a thread has used up its 50 ms of CPU, not of the wall clock: on a busy machine a harmless condition can take long. One that
 * is not heard of for a second is in native code, or starved.
 */
function watchCpu(worker: Worker, fromUs: number, tell: (why: "too_slow" | "stalled") => void): { stop: () => void } {
  let isStopped = false;
  let isAsked = false;
  let timer = setTimeout(look, conditionMs);
  const silence = setTimeout(() => end(isAsked ? "too_slow" : "stalled"), silenceMs);
  return { stop };

  function look(): void {
    isAsked = true;
    worker.cpuUsage().then(
      ({ user, system }) => {
        if (isStopped) return;
        isAsked = false;
        const leftMs = conditionMs - (user + system - fromUs) / 1_000;
        if (leftMs <= 0) end("too_slow");
        else timer = setTimeout(look, Math.max(5, leftMs));
      },
      () => undefined, // the thread has ended, which its `exit` tells
    );
  }

  function end(why: "too_slow" | "stalled"): void {
    stop();
    tell(why);
  }

  function stop(): void {
    isStopped = true;
    clearTimeout(timer);
    clearTimeout(silence);
  }
}
