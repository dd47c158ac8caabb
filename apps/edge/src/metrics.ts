import type { Logger } from "pino";
import { Counter, Gauge, Registry, collectDefaultMetrics } from "prom-client";
import type { PageStore } from "./page-store.ts";

export type EdgeMetrics = {
  contentType: string;
  text: () => Promise<string>;
  answered: (status: number) => void;
  failed: (error: unknown) => void;
};

type Options = { store: PageStore; syncErrors: () => number; pingsWaiting: () => number; now: () => number; log: Logger };

/** Counting a request is one addition; everything else is read when somebody asks. */
export function createMetrics({ store, syncErrors, pingsWaiting, now, log }: Options): EdgeMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const byClass = [0, 0, 0, 0, 0, 0];
  const counter = (name: string, help: string, read: () => number) =>
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });

  new Counter({
    name: "vedette_edge_requests_total",
    help: "Requests answered, by class of status.",
    labelNames: ["status"],
    registers,
    collect() {
      this.reset();
      byClass.forEach((count, i) => i > 1 && this.inc({ status: `${i}xx` }, count));
    },
  });
  counter("vedette_edge_sync_errors_total", "Looks at the database and publications that failed.", syncErrors);
  gauge("vedette_edge_pings_waiting", "Pings that are not stored yet.", pingsWaiting);
  gauge("vedette_edge_pages", "Pages that are served.", () => store.pages().size);
  gauge("vedette_edge_oldest_page_age_seconds", "How long ago the least recently confirmed page was known to be true.", () => {
    const confirmed = [...store.pages().values()].map((page) => page.confirmedAtMs);
    return confirmed.length === 0 ? 0 : Math.max(0, now() - Math.min(...confirmed)) / 1_000;
  });

  return {
    contentType: registry.contentType,
    text: async () => await registry.metrics(),
    answered: (status) => {
      const group = Math.floor(status / 100);
      byClass[group] = (byClass[group] ?? 0) + 1;
    },
    failed: (error) => log.error({ err: error }, "an answer failed"),
  };
}
