import { formatCount, formatMs } from "../../ui/format.ts";
import { type MonitorDraft, costOf, newDraft, readDraft } from "./monitor-draft.ts";

/** What the settings cost and promise, kept up to date while typing. The address plays no part in it. */
export function CostLine({ draft }: { draft: MonitorDraft }) {
  const { timeoutMs = "" } = draft.spec;
  const sample = newDraft("http", { url: "https://example.com/" });
  const reading = readDraft({ ...draft, kind: "http", spec: { ...sample.spec, timeoutMs } });
  const cost = reading.ok ? costOf(reading.input) : null;
  return (
    <p role="status" className="tabular text-muted">
      {cost === null ? (
        "Correct the marked fields to see what this costs."
      ) : (
        <>
          <strong className="font-semibold text-fg">{formatCount(cost.checksPerDay)}</strong> {cost.checksPerDay === 1 ? "check" : "checks"}{" "}
          a day; an outage is noticed within <strong className="font-semibold text-fg">{formatMs(cost.detectionMs)}</strong>.
        </>
      )}
    </p>
  );
}
