import { type Claimed, claimDue, batchLeaseMs } from "@vedette/engine/claim";
import { type DeliverDeps, deliver } from "@vedette/engine/deliver";
import type { ObservedResult } from "@vedette/engine/observe";
import { observe } from "@vedette/engine/observe";
import { isDatabaseAway } from "@vedette/db/is-database-away";
import { type PublishDeps, publish } from "@vedette/engine/publish";
import { type ErrandDeps, runErrand } from "@vedette/engine/run-errand";
import { DefinitionCache } from "@vedette/engine/definition-cache";
import { takeBatch } from "@vedette/engine/take-batch";
import { loadProbes } from "@vedette/outbound/probe";
import type { Queue } from "@vedette/queue/queue";
import type { Logger } from "pino";
import { atMost } from "./at-most.ts";
import { createObserver } from "./observer.ts";
import { type Probe, createProber } from "./prober.ts";

export type RoadOptions = {
  deps: DeliverDeps & PublishDeps & Pick<ErrandDeps, "answerPress">;
  queue: Queue;
  log: Logger;
  locationNo: number;
  /** How many checks may run at once here, and wait for that. One team alone may have half of each. */
  places: { running: number; waiting: number };
  probe: Probe;
  /** What is made of a result by whoever knows how this location does. */
  judge: (result: ObservedResult, teamId: string) => ObservedResult | Promise<ObservedResult>;
  onChecked: (result: ObservedResult) => void;
  /** Hears of ticks that nobody had time for. */
  onMissed: (ticks: number) => void;
  /** Hears whether the queue took a batch. */
  onRang: (isTaken: boolean) => void;
};

/** The road's stations, joined by doorbells. Where the queue cannot take a doorbell, the work is done here and now. */
export type Road = ReturnType<typeof createRoad>;

/** What one sweep takes of each kind; the next sweep is two seconds away. */
const sweepLimit = 200;
const sweepPerChannel = 10;
/**
 * With so many results to store, about a second's work, nothing is claimed: checks are run faster than they are stored, and the more are
 * claimed, the longer storing takes, because states turn in order.
 */
const mostUnstored = 10_000;
/** A page is confirmed at least this often, so that edge can tell old from quiet. */
const confirmPagesMs = 30_000;

export function createRoad({ deps, queue, log, locationNo, places, probe, judge, onChecked, onMissed, onRang }: RoadOptions) {
  const stopping = new AbortController();
  const cache = new DefinitionCache();
  const rung = new Map<string, number>();

  /** What is done here for want of a doorbell, by row: nobody waits for it, so what hangs delays nothing else. */
  const beside = new Map<string, Promise<void>>();
  const doBeside = (id: string, work: (signal: AbortSignal) => Promise<void>, places = sweepLimit): void => {
    if (beside.has(id) || beside.size >= places || stopping.signal.aborted) return;
    const done = work(stopping.signal).catch((error: unknown) => log.error({ err: error, id }, "this failed; the sweeper tries it again"));
    beside.set(
      id,
      done.finally(() => beside.delete(id)),
    );
  };

  const leave = (error: unknown): void => log.warn({ err: error }, "a batch waits for its lease to run out");

  const announce = async (outboxIds: readonly string[]): Promise<void> => {
    for (const outboxId of outboxIds) {
      // Few places: these may all be one channel's, and the sweeper, which is fair to channels, comes within two seconds.
      if (!(await queue.ring("deliver", { outboxId }))) doBeside(outboxId, (signal) => deliverAll(outboxId, signal), sweepPerChannel);
    }
  };
  const observer = createObserver({
    log,
    // Announcing is not awaited: a slow doorbell must not keep results waiting, and the sweeper finds what it loses.
    observe: async (observation) =>
      void announce(await observe(deps, observation)).catch((error: unknown) => log.warn({ err: error }, "alerts wait for the sweeper")),
  });
  const step = deps.step;
  const prober = createProber({
    observer,
    judge,
    onChecked,
    onMissed,
    log,
    signal: stopping.signal,
    places,
    probe: async (...check) => {
      const result = await probe(...check);
      await step("probed");
      return result;
    },
  });

  const hasRoom = () => observer.buffered() < mostUnstored;
  const claimed: Claimed = { untilMs: 0, wholeAtMs: 0, without: [] };

  async function carry(batchId: string): Promise<void> {
    // Its results are under way here, perhaps held up by the database: taking it once more would drop them.
    if (observer.holds(batchId)) return;
    const batch = await takeBatch(deps, cache, batchId, onMissed);
    if (batch === null) return;
    await loadProbes(batch.checks.map(({ definition }) => definition.spec.kind));
    await prober.accept(batch);
  }

  /** One row that fails must not keep the others waiting; a database that is away fails them all. */
  async function carryOn(work: Promise<unknown>, what: object): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      log.error({ err: error, ...what }, "this failed and is tried again; the others go on");
    }
  }

  /** Delivers one alert and then those that waited for it. */
  async function deliverAll(outboxId: string, signal: AbortSignal): Promise<void> {
    for (let next: string | null = outboxId; next !== null && !signal.aborted;) next = await deliver(deps, next, signal);
  }

  async function errand(errandId: string, signal: AbortSignal): Promise<void> {
    await announce(await runErrand({ ...deps, locationNo, probe, judge }, errandId, signal));
  }

  return {
    announce,
    carry,
    deliver: deliverAll,
    errand,
    publish: (pageId: string) => publish(deps, pageId),

    /** Claims what is due and rings for each batch; the next claim does not wait for the doorbell of the one before. */
    tick: async () => {
      const rings: Promise<void>[] = [];
      for await (const { batchId } of claimDue(deps, locationNo, claimed, { fullTeams: prober.fullTeams, hasRoom, onMissed })) {
        rings.push(
          queue.ring("probe", { batchId }).then((isTaken) => {
            onRang(isTaken);
            return isTaken ? undefined : carry(batchId).catch(leave);
          }),
        );
      }
      await Promise.all(rings);
    },

    /** Finds, from Postgres alone, the batches that a lost doorbell or a dead worker left behind. */
    recover: async () => {
      for (const batchId of await deps.db.batches.expired(locationNo, sweepLimit)) await carryOn(carry(batchId), { batchId });
    },

    /** The same for deliveries and errands. It starts them and does not wait, so the next sweep comes in its time. */
    sweep: async () => {
      for (const id of await deps.db.outbox.due(sweepLimit, sweepPerChannel)) doBeside(id, (signal) => deliverAll(id, signal));
      for (const id of await deps.db.config.errands.open(120_000, deps.now(), sweepLimit)) doBeside(id, (signal) => errand(id, signal));
    },

    /** Rings for every page that changed; one whose doorbell brought nobody within two seconds is published here. */
    publishDue: async () => {
      const nowMs = performance.now();
      const due = await deps.db.publishing.due(confirmPagesMs);
      for (const pageId of due) {
        const rungAtMs = rung.get(pageId);
        if (rungAtMs === undefined) rung.set(pageId, nowMs);
        const isIgnored = rungAtMs !== undefined && nowMs - rungAtMs > 2_000;
        if (isIgnored || !(await queue.ring("publish", { pageId }, { key: `page-${pageId}` })))
          await carryOn(publish(deps, pageId), { pageId });
      }
      for (const pageId of rung.keys()) if (!due.includes(pageId)) rung.delete(pageId);
    },

    renewLeases: async () => {
      const held = observer.held();
      if (held.length > 0) await deps.db.batches.renew(held, batchLeaseMs);
    },

    load: () => ({ inFlight: prober.inFlight(), buffered: observer.buffered() }),

    /**
     * Lets running checks and deliveries end for at most `graceMs`, then stores what there is for as long again. What is left becomes
     * a gap, or somebody else's.
     */
    close: async (graceMs: number) => {
      const ended = Promise.all([prober.idle(), ...beside.values()]);
      await atMost(graceMs, ended);
      stopping.abort();
      await atMost(1_000, ended);
      await observer.drain(graceMs);
    },
  };
}
