import { homeLocation } from "@vedette/core/monitor";
import type { Evidence, PassiveReason } from "@vedette/core/probe-result";
import type { ObservedResult } from "./observe.ts";

/** Microseconds are stored in 31 bits, so a measure of more than 35 minutes stands only with the ping that brought it. */
const longestMs = 2_147_483;

export type Passive = {
  monitorNo: number;
  dueMs: number;
  nowMs: number;
  verdict: "up" | "degraded" | "down";
  code: PassiveReason | null;
  reason: string;
  tookMs?: number | null;
  evidence?: Evidence;
};

/** What was said of a monitor that is not probed, in the shape in which checks are observed. `dueMs`: when it began to hold. */
export function passiveResult({ nowMs, tookMs = null, evidence = {}, ...said }: Passive): ObservedResult {
  const totalUs = tookMs === null || tookMs > longestMs ? null : Math.round(tookMs * 1_000);
  return {
    ...said,
    batchId: null,
    intervalMs: 0,
    locationNo: homeLocation,
    lateMs: Math.min(2_147_483_647, Math.max(0, nowMs - said.dueMs)),
    status: totalUs === null ? null : 0,
    totalUs,
    phases: {},
    certificateExpiresAtMs: null,
    evidence: said.verdict === "up" ? null : evidence,
    look: null,
  };
}
