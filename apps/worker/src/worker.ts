import type { OutboundMessage } from "@vedette/core/alert";
import { selfTestTeamId } from "@vedette/core/self-test";
import { resolutions } from "@vedette/core/rollup";
import type { Snapshot } from "@vedette/core/snapshot";
import { type Db, openDb } from "@vedette/db/db";
import { analyse } from "@vedette/engine/analyse";
import type { SendContext } from "@vedette/core/send-context";
import type { Destination } from "@vedette/engine/deliver";
import type { Step } from "@vedette/engine/deps";
import { declareUnwell } from "@vedette/engine/declare-unwell";
import { endUnused } from "@vedette/engine/end-unused";
import { escalate } from "@vedette/engine/escalate";
import { evaluateRules } from "@vedette/engine/evaluate-rules";
import { forgetOld } from "@vedette/engine/forget-old";
import { judgeGroups } from "@vedette/engine/judge-groups";
import { judgeHeartbeats } from "@vedette/engine/judge-heartbeats";
import { packResults } from "@vedette/engine/pack-results";
import { platformFigures } from "@vedette/engine/read-platform";
import { rollUp } from "@vedette/engine/roll-up";
import { prepareSelfTest, selfTestReturned } from "@vedette/engine/self-test";
import { extendMaintenance, turnMaintenance } from "@vedette/engine/plan-maintenance";
import { tellHeld } from "@vedette/engine/tell-held";
import { tellTogether } from "@vedette/engine/tell-together";
import { wakeIncidents } from "@vedette/engine/wake-incidents";
import { type MasterKey, createSealer } from "@vedette/engine/seal";
import type { OutboundDeps } from "@vedette/outbound/outbound-deps";
import { probe } from "@vedette/outbound/probe";
import { answerPress } from "@vedette/outbound/answer-press";
import { send } from "@vedette/outbound/send";
import { packBundle } from "@vedette/page/pack-bundle";
import { renderPage } from "@vedette/page/render-page";
import { type QueueSettings, openQueue } from "@vedette/queue/queue";
import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { atMost } from "./at-most.ts";
import { type HealthServer, type Readiness, startHealthServer } from "./health-server.ts";
import { type Loop, loop } from "./loop.ts";
import { createCanaries } from "./create-canaries.ts";
import { type Heartbeat, beat } from "./beat.ts";
import { createMetrics } from "./metrics.ts";
import { registerPlatform } from "./platform-metrics.ts";
import { createReporter } from "./reporter.ts";
import { type Road, createRoad } from "./road.ts";
import { createSelfTest } from "./self-test.ts";
import { createWellness } from "./wellness.ts";

export type WorkerSettings = {
  databaseUrl: string;
  queue: QueueSettings;
  masterKey: MasterKey;
  publicUrl: string;
  edgeUrl: string;
  /** `name` null: it keeps the one that it has. `canaries`: addresses that are known to be up, by which it knows whether it can be believed. */
  location: { no: number; name: string | null; canaries: readonly string[] };
  port: number;
  metricsToken: string | undefined;
  /** For how long single checks are kept; teams may keep theirs for a shorter time. */
  keepChecksDays: number;
  heartbeat: Heartbeat | null;
  outbound: OutboundDeps;
  step: (name: Step) => Promise<void>;
  log: Logger;
};
export type Worker = { port: number; close: () => Promise<void> };

/** A team whose targets all hang holds half of them: 2,000 sockets. */
const places = { running: 4_000, waiting: 2_000 };
const canaryMs = 5_000;
const dayMs = 86_400_000;
const keepDeliveriesDays = 90;
/** Longer than any period with its grace. */
const keepDeafnessDays = 800;
/** Daily ones are kept for good. */
const keepHourlyRollupsDays = 800;

/** Starts the loops, the queue's workers and the health server. `close` stops taking work, lets running checks end and stores them. */
export async function startWorker(settings: WorkerSettings): Promise<Worker> {
  const { log, heartbeat } = settings;
  const { no: locationNo, name: locationName, canaries } = settings.location;
  const db = openDb({ connectionString: settings.databaseUrl, maxConnections: 10, applicationName: "vedette-worker" });
  const queue = await openQueue(
    settings.queue,
    (error, where) => log.warn({ err: error, where }, "the queue has a problem; work goes on from the database"),
    locationNo,
  );
  const metrics = createMetrics({
    vedette_scheduler_lag_seconds: {
      help: "By how much the most overdue check is late.",
      read: async () => (await db.schedules.latenessMs(locationNo)) / 1_000,
    },
    vedette_claim_oldest_seconds: {
      help: "How long ago the oldest check was due that is claimed and not stored.",
      read: async () => (await db.batches.oldestMs(locationNo)) / 1_000,
    },
    vedette_outbox_oldest_seconds: {
      help: "Age of the oldest delivery that should have been tried.",
      read: async () => (await db.outbox.oldestDueMs()) / 1_000,
    },
    vedette_checks_in_flight: { help: "Checks running now.", read: () => road.load().inFlight },
    vedette_results_buffered: { help: "Results waiting to be stored.", read: () => road.load().buffered },
  });
  registerPlatform(metrics.registry, () => platformFigures(db));
  const selfTest = createSelfTest({
    masterKey: settings.masterKey.key,
    port: () => health.port,
    returned: (location) => selfTestReturned(db, location),
  });
  // Its two ends are on this machine and this worker's own, where nothing else may be dialled.
  const ownOutbound = { ...settings.outbound, policy: { privateAllowed: true, ownEndpoints: [] } };
  const reporter = createReporter({ locationNo, queue: settings.queue.kind });
  const deps = {
    db,
    newId: randomUUID,
    publicUrl: settings.publicUrl,
    edgeUrl: settings.edgeUrl,
    step: settings.step,
    now: Date.now,
    random: Math.random,
    sealer: createSealer([settings.masterKey]),
    render: (snapshot: Snapshot) => packBundle(snapshot, renderPage(snapshot)),
    sendsMail: settings.outbound.smtp !== null,
    answerPress: (url: string, text: string, signal: AbortSignal) => answerPress(url, text, settings.outbound, signal),
    send: async (destination: Destination, message: OutboundMessage, signal: AbortSignal, context: SendContext) => {
      const own = destination.kind === "webhook" ? selfTest.address(destination.url) : null;
      const receipt =
        destination.kind === "webhook" && own !== null
          ? await send({ ...destination, url: own }, message, ownOutbound, signal, context)
          : await send(destination, message, settings.outbound, signal, context);
      metrics.attempted(receipt.ok ? "delivered" : "failed");
      return receipt;
    },
  };
  /** For what compares with stored times: the database's clock is the wall clock. */
  const atDatabaseTime = async () => {
    const nowMs = await db.publishing.nowMs();
    return { ...deps, now: () => nowMs };
  };
  const wellness = createWellness({
    canaryCount: canaries.length,
    askCanaries: createCanaries(canaries, (spec) => probe(spec, settings.outbound, AbortSignal.timeout(canaryMs), "lean", null)),
    seenElsewhere: (failing) => db.unwell.seenElsewhere(locationNo, failing),
    declare: async (reason) => await road.announce(await declareUnwell(deps, locationNo, reason)),
    log,
  });
  const road: Road = createRoad({
    deps,
    queue,
    log,
    locationNo,
    places,
    probe: (spec, signal, detail, approved) => {
      const own = spec.kind === "http" ? selfTest.address(spec.url) : null;
      return spec.kind === "http" && own !== null
        ? probe({ ...spec, url: own }, ownOutbound, signal, detail, approved)
        : probe(spec, settings.outbound, signal, detail, approved);
    },
    // A target that stops as it should says nothing of this location.
    judge: (result, teamId) => (teamId === selfTestTeamId ? result : wellness.judge(result)),
    onChecked: (result) => {
      metrics.checked(result);
      reporter.started(result.lateMs);
    },
    onMissed: (ticks) => {
      metrics.missed(ticks);
      reporter.missed(ticks);
    },
    onRang: reporter.rang,
  });

  queue.serve({
    probe: ({ batchId }) => road.carry(batchId),
    deliver: ({ outboxId }, signal) => road.deliver(outboxId, signal),
    errand: ({ errandId }, signal) => road.errand(errandId, signal),
    publish: async ({ pageId }) => void (await road.publish(pageId)),
    rollUp: async ({ resolutionS }) => void (await rollUp(await atDatabaseTime(), resolutionS)),
    analyse: async () => void (await analyse(await atDatabaseTime())),
  });
  // Before the first result comes: one that has to wait in the default partition keeps its whole day there.
  await db.results.ensurePartitions(3).catch((error: unknown) => log.warn({ err: error }, "partitions are made within the hour"));
  const register = async () => await db.config.locations.register(locationNo, locationName);
  await register().catch((error: unknown) => log.warn({ err: error }, "this location is made known within the hour"));
  const prepareOwn = async () => (heartbeat === null ? undefined : await prepareSelfTest(deps, locationNo, selfTest.token));
  await prepareOwn().catch((error: unknown) => log.warn({ err: error }, "the self-test is prepared within the hour"));
  const loops = {
    tick: loop("tick", 100, log, road.tick),
    leases: loop("leases", 3_000, log, road.renewLeases),
    recover: loop("recover", 2_000, log, road.recover),
    sweep: loop("sweep", 2_000, log, road.sweep),
    report: loop("report", 10_000, log, () => db.platform.report(reporter.take(road.load()))),
    heartbeats: loop("heartbeats", 250, log, async () => await road.announce(await judgeHeartbeats(deps))),
    groups: loop("groups", 1_000, log, async () => await road.announce(await judgeGroups(deps))),
    held: loop("held", 2_000, log, async () => await road.announce(await tellHeld(deps))),
    maintenance: loop("maintenance", 1_000, log, () => turnMaintenance(deps)),
    maintenances: loop("maintenances", 30_000, log, async () => extendMaintenance(deps, await db.publishing.nowMs())),
    escalate: loop("escalate", 1_000, log, async () => await road.announce(await escalate(deps))),
    together: loop("together", 1_000, log, async () => await road.announce(await tellTogether(deps))),
    unused: loop("unused", 2_000, log, () => endUnused(deps)),
    wake: loop("wake", 2_000, log, async () => await road.announce(await wakeIncidents(deps))),
    publish: loop("publish", 500, log, road.publishDue),
    rules: loop("rules", 10_000, log, async () => road.announce(await evaluateRules(await atDatabaseTime()))),
    rollUp: loop("roll-up", 30_000, log, async () => {
      for (const resolutionS of resolutions) {
        if (!(await queue.ring("rollUp", { resolutionS }, { key: `roll-up-${resolutionS}` })))
          await rollUp(await atDatabaseTime(), resolutionS);
      }
    }),
    analyse: loop("analyse", 300_000, log, async () => {
      if (!(await queue.ring("analyse", {}, { key: "analyse" }))) await analyse(await atDatabaseTime());
    }),
    ...(heartbeat !== null && {
      heartbeat: loop("heartbeat", heartbeat.everyMs, log, () => beat(heartbeat.url, db, locationNo, settings.outbound)),
    }),
    pack: loop("pack", 3_600_000, log, () => packResults(deps)),
    upkeep: loop("upkeep", 3_600_000, log, async () => {
      await register();
      await prepareOwn();
      await db.results.ensurePartitions(3);
      await db.results.dropPartitionsOlderThan(settings.keepChecksDays);
      await db.blips.forget(settings.keepChecksDays);
      await db.heartbeats.forgetOldDeafness(keepDeafnessDays);
      const keepRollupsDays = [
        [300, settings.keepChecksDays + 5],
        [3_600, keepHourlyRollupsDays],
      ] as const;
      for (const [resolutionS, keepDays] of keepRollupsDays) {
        while ((await db.rollups.prune(resolutionS, Date.now() - keepDays * dayMs, 10_000)) === 10_000);
      }
      while ((await db.metrics.prune(Date.now() - settings.keepChecksDays * dayMs, 10_000)) === 10_000);
      await forgetOld(deps);
      while ((await db.outbox.forget(keepDeliveriesDays, 10_000)) === 10_000);
      await db.config.errands.forget(Date.now() - dayMs);
    }),
  };
  const health: HealthServer = await startHealthServer({
    port: settings.port,
    registry: metrics.registry,
    metricsToken: settings.metricsToken,
    readiness: () => readinessOf(db, loops.tick),
    otherwise: selfTest.answer,
  });

  const close = async () => {
    // Each wait is bounded: a database that is away, or a target that hangs, may not keep the process. Leases are renewed to the end.
    const { leases, ...others } = loops;
    await atMost(5_000, Promise.all(Object.values(others).map((running) => running.stop())));
    await queue.close();
    await road.close(5_000);
    wellness.stop();
    await atMost(1_000, leases.stop());
    await health.close();
    await atMost(1_000, db.close());
  };
  let closing: Promise<void> | undefined;
  return { port: health.port, close: () => (closing ??= close()) };
}

async function readinessOf(db: Db, tick: Loop): Promise<Readiness> {
  const reasons: string[] = [];
  const database = await Promise.race([
    db.publishing.nowMs().then(
      () => "",
      // What went wrong is in the log: whoever may look here need not learn names and addresses.
      () => "the database does not answer",
    ),
    new Promise<string>((resolve) => setTimeout(resolve, 2_000, "the database has not answered within 2 s").unref()),
  ]);
  if (database !== "") reasons.push(database);
  if (tick.ageMs() > 10_000) reasons.push(`no check was scheduled for ${Math.round(tick.ageMs() / 1_000)} s`);
  return { ready: reasons.length === 0, reasons };
}
