import type { Sketch } from "./quantile-sketch.ts";

/** What a worker writes down about ten seconds of its own. `missed`: ticks that it found nobody had time for. */
export type WorkerReport = {
  workerId: string;
  locationNo: number;
  host: string;
  version: string;
  missed: number;
  /** How long after their due time its checks began, in microseconds. */
  lateness: Sketch;
  inFlight: number;
  buffered: number;
  queue: "postgres" | "redis";
  queueAnswers: boolean;
};
