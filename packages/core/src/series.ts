import { z } from "zod";
import type { LatencyUs, Share, StateMs } from "./monitor-record.ts";
import type { UptimeDefinition } from "./uptime-definition.ts";

export const SeriesRange = z.enum(["1h", "6h", "24h", "7d", "30d", "90d", "1y"]);
export type SeriesRange = z.infer<typeof SeriesRange>;

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export const rangeMs: Record<SeriesRange, number> = {
  "1h": hourMs,
  "6h": 6 * hourMs,
  "24h": dayMs,
  "7d": 7 * dayMs,
  "30d": 30 * dayMs,
  "90d": 90 * dayMs,
  "1y": 365 * dayMs,
};

/** Width of a point, so that no range has more than 300 of them. */
export const bucketMsOf: Record<SeriesRange, number> = {
  "1h": 15_000,
  "6h": 2 * minuteMs,
  "24h": 5 * minuteMs,
  "7d": hourMs,
  "30d": 3 * hourMs,
  "90d": dayMs,
  "1y": 2 * dayMs,
};

/** One bucket of a chart; microseconds. A bucket without an answered check has n = 0 and nulls. */
export type SeriesPoint = LatencyUs & { atMs: number; minUs: number | null; maxUs: number | null; downN: number };
export type LatencySeries = { range: SeriesRange; fromMs: number; untilMs: number; bucketMs: number; points: SeriesPoint[] };

/** The figures of one range and of the equal range before it, with the definition that their uptimes follow. */
export type RangeFigures = LatencyUs & StateMs & { uptime: Share; incidents: number };
export type MonitorFigures = { range: SeriesRange; definition: UptimeDefinition; now: RangeFigures; before: RangeFigures };
