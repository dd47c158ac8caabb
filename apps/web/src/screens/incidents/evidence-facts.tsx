import type { CheckDetail } from "@vedette/core/monitor-record";
import { EvidenceView } from "../monitors/evidence-view.tsx";
import { PhaseWaterfall } from "../monitors/phase-waterfall.tsx";

/** What one check sent and got, and where its time went. */
export function EvidenceFacts({ check }: { check: CheckDetail }) {
  const isStarted = Object.values(check.phases).some((us) => us !== null);
  return (
    <div className="mt-3 flex flex-col gap-3 border-t border-line pt-3">
      {check.status !== null && <p className="tabular">Status {check.status}</p>}
      {isStarted ? <PhaseWaterfall phases={check.phases} /> : <p className="text-muted">The check got no further than its start.</p>}
      {check.evidence === null ? (
        <p className="text-muted">Nothing more was kept of this check.</p>
      ) : (
        <EvidenceView evidence={check.evidence} />
      )}
    </div>
  );
}
