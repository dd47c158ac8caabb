import { absentSoFarMs, blockedSoFarMs, startWatching, stopWatching } from "./loop-watch.ts";

export type DeadlineEnd = "timeout" | "shutdown";

/** Live deadlines of each signal: one listener per signal instead of one per probe. */
const liveBySignal = new WeakMap<AbortSignal, Set<Deadline>>();

function liveOf(signal: AbortSignal): Set<Deadline> {
  const known = liveBySignal.get(signal);
  if (known !== undefined) return known;
  const live = new Set<Deadline>();
  liveBySignal.set(signal, live);
  signal.addEventListener("abort", () => live.forEach((deadline) => deadline.shutDown()), { once: true });
  return live;
}

/**
 * One time limit over all stages of an exchange, with the only timer it needs. Exactly one stage waits at a time and hears of the
 * end, once. Close it when the exchange is over.
 */
export class Deadline {
  readonly timeoutMs: number;
  readonly startedAtMs: number;
  ended: DeadlineEnd | null = null;
  /** How late the timer fired; more than 50 ms prove that our loop was not running. */
  lateMs = 0;
  /** Milliseconds that we spent ourselves between two exchanges: the target did not have them. */
  spentMs = 0;
  readonly #live: Set<Deadline>;
  readonly #blockedBeforeMs: number;
  readonly #absentBeforeMs: number;
  #timer: NodeJS.Timeout;
  #onEnd: (() => void) | null = null;

  constructor(timeoutMs: number, signal: AbortSignal) {
    this.timeoutMs = timeoutMs;
    this.startedAtMs = performance.now();
    startWatching();
    this.#blockedBeforeMs = blockedSoFarMs();
    this.#absentBeforeMs = absentSoFarMs();
    this.#timer = setTimeout(this.#expire, timeoutMs);
    this.#live = liveOf(signal);
    this.#live.add(this);
    if (signal.aborted) this.shutDown();
  }

  /** Replaces whoever waited before. When the end has come already, the caller hears of it at once. */
  wait(onEnd: () => void): void {
    if (this.ended === null) this.#onEnd = onEnd;
    else onEnd();
  }

  shutDown(): void {
    this.#end("shutdown");
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#onEnd = null;
    this.#live.delete(this);
    stopWatching();
  }

  elapsedUs(): number {
    return Math.round((performance.now() - this.startedAtMs) * 1_000);
  }

  /** For how long the event loop stood still since the start, in pauses longer than 50 ms. */
  blockedMs(): number {
    return blockedSoFarMs() - this.#blockedBeforeMs;
  }

  /** For how long it was late for what it had to do, in pauses of any length. */
  absentMs(): number {
    return absentSoFarMs() - this.#absentBeforeMs;
  }

  readonly #expire = (): void => {
    const leftMs = this.startedAtMs + this.timeoutMs - performance.now();
    // Node counts a timer from the loop's cached clock, so after a long tick it fires early.
    if (leftMs > 1) {
      this.#timer = setTimeout(this.#expire, Math.ceil(leftMs));
      return;
    }
    this.lateMs = -leftMs;
    this.#end("timeout");
  };

  #end(end: DeadlineEnd): void {
    if (this.ended !== null) return;
    this.ended = end;
    const onEnd = this.#onEnd;
    this.#onEnd = null;
    onEnd?.();
  }
}
