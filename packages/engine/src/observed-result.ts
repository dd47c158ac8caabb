import { judge } from "@vedette/core/judge";
import type { ActiveSpec } from "@vedette/core/monitor-spec";
import type { Evidence, ProbeResult } from "@vedette/core/probe-result";
import type { ObservedResult } from "./observe.ts";

export type CheckContext = Pick<ObservedResult, "batchId" | "intervalMs" | "monitorNo" | "locationNo" | "dueMs" | "lateMs"> & {
  spec: ActiveSpec;
  /** The check was looked at in detail: what it found is kept although it was up. */
  isLook: boolean;
};

/** A probe's result judged under its spec, in the shape in which it is observed. Evidence is kept unless the check was up. */
export function observedResult({ spec, isLook, ...context }: CheckContext, outcome: ProbeResult): ObservedResult {
  const judgement = judge(spec, outcome);
  const answered = outcome.outcome === "answered";
  return {
    ...context,
    verdict: judgement.kind,
    code: judgement.code,
    reason: judgement.reason,
    status: answered ? (outcome.status ?? 0) : null,
    totalUs: outcome.totalUs,
    phases: outcome.phases,
    certificateExpiresAtMs: answered ? outcome.certificateExpiresAtMs : null,
    evidence: judgement.kind === "up" ? null : outcome.evidence,
    ...(answered && outcome.assertions.length > 0 && { figures: outcome.assertions.flatMap(({ figure }) => figure ?? []) }),
    ...(answered && outcome.content !== undefined && { content: outcome.content }),
    look: isLook && judgement.kind === "up" ? withoutBodies(outcome.evidence) : null,
  };
}

function withoutBodies({ request, response, ...evidence }: Evidence): Evidence {
  return {
    ...evidence,
    ...(request !== undefined && { request: { method: request.method, url: request.url } }),
    ...(response !== undefined && { response: { status: response.status, headers: response.headers } }),
  };
}
