import type { ActiveSpec } from "./monitor-spec.ts";
import type { ProbeResult, ReasonCode } from "./probe-result.ts";
import { statusMatches } from "./status-set.ts";
import type { Verdict } from "./verdict.ts";

export type Judgement = Verdict & { code: ReasonCode | null };

type Answer = Extract<ProbeResult, { outcome: "answered" }>;

const up: Judgement = { kind: "up", code: null, reason: "" };

/** What a result means under its spec. Pure: the same two values always give the same verdict. The gravest finding names it. */
export function judge(spec: ActiveSpec, result: ProbeResult): Judgement {
  if (result.outcome === "inconclusive") return { kind: "inconclusive", code: result.reason, reason: result.message };
  if (result.outcome === "failed") return { kind: "down", code: result.failure, reason: result.message };
  return (
    statusFinding(spec, result) ??
    assertionFinding(result, "down") ??
    assertionFinding(result, "degraded") ??
    slownessFinding(spec, result) ??
    up
  );
}

function statusFinding(spec: ActiveSpec, { status }: Answer): Judgement | null {
  if (!("expectedStatus" in spec) || status === null || statusMatches(spec.expectedStatus, status)) return null;
  return { kind: "down", code: "status_unexpected", reason: `Answered with status ${status}; expected ${spec.expectedStatus}.` };
}

function assertionFinding({ assertions }: Answer, kind: "down" | "degraded"): Judgement | null {
  const broken = assertions.find((assertion) => !assertion.ok && assertion.severity === kind);
  if (broken === undefined) return null;
  const reason =
    broken.code === "assertion_too_slow"
      ? `The condition ${broken.text} took too long to evaluate.`
      : broken.code === "content_changed"
        ? broken.text
        : `Expected ${broken.text}; it was ${broken.actual}.`;
  return { kind, code: broken.code, reason };
}

function slownessFinding(spec: ActiveSpec, { totalUs }: Answer): Judgement | null {
  if (spec.slowAfterMs === undefined || totalUs <= spec.slowAfterMs * 1_000) return null;
  const tookMs = Math.round(totalUs / 1_000);
  return { kind: "degraded", code: "too_slow", reason: `Answered after ${tookMs} ms; expected at most ${spec.slowAfterMs} ms.` };
}
