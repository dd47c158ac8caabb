import { z } from "zod";
import { Change } from "./trend.ts";

const Latency = z.object({ n: z.int(), p50Us: z.int().nullable(), p95Us: z.int().nullable(), p99Us: z.int().nullable() });

/** `data` of a finding of kind `trend`; that of kind `forecast` is a `Forecast`. `change` null: one of the weeks has too few checks. */
export const TrendFinding = z.object({ last24h: Latency, last7d: Latency, before7d: Latency, change: Change.nullable() });
export type TrendFinding = z.infer<typeof TrendFinding>;
