import type { Intake } from "@vedette/db/intake";
import { type AskedPing, type PingAnswer, acceptPings } from "@vedette/engine/accept-pings";
import { randomInt, randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";

/** A ping as it arrived; its number and time are given here. */
export type ArrivedPing = Omit<AskedPing, "id" | "atMs">;
/** `busy`: it is not stored as far as we know; the sender has to try again. */
export type IntakeAnswer = PingAnswer | "busy";

export type PingIntake = {
  /** Answers after the ping is committed, and at most five seconds after it came. Never rejects. */
  accept: (ping: ArrivedPing) => Promise<IntakeAnswer>;
  waiting: () => number;
  /** Stores what waits, within a second, and stops. */
  close: () => Promise<void>;
};

type Options = { intake: Intake; log: Logger; /** Milliseconds that never go back. */ monotonic?: () => number };
type Entry = { ping: ArrivedPing; id: number; atMs: number | null; arrivedAt: number; answer: (answer: IntakeAnswer) => void };

const gatherMs = 5;
const maxBatch = 500;
const maxWaiting = 20_000;
const holdMs = 5_000;
const renewMs = 1_000;
/** What a ping itself is to blame for: data exceptions and broken constraints. Anything else passes. */
const contentFault = /^2[23]/;
/** A pause of renewing that is shorter than these is none: requests wait that long by themselves. */
const toleranceMs = { first: 1_100, usual: 2_500 } as const;

/**
 * Takes pings in the order of arrival and stores all that wait in one commit. While the database is away they are held, a bounded number
 * for a bounded time. Once a second it says in the database how far it has heard, so that silence is judged only where we could hear.
 */
export function startPingIntake({ intake, log, monotonic = () => performance.now() }: Options): PingIntake {
  const deps = { intake, newId: randomUUID };
  const edgeId = randomUUID();
  // Numbers of different edges differ, and those of one grow: 22 random bits above 31 counted ones fit a double exactly.
  let lastId = randomInt(2 ** 22) * 2 ** 31;
  /** The database's clock minus ours; unknown before the first answer. */
  let offsetMs: number | null = null;
  const waiting: Entry[] = [];
  let flushing: Entry[] = [];
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let hasRefused = false;
  const stopping = new AbortController();

  const timeOf = (entry: Entry): number | null => (entry.atMs ??= offsetMs === null ? null : Math.floor(entry.arrivedAt + offsetMs));

  function schedule(): void {
    if (running !== null || waiting.length === 0) return;
    timer ??= setTimeout(
      () => {
        timer = null;
        running = flush().finally(() => {
          running = null;
          schedule();
        });
      },
      waiting.length >= maxBatch ? 0 : gatherMs,
    );
  }

  async function flush(): Promise<void> {
    drop();
    if (offsetMs === null) await learnClock().catch(() => pause(100));
    if (offsetMs === null) return;
    flushing = waiting.splice(0, maxBatch);
    await store(flushing);
    flushing = [];
  }

  async function store(entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return;
    try {
      const answers = await acceptPings(
        deps,
        entries.map((entry) => ({ ...entry.ping, id: entry.id, atMs: timeOf(entry) ?? 0 })),
      );
      for (const [i, entry] of entries.entries()) entry.answer(answers[i] ?? "busy");
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      if (!contentFault.test(code)) {
        waiting.unshift(...entries);
        await pause(100);
        return;
      }
      // One that cannot be stored for a fault of its own must not keep the others.
      const half = Math.ceil(entries.length / 2);
      if (entries.length > 1) {
        await store(entries.slice(0, half));
        await store(entries.slice(half));
        return;
      }
      log.error({ err: error }, "a ping cannot be stored");
      entries[0]?.answer("busy");
    }
  }

  /** Those that have waited too long were told to try again by their own timers. */
  function drop(): void {
    const since = monotonic() - holdMs;
    while (waiting[0] !== undefined && waiting[0].arrivedAt <= since) waiting.shift();
  }

  async function learnClock(): Promise<void> {
    const askedAt = monotonic();
    const nowMs = await intake.nowMs();
    const answeredAt = monotonic();
    // A slow answer says little; the clock is then taken to go on as before.
    if (offsetMs === null || answeredAt - askedAt < 100) offsetMs = nowMs - answeredAt;
  }

  async function renew(isFirst: boolean): Promise<void> {
    drop();
    await learnClock();
    if (offsetMs === null) return;
    const oldest = flushing[0] ?? waiting[0];
    const heardUntilMs = (oldest === undefined ? null : timeOf(oldest)) ?? Math.floor(monotonic() + offsetMs);
    const isDeaf = hasRefused;
    hasRefused = false;
    try {
      await intake.renew({ id: edgeId, heardUntilMs, toleranceMs: isDeaf ? 0 : isFirst ? toleranceMs.first : toleranceMs.usual });
    } catch (error) {
      hasRefused ||= isDeaf;
      throw error;
    }
  }

  async function renewForEver(): Promise<void> {
    let isFirst = true;
    let isAway = false;
    while (!stopping.signal.aborted) {
      try {
        await renew(isFirst);
        isFirst = false;
        if (isAway) log.info("pings are taken again");
        isAway = false;
      } catch (error) {
        if (!isAway) log.warn({ err: error }, "pings cannot be stored; they are held for five seconds, then refused");
        isAway = true;
      }
      await pause(isAway ? 250 : renewMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }
  const renewing = renewForEver();

  return {
    waiting: () => waiting.length + flushing.length,
    accept: (ping) => {
      if (waiting.length >= maxWaiting || stopping.signal.aborted) {
        hasRefused = true;
        return Promise.resolve("busy");
      }
      const { promise, resolve } = Promise.withResolvers<IntakeAnswer>();
      const late = setTimeout(() => {
        hasRefused = true;
        resolve("busy");
      }, holdMs);
      lastId += 1;
      const answer = (given: IntakeAnswer) => {
        clearTimeout(late);
        resolve(given);
      };
      waiting.push({ ping, id: lastId, atMs: null, arrivedAt: monotonic(), answer });
      schedule();
      return promise;
    },
    close: async () => {
      const stored = (async () => {
        while (running !== null || waiting.length > 0) {
          schedule();
          await (running ?? pause(gatherMs));
        }
        await renew(false);
      })().catch(() => {});
      stopping.abort();
      await Promise.race([Promise.all([stored, renewing]), pause(1_000)]);
      for (const entry of waiting.splice(0)) entry.answer("busy");
    },
  };
}
