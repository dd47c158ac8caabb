import type { Content } from "@vedette/core/content";
import { isLookDue } from "@vedette/core/look";
import type { ActiveSpec } from "@vedette/core/monitor-spec";
import type { ProbeResult } from "@vedette/core/probe-result";
import { lookPatienceMs } from "@vedette/core/second-look";
import type { ObservedResult } from "@vedette/engine/observe";
import { observedResult } from "@vedette/engine/observed-result";
import type { ReadyBatch, ReadyCheck } from "@vedette/engine/take-batch";
import type { Logger } from "pino";
import type { ObservedBatch, Observer } from "./observer.ts";
import { createPlaces } from "./places.ts";

export type Probe = (spec: ActiveSpec, signal: AbortSignal, detail: "lean" | "detailed", approved: Content | null) => Promise<ProbeResult>;

export type Prober = {
  /**
   * Starts a batch's checks. Resolves when all are started or wait for a place of their team, which keeps no other team's waiting. One that
   * waited until its next tick came is inconclusive; once `signal` is aborted what has not begun is left to the batch's lease.
   */
  accept: (batch: ReadyBatch) => Promise<void>;
  /** Teams of which so many checks wait that claiming more of them would only lose them. */
  fullTeams: () => string[];
  inFlight: () => number;
  /** Resolves when no check is running and none waits. */
  idle: () => Promise<void>;
};

const startsPerTurn = 32;

export type CheckObserved = (result: ObservedResult) => void;

/**
 * Runs checks and hands their results to the observer. `onChecked` sees every result, for metrics. `certificates` remembers what was
 * last reported per monitor, so that the steady state of HTTPS checks writes no state row either.
 */
export function createProber(options: {
  probe: Probe;
  observer: Observer;
  /** What is made of a result by whoever knows how this location does. */
  judge: (result: ObservedResult, teamId: string) => ObservedResult | Promise<ObservedResult>;
  onChecked: CheckObserved;
  /** Hears of ticks that came to nothing for want of time. */
  onMissed: (ticks: number) => void;
  signal: AbortSignal;
  places: { running: number; waiting: number };
  log: Logger;
}): Prober {
  const certificates = new Map<number, number>();
  const places = createPlaces(options.places);
  let started = 0;
  options.signal.addEventListener("abort", () => places.clear(), { once: true });

  async function run(batch: ReadyBatch, held: ObservedBatch, check: ReadyCheck, lateMs: number): Promise<void> {
    const { definition } = check;
    const isLook = isLookDue(definition.monitorNo, check.dueMs, definition.intervalMs);
    const isLate = lateMs >= (batch.isExtra ? lookPatienceMs : definition.intervalMs);
    if (isLate && !batch.isExtra) options.onMissed(1);
    const outcome = isLate
      ? tooLate
      : await options.probe(definition.spec, options.signal, isLook ? "detailed" : "lean", check.approved ?? null);
    const context = {
      batchId: batch.batchId,
      intervalMs: batch.isExtra ? 0 : definition.intervalMs,
      monitorNo: definition.monitorNo,
      locationNo: batch.locationNo,
    };
    const result = observedResult({ ...context, dueMs: check.dueMs, lateMs, spec: definition.spec, isLook }, outcome);
    const expiresAtMs = result.certificateExpiresAtMs;
    if (expiresAtMs !== null && certificates.get(definition.monitorNo) === expiresAtMs) result.certificateExpiresAtMs = null;
    else if (expiresAtMs !== null) certificates.set(definition.monitorNo, expiresAtMs);
    // One that was not run says nothing about this place: its team may have all the places that it is allowed.
    const said = isLate ? result : options.judge(result, definition.teamId);
    // Waited for only where there is something to wait for: nearly every check is judged at once.
    const judged = said instanceof Promise ? await said : said;
    options.onChecked(judged);
    options.observer.push(held, judged);
  }

  return {
    accept: async (batch) => {
      const held = { batchId: batch.batchId, fence: batch.fence };
      options.observer.open(held, batch.checks.length);
      for (const check of batch.checks) {
        if (options.signal.aborted) return options.observer.abandon(held);
        // Starting hundreds in one go would stall the loop, and the stall would be measured as the targets' connect time.
        if (++started % startsPerTurn === 0) await new Promise((resolve) => setImmediate(resolve));
        places.enter(check.definition.teamId, async () => {
          const lateMs = Math.max(0, Math.round(batch.nowMs + (performance.now() - batch.nowAt) - check.dueMs));
          // A probe answers every failure with a value, so a rejection is a bug: the check stays unobserved and becomes a gap.
          await run(batch, held, check, lateMs).catch((error: unknown) => {
            options.observer.abandon(held);
            options.log.error({ err: error, monitorNo: check.definition.monitorNo }, "a check could not be run");
          });
        });
      }
    },
    fullTeams: places.full,
    inFlight: places.taken,
    idle: places.idle,
  };
}

/** A late answer must not stand for a time at which nobody looked, nor run beside the check of the next tick. */
const tooLate: ProbeResult = {
  outcome: "inconclusive",
  reason: "prober_stalled",
  message: "Vedette was too busy to run this check before the next one was due.",
  totalUs: 0,
  phases: {},
  evidence: {},
};
