import { type Sketch, add, emptySketch } from "@vedette/core/quantile-sketch";
import type { WorkerReport } from "@vedette/core/worker-report";
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import manifest from "../package.json" with { type: "json" };

/** Gathers what a worker says of itself. */
export type Reporter = {
  started: (lateMs: number) => void;
  missed: (ticks: number) => void;
  rang: (isTaken: boolean) => void;
  /** What there is to say since the report before. */
  take: (load: { inFlight: number; buffered: number }) => WorkerReport;
};

/** So many at once cost the sketch what one costs. */
const gathered = 500;

export function createReporter(worker: Pick<WorkerReport, "locationNo" | "queue">): Reporter {
  const who = { workerId: randomUUID(), host: hostname(), version: manifest.version, ...worker };
  let lateness: Sketch = emptySketch;
  let waitingUs: number[] = [];
  let missed = 0;
  let isRefused = false;
  const gather = () => {
    lateness = add(lateness, waitingUs);
    waitingUs = [];
  };
  return {
    started: (lateMs) => {
      waitingUs.push(lateMs * 1_000);
      if (waitingUs.length === gathered) gather();
    },
    missed: (ticks) => (missed += ticks),
    rang: (isTaken) => (isRefused ||= !isTaken),
    take: (load) => {
      gather();
      const report = { ...who, ...load, lateness, missed, queueAnswers: !isRefused };
      [lateness, missed, isRefused] = [emptySketch, 0, false];
      return report;
    },
  };
}
