import { type HttpSpec, statusMatches } from "./http-spec.ts";
import type { MonitorSpec } from "./monitor.ts";
import type { ProbeResult, ReasonCode } from "./probe-result.ts";
import type { Verdict } from "./verdict.ts";

export type Judgement = Verdict & { code: ReasonCode | null };

/** What a result means under its spec. Pure: the same two values always give the same verdict. */
export function judge(spec: MonitorSpec, result: ProbeResult): Judgement {
  if (result.outcome === "inconclusive") return { kind: "inconclusive", code: result.reason, reason: result.message };
  if (result.outcome === "failed") return { kind: "down", code: result.failure, reason: result.message };
  return judgeHttp(spec, result.status, result.totalUs);
}

function judgeHttp(spec: HttpSpec, status: number, totalUs: number): Judgement {
  if (!statusMatches(spec.expectedStatus, status)) {
    return { kind: "down", code: "status_unexpected", reason: `Answered with status ${status}; expected ${spec.expectedStatus}.` };
  }
  if (spec.slowAfterMs !== undefined && totalUs > spec.slowAfterMs * 1_000) {
    const tookMs = Math.round(totalUs / 1_000);
    return { kind: "degraded", code: "too_slow", reason: `Answered after ${tookMs} ms; expected at most ${spec.slowAfterMs} ms.` };
  }
  return { kind: "up", code: null, reason: "" };
}
