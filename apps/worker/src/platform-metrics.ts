import type { PlatformFigures, PlatformLocation } from "@vedette/core/platform";
import { goneMs } from "@vedette/core/platform";
import { Gauge, type Registry } from "prom-client";

type Read = (figures: PlatformFigures) => number | null;
type ReadLocation = (location: PlatformLocation, figures: PlatformFigures) => number;

const s = (ms: number) => ms / 1_000;

const ofPlatform: Record<string, [help: string, read: Read]> = {
  vedette_platform_start_lateness_p50_seconds: [
    "Half of all checks of the last five minutes began at most this late.",
    (f) => f.checks.latenessP50Ms && s(f.checks.latenessP50Ms),
  ],
  vedette_platform_start_lateness_p99_seconds: [
    "99 of 100 checks of the last five minutes began at most this late.",
    (f) => f.checks.latenessP99Ms && s(f.checks.latenessP99Ms),
  ],
  vedette_platform_checks_per_second: ["Checks started, all workers, last five minutes.", (f) => f.checks.startedPerS],
  vedette_platform_missed_ticks: ["Ticks of the last five minutes that nobody had time for.", (f) => f.checks.missed],
  vedette_platform_late: ["1 while people are told that checks are late.", (f) => Number(f.delay !== null)],
  vedette_outbox_waiting: ["Deliveries that are not settled.", (f) => f.outbox.waiting],
  vedette_channels_failing: ["Channels whose last delivery failed.", (f) => f.outbox.failingChannels],
  vedette_database_latency_seconds: ["How long the database takes for the simplest answer.", (f) => s(f.database.latencyMs)],
  vedette_database_size_bytes: ["Size of the database on disk.", (f) => f.database.sizeBytes],
  vedette_database_connections: ["Connections that are taken.", (f) => f.database.connections],
  vedette_database_connections_limit: ["Connections that there may be.", (f) => f.database.maxConnections],
  vedette_database_oldest_transaction_seconds: ["Age of the oldest open transaction.", (f) => s(f.database.oldestTransactionMs)],
  vedette_rollup_lag_seconds: ["How far charts and uptime are behind.", (f) => f.rollUpLagMs && s(f.rollUpLagMs)],
  vedette_publish_lag_seconds: ["How long the oldest change of a page has waited to be published.", (f) => s(f.publishLagMs)],
  vedette_edges: ["Edges heard of within a minute.", (f) => f.edges.count],
};

const ofLocations: Record<string, [help: string, read: ReadLocation]> = {
  vedette_location_lag_seconds: ["By how much the location's most overdue check is late.", (l) => s(l.lagMs)],
  vedette_location_batches_waiting: ["Claimed batches that nobody has taken.", (l) => l.waitingBatches],
  vedette_location_claim_oldest_seconds: [
    "How long ago the oldest check was due that is claimed and not stored.",
    (l) => s(l.oldestClaimMs),
  ],
  vedette_location_workers: [
    "Workers heard of within a minute.",
    (l, f) => l.workers.filter((worker) => f.atMs - worker.seenMs < goneMs).length,
  ],
  vedette_location_self_test_seconds: [
    "How long ago the location's self-test came back; 0 where there is none.",
    (l) => s(l.selfTestMs ?? 0),
  ],
  vedette_location_unwell: ["1 while the location does not trust what it sees.", (l) => Number(l.unwell !== null)],
};

/** Of one scrape all gauges say the same moment. */
const scrapeMs = 1_000;

/**
 * The figures of the platform's page, of all teams and workers, asked from the database at each scrape. While it is away all are left out,
 * and `vedette_database_up` is 0.
 */
export function registerPlatform(registry: Registry, read: () => Promise<PlatformFigures>): void {
  const registers = [registry];
  let asked: { at: number; figures: Promise<PlatformFigures | null> } | null = null;
  const figures = () => {
    if (asked === null || performance.now() - asked.at > scrapeMs) asked = { at: performance.now(), figures: read().catch(() => null) };
    return asked.figures;
  };
  new Gauge({
    name: "vedette_database_up",
    help: "1 while the database answers.",
    registers,
    async collect() {
      this.set(Number((await figures()) !== null));
    },
  });
  for (const [name, [help, of]] of Object.entries(ofPlatform)) {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        const now = await figures();
        const value = now === null ? null : of(now);
        if (value === null) this.remove();
        else this.set(value);
      },
    });
  }
  for (const [name, [help, of]] of Object.entries(ofLocations)) {
    new Gauge({
      name,
      help,
      labelNames: ["location", "name"],
      registers,
      async collect() {
        const now = await figures();
        this.reset();
        if (now === null) return;
        for (const location of now.locations) this.set({ location: String(location.no), name: location.name }, of(location, now));
      },
    });
  }
}
