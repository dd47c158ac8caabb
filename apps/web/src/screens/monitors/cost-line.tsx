import { durationName } from "@vedette/core/zoned-time";
import { formatCount } from "../../ui/format.ts";
import { type DraftReading, costOf } from "./monitor-draft.ts";

/** What the settings cost and promise, kept up to date while typing. */
export function CostLine({ reading }: { reading: DraftReading }) {
  const cost = reading.ok ? costOf(reading.input) : null;
  return (
    <p role="status" className="tabular rounded-lg bg-surface px-3 py-2 text-sm text-muted">
      {cost === null ? (
        "Correct the marked fields to see what this costs."
      ) : (
        <>
          <strong className="font-semibold text-fg">{formatCount(cost.checksPerDay)}</strong> {cost.checksPerDay === 1 ? "check" : "checks"} a day. An outage is noticed within{" "}
          <strong className="font-semibold text-fg">{durationName(cost.detectionMs)}</strong> at worst.
        </>
      )}
    </p>
  );
}
