/** One run of a program. It reads a clock of its own; started again, it is another one. */
export type Program = {
  readonly name: string;
  readonly locationNo: number;
  /** One that closes begins nothing new. */
  state: "running" | "closing" | "dead";
  /** Until then nothing reaches it: no timer, no answer. */
  frozenUntilMs: number;
  /** What its own clock shows beyond the simulation's; only durations may be read from it. */
  readonly monotonicMs: number;
  /** By how much the wall clock of its machine is wrong. */
  wallMs: number;
};

/** `program`: to whom it happens; null: to the world. `run` answers false when nobody was called. */
type Event = { atMs: number; order: number; program: Program | null; code: number; run: () => unknown };

/**
 * Time, and everything that happens in it, one event after the other. An event is over when whatever it woke waits again, so a program can
 * be stopped at every await. Two runs with the same events are the same to the last bit; `hash` tells.
 */
export class Scheduler {
  nowMs = 0;
  events = 0;
  hash = 0;
  /** Whose code runs at this moment. */
  current: Program | null = null;
  /** Asked before each event of a program; true: the program dies of it, unheard. */
  kills: (program: Program, event: number) => boolean = () => false;
  #order = 0;
  readonly #heap: Event[] = [];
  #failure: { error: unknown } | null = null;

  after(delayMs: number, program: Program | null, code: number, run: () => unknown): Event {
    const event = { atMs: this.nowMs + delayMs, order: ++this.#order, program, code, run };
    push(this.#heap, event);
    return event;
  }

  /** Plays until `isOver` says so, or time is up; an error of the world itself rejects. */
  async play(untilMs: number, isOver: () => boolean = () => false): Promise<void> {
    await new Promise<void>((resolve) => {
      const turn = (): void => {
        while (this.#failure === null) {
          const [next] = this.#heap;
          if (next === undefined || next.atMs > untilMs || isOver()) break;
          pop(this.#heap);
          if (this.#happen(next)) {
            // Node runs what is ticked from a microtask once no other microtask is left.
            queueMicrotask(() => process.nextTick(turn));
            return;
          }
        }
        this.current = null;
        resolve();
      };
      turn();
    });
    if (this.#failure !== null) throw this.#failure.error;
  }

  /** Whether somebody's code ran. */
  #happen(event: Event): boolean {
    const { program } = event;
    this.nowMs = Math.max(this.nowMs, event.atMs);
    if (program !== null) {
      if (program.state === "dead") return false;
      if (program.frozenUntilMs > this.nowMs) {
        event.atMs = program.frozenUntilMs;
        push(this.#heap, event);
        return false;
      }
      if (this.kills(program, this.events)) return false;
    }
    this.current = program;
    this.events += 1;
    this.note(event.code);
    try {
      return event.run() !== false;
    } catch (error) {
      this.#failure = { error };
      return false;
    }
  }

  /** Ends the simulation with this error. */
  fail(error: unknown): void {
    this.#failure ??= { error };
  }

  /** Mixes into the hash that something happened, and when. */
  note(what: number): void {
    this.hash = Math.imul(this.hash ^ what ^ Math.imul(Math.round(this.nowMs * 1_000), 0x9e3779b1), 0x01000193) >>> 0;
    this.hash ^= this.hash >>> 15;
  }

  monotonicMs(): number {
    return this.nowMs + (this.current?.monotonicMs ?? 0);
  }

  /** Makes timers and the monotonic clock of this process the simulation's, until disposed. */
  takeOverClock(): Disposable {
    const real = { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate };
    const timer = (delayMs: number, run: () => void, everyMs: number | null) => {
      const program = this.current;
      const handle = { isOff: false, unref: () => handle, ref: () => handle };
      const ring = (): boolean => {
        if (handle.isOff) return false;
        if (everyMs !== null) this.after(everyMs, program, 2, ring);
        run();
        return true;
      };
      this.after(Math.max(1, delayMs), program, 2, ring);
      return handle;
    };
    const off = (handle: { isOff: boolean } | null | undefined) => {
      if (handle) handle.isOff = true;
    };
    Object.assign(globalThis, {
      setTimeout: (run: (value: unknown) => void, delayMs = 0, value?: unknown) => timer(delayMs, () => run(value), null),
      setInterval: (run: () => void, everyMs: number) => timer(everyMs, run, everyMs),
      setImmediate: (run: () => void) => this.after(0, this.current, 3, run),
      clearTimeout: off,
      clearInterval: off,
    });
    performance.now = () => this.monotonicMs();
    return {
      [Symbol.dispose]: () => {
        Object.assign(globalThis, real);
        Reflect.deleteProperty(performance, "now");
      },
    };
  }
}

const isBefore = (a: Event, b: Event) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

function push(heap: Event[], event: Event): void {
  let at = heap.length;
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above] as Event; // safe because above < at
    if (!isBefore(event, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = event;
}

function pop(heap: Event[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  for (let at = 0; ;) {
    let below = 2 * at + 1;
    if (below >= heap.length) return void (heap[at] = last);
    const [left, right] = [heap[below] as Event, heap[below + 1]]; // safe because below < length
    let child = left;
    if (right !== undefined && isBefore(right, left)) {
      child = right;
      below += 1;
    }
    if (!isBefore(child, last)) return void (heap[at] = last);
    heap[at] = child;
    at = below;
  }
}
