import type { OverviewRecord } from "@vedette/core/overview-record";
import { counted, deltaText, formatUs } from "../../ui/format.ts";
import { useTeam } from "../shell/team-context.tsx";
import { MonitorLink } from "./monitor-link.tsx";

/** Monitors whose p95 grew most against the same hours a week before. */
export function Slowest({ rows }: { rows: OverviewRecord["slowest"] }) {
  const { base } = useTeam();
  if (rows.length === 0) return <p className="text-muted">No answers in the last 24 hours yet.</p>;
  return (
    <ul className="-my-2 divide-y divide-line">
      {rows.map(({ monitor, n, p95Us, beforeUs }) => {
        const delta = deltaText(p95Us, beforeUs);
        return (
          <li key={monitor.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 py-2">
            <MonitorLink monitor={monitor} base={base} className="basis-full sm:basis-0" />
            <span className="tabular whitespace-nowrap sm:text-right">
              {formatUs(p95Us)} <span className="block text-xs text-muted">p95 of {counted(n, "check")}</span>
            </span>
            <span
              className="tabular ml-auto text-right whitespace-nowrap sm:w-24"
              title={beforeUs === null ? undefined : `${formatUs(beforeUs)} a week before`}
            >
              {delta ?? "–"}
              <span className="block text-xs text-muted">{delta === null ? "no week before" : "in a week"}</span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}
