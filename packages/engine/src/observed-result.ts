import { judge } from "@vedette/core/judge";
import type { MonitorSpec } from "@vedette/core/monitor";
import type { ProbeResult } from "@vedette/core/probe-result";
import type { ObservedResult } from "./observe.ts";

export type CheckContext = Pick<ObservedResult, "batchId" | "intervalMs" | "monitorNo" | "locationNo" | "dueMs" | "lateMs"> & {
  spec: MonitorSpec;
};

/** A probe's result judged under its spec, in the shape in which it is observed. Evidence is kept unless the check was up. */
export function observedResult({ spec, ...context }: CheckContext, outcome: ProbeResult): ObservedResult {
  const judgement = judge(spec, outcome);
  const answered = outcome.outcome === "answered";
  return {
    ...context,
    verdict: judgement.kind,
    code: judgement.code,
    reason: judgement.reason,
    status: answered ? outcome.status : null,
    totalUs: outcome.totalUs,
    phases: outcome.phases,
    certificateExpiresAtMs: answered ? outcome.certificateExpiresAtMs : null,
    evidence: judgement.kind === "up" ? null : outcome.evidence,
  };
}
