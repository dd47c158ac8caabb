import type { MonitorSpec } from "@vedette/core/monitor";
import type { ProbeResult } from "@vedette/core/probe-result";
import { claimDue, batchLeaseMs } from "@vedette/engine/claim";
import { type DeliverDeps, deliver } from "@vedette/engine/deliver";
import type { ObservedResult } from "@vedette/engine/observe";
import { observe } from "@vedette/engine/observe";
import { type PublishDeps, publish } from "@vedette/engine/publish";
import { runErrand } from "@vedette/engine/run-errand";
import { type DefinitionCache, takeBatch } from "@vedette/engine/take-batch";
import type { Queue } from "@vedette/queue/queue";
import type { Logger } from "pino";
import { createObserver } from "./observer.ts";
import { createProber } from "./prober.ts";

export type RoadOptions = {
  deps: DeliverDeps & PublishDeps;
  queue: Queue;
  log: Logger;
  locationNo: number;
  probe: (spec: MonitorSpec, signal: AbortSignal) => Promise<ProbeResult>;
  onChecked: (result: ObservedResult) => void;
};

/** The road's stations, joined by doorbells. Where the queue cannot take a doorbell, the work is done here and now. */
export type Road = ReturnType<typeof createRoad>;

const maxInFlight = 2_000;
/** What one sweep takes of each kind; the next sweep is two seconds away. */
const sweepLimit = 200;
/** A page is confirmed at least this often, so that edge can tell old from quiet. */
const confirmPagesMs = 30_000;

export function createRoad({ deps, queue, log, locationNo, probe, onChecked }: RoadOptions) {
  const stopping = new AbortController();
  const cache: DefinitionCache = new Map();
  const rung = new Map<string, number>();

  const announce = async (outboxIds: readonly string[]): Promise<void> => {
    for (const outboxId of outboxIds) {
      if (!(await queue.ring("deliver", { outboxId }))) await deliverAll(outboxId, stopping.signal);
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
    onChecked,
    log,
    signal: stopping.signal,
    maxInFlight,
    probe: async (spec, signal) => {
      const result = await probe(spec, signal);
      await step("probed");
      return result;
    },
  });

  async function carry(batchId: string): Promise<void> {
    const batch = await takeBatch(deps, cache, batchId);
    if (batch !== null) await prober.accept(batch);
  }

  /** Delivers one alert and then those that waited for it. */
  async function deliverAll(outboxId: string, signal: AbortSignal): Promise<void> {
    for (let next: string | null = outboxId; next !== null && !signal.aborted;) next = await deliver(deps, next, signal);
  }

  async function errand(errandId: string, signal: AbortSignal): Promise<void> {
    await announce(await runErrand({ ...deps, locationNo, probe }, errandId, signal));
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
      for await (const { batchId } of claimDue(deps, locationNo)) {
        rings.push(queue.ring("probe", { batchId }).then((isTaken) => (isTaken ? undefined : carry(batchId))));
      }
      await Promise.all(rings);
    },

    /** Finds, from Postgres alone, what a lost doorbell or a dead worker left behind, and does it here. */
    sweep: async () => {
      for (const batchId of await deps.db.batches.expired(locationNo, sweepLimit)) await carry(batchId);
      await Promise.all((await deps.db.outbox.due(sweepLimit)).map((outboxId) => deliverAll(outboxId, stopping.signal)));
      const open = await deps.db.config.errands.open(120_000, deps.now(), sweepLimit);
      await Promise.all(open.map((errandId) => errand(errandId, stopping.signal)));
    },

    /** Rings for every page that changed; one whose doorbell brought nobody within two seconds is published here. */
    publishDue: async () => {
      const nowMs = performance.now();
      const due = await deps.db.publishing.due(confirmPagesMs);
      for (const pageId of due) {
        const rungAtMs = rung.get(pageId);
        if (rungAtMs === undefined) rung.set(pageId, nowMs);
        const isIgnored = rungAtMs !== undefined && nowMs - rungAtMs > 2_000;
        if (isIgnored || !(await queue.ring("publish", { pageId }, { key: `page-${pageId}` }))) await publish(deps, pageId);
      }
      for (const pageId of rung.keys()) if (!due.includes(pageId)) rung.delete(pageId);
    },

    renewLeases: async () => {
      const held = observer.held();
      if (held.length > 0) await deps.db.batches.renew(held, batchLeaseMs);
    },

    load: () => ({ inFlight: prober.inFlight(), buffered: observer.buffered() }),

    /** Lets running checks end for at most `graceMs`, then stores what there is. What is left becomes a gap, or somebody else's. */
    close: async (graceMs: number) => {
      const ended = prober.idle();
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, graceMs).unref())]);
      stopping.abort();
      await ended;
      await observer.drain();
    },
  };
}
