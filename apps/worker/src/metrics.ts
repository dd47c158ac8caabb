import type { ObservedResult } from "@vedette/engine/observe";
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

export type WorkerMetrics = {
  registry: Registry;
  checked: (result: ObservedResult) => void;
  missed: (ticks: number) => void;
  attempted: (outcome: "delivered" | "failed") => void;
};

/** `gauges` are asked at each scrape; one that throws (its database is away) is left out of that answer. */
export function createMetrics(gauges: Record<string, { help: string; read: () => number | Promise<number> }>): WorkerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const checks = new Counter({ name: "vedette_checks_total", help: "Checks run, by verdict.", labelNames: ["verdict"], registers });
  const late = new Histogram({
    name: "vedette_check_start_lateness_seconds",
    help: "How long after its due time a check began.",
    buckets: [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15, 60],
    registers,
  });
  const missed = new Counter({ name: "vedette_ticks_missed_total", help: "Ticks that nobody had time for.", registers });
  const attempts = new Counter({
    name: "vedette_delivery_attempts_total",
    help: "Attempts to deliver an alert.",
    labelNames: ["outcome"],
    registers,
  });
  for (const [name, { help, read }] of Object.entries(gauges)) {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        try {
          this.set(await read());
        } catch {
          // Reset, a gauge without labels says 0, which would be a figure.
          this.remove();
        }
      },
    });
  }
  return {
    registry,
    checked: (result) => {
      checks.inc({ verdict: result.verdict });
      late.observe(result.lateMs / 1_000);
    },
    missed: (ticks) => missed.inc(ticks),
    attempted: (outcome) => attempts.inc({ outcome }),
  };
}
