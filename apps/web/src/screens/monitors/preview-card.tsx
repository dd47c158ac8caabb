"use client";
import type { AssertionOutcome } from "@vedette/core/assertion/assertion";
import type { ErrandAnswer } from "@vedette/core/errand";
import type { Evidence, ProbeResult } from "@vedette/core/probe-result";
import { proposeAssertions } from "@vedette/core/propose-assertions";
import { Plus } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { formatUs } from "../../ui/format.ts";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { StatusMark, markWords } from "../../ui/status-mark.tsx";
import { useNow } from "../../ui/time.tsx";
import type { Asserting } from "./condition-for.ts";
import { EvidenceView } from "./evidence-view.tsx";
import { PhaseWaterfall } from "./phase-waterfall.tsx";

type PreviewCardProps = {
  waiting: boolean;
  isUnheard: boolean;
  /** Whether the answer is about what is typed now. */
  isOfNow: boolean;
  isHeld: boolean;
  /** Whether what is typed can be checked at all. */
  isReadable: boolean;
  answer: ErrandAnswer | null;
  error: unknown;
  /** Where what was seen becomes conditions. */
  asserting?: Asserting | undefined;
};

/** What a real check found: state, phases, conditions and everything that was seen. The place keeps its height while waiting. */
export function PreviewCard({ waiting, isUnheard, isOfNow, isHeld, isReadable, answer, error, asserting }: PreviewCardProps) {
  return (
    <section aria-label="Result of a real check" aria-live="polite" className="min-h-40 rounded-xl border border-line bg-surface p-4">
      {error !== null && error !== undefined ? (
        <RefusalNote error={error} />
      ) : waiting ? (
        <p className="flex items-center gap-2 text-muted">
          <Spinner /> {isUnheard ? "No worker has taken this check yet. It runs as soon as one does." : "Checking now"}
        </p>
      ) : (
        <>
          {!isReadable && answer !== null && <p className="mb-2 text-sm">From before: a check runs again once the settings can be read.</p>}
          {isHeld && (
            <p className="mb-2 text-sm">What is secret would go to another place than before. Press Test now once that is the right one.</p>
          )}
          <div className={isOfNow || answer === null ? undefined : "opacity-60"}>
            <Answer answer={answer} asserting={asserting} />
          </div>
        </>
      )}
    </section>
  );
}

function Answer({ answer, asserting }: Pick<PreviewCardProps, "answer" | "asserting">) {
  if (answer === null) return <p className="text-muted">Type an address and a real check runs.</p>;
  if (answer.kind === "refused") return <p>{answer.message}</p>;
  if (answer.kind !== "checked") return null;
  const { judgement, result } = answer;
  return (
    <div className="flex flex-col gap-3">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 font-medium">
        <StatusMark status={judgement.kind} word={judgement.kind === "up" ? "It is up" : markWords[judgement.kind]} className="text-base" />
        {result.outcome === "answered" && result.status !== null && <span className="tabular text-muted">status {result.status}</span>}
        {result.outcome === "answered" && <span className="tabular text-muted">{formatUs(result.totalUs)}</span>}
        <CertificateDays result={result} />
      </p>
      {judgement.reason !== "" && <p>{judgement.reason}</p>}
      <PhaseWaterfall phases={result.phases} />
      {result.outcome === "answered" && result.assertions.length > 0 && <Conditions outcomes={result.assertions} />}
      {asserting !== undefined && judgement.kind === "up" && <Proposed evidence={result.evidence} asserting={asserting} />}
      <EvidenceView evidence={result.evidence} asserting={result.outcome === "answered" ? asserting : undefined} />
    </div>
  );
}

/** Conditions that fit what was seen, each one press away. */
function Proposed({ evidence, asserting }: { evidence: Evidence; asserting: Asserting }) {
  const lines = proposeAssertions(evidence, asserting.subjects);
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
      <span className="text-muted">{lines.length > 0 ? "Worth a condition:" : "Press an underlined value to make it a condition."}</span>
      {lines.map((line) => (
        <Button key={line} onClick={() => asserting.add(line)} className="max-w-full">
          <Plus aria-hidden="true" className="size-3.5 shrink-0" />
          <code className="truncate font-mono text-xs">{line}</code>
        </Button>
      ))}
      {lines.length > 0 && <span className="text-muted">or press an underlined value below.</span>}
    </div>
  );
}

/** Each condition with what was there instead. */
function Conditions({ outcomes }: { outcomes: readonly AssertionOutcome[] }) {
  return (
    <ul aria-label="Conditions" className="flex flex-col gap-1 text-sm">
      {outcomes.map((outcome, i) => (
        <li key={i} className="flex flex-wrap items-baseline gap-x-2">
          <span aria-hidden="true" className={outcome.ok ? "text-muted" : "text-danger"}>
            {outcome.ok ? "✓" : "✕"}
          </span>
          <code className="font-mono text-xs wrap-anywhere">{outcome.text}</code>
          <span className="text-muted">{outcome.ok ? "holds" : `does not hold: it was ${outcome.actual}`}</span>
        </li>
      ))}
    </ul>
  );
}

function CertificateDays({ result }: { result: ProbeResult }) {
  const now = useNow();
  const expiresAtMs = result.outcome === "answered" ? result.certificateExpiresAtMs : null;
  if (expiresAtMs === null) return null;
  const days = Math.floor((expiresAtMs - now) / 86_400_000);
  return <span className="tabular text-muted">{days < 0 ? "certificate expired" : `certificate: ${days} days left`}</span>;
}
