"use client";
import type { ErrandAnswer } from "@vedette/core/errand";
import type { ProbeResult } from "@vedette/core/probe-result";
import { formatUs } from "../../ui/format.ts";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { StatusMark, markWords } from "../../ui/status-mark.tsx";
import { useNow } from "../../ui/time.tsx";
import { PhaseBar } from "./phase-bar.tsx";

/** What a real check found: state, status, phases, certificate, redirects. The place keeps its height while waiting. */
export function PreviewCard({ waiting, answer, error }: { waiting: boolean; answer: ErrandAnswer | null; error: unknown }) {
  return (
    <section aria-label="Result of a real check" aria-live="polite" className="min-h-40 rounded-xl border border-line bg-surface p-4">
      {error !== null && error !== undefined ? (
        <RefusalNote error={error} />
      ) : waiting ? (
        <p className="flex items-center gap-2 text-muted">
          <Spinner /> Checking now
        </p>
      ) : (
        <Answer answer={answer} />
      )}
    </section>
  );
}

function Answer({ answer }: { answer: ErrandAnswer | null }) {
  if (answer === null) return <p className="text-muted">Type an address and a real check runs.</p>;
  if (answer.kind === "refused") return <p>{answer.message}</p>;
  if (answer.kind === "sent") return null;
  const { judgement, result } = answer;
  return (
    <div className="flex flex-col gap-3">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 font-medium">
        <StatusMark status={judgement.kind} word={judgement.kind === "up" ? "It is up" : markWords[judgement.kind]} className="text-base" />
        {result.outcome === "answered" && result.status !== null && <span className="tabular text-muted">status {result.status}</span>}
        {result.outcome === "answered" && <span className="tabular text-muted">{formatUs(result.totalUs)}</span>}
      </p>
      {judgement.reason !== "" && <p>{judgement.reason}</p>}
      <PhaseBar phases={result.phases} />
      <Facts result={result} />
    </div>
  );
}

function Facts({ result }: { result: ProbeResult }) {
  const now = useNow();
  const { redirects, address, certificates } = result.evidence;
  const certificate = certificates?.[0];
  const expiresAtMs = result.outcome === "answered" ? result.certificateExpiresAtMs : null;
  const days = expiresAtMs === null ? null : Math.floor((expiresAtMs - now) / 86_400_000);
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm [&>dt]:text-muted">
      {address !== undefined && (
        <>
          <dt>Address</dt>
          <dd className="tabular wrap-anywhere">{address}</dd>
        </>
      )}
      {days !== null && (
        <>
          <dt>Certificate</dt>
          <dd>
            {days < 0 ? "expired" : `${days} days left`}
            {certificate === undefined ? "" : `, by ${certificate.issuer}`}
          </dd>
        </>
      )}
      {redirects !== undefined && redirects.length > 0 && (
        <>
          <dt>Redirects</dt>
          <dd>
            <ol>
              {redirects.map((hop, index) => (
                <li key={index} className="wrap-anywhere">
                  {hop.status} → {hop.location}
                </li>
              ))}
            </ol>
          </dd>
        </>
      )}
    </dl>
  );
}
