"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useTRPC } from "../../../api/trpc.ts";
import { Panel } from "../../../ui/panel.tsx";
import { RefusalNote } from "../../../ui/refusal-note.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { Ago } from "../../../ui/time.tsx";
import { useTeam } from "../../shell/team-context.tsx";
import { findingsOf } from "./findings.ts";
import { useMonitor } from "./monitor-context.tsx";
import { QuarterRibbon } from "./quarter-ribbon.tsx";
import { TrendPart } from "./trend-part.tsx";

const ForecastPart = dynamic(async () => (await import("./forecast-part.tsx")).ForecastPart, {
  ssr: false,
  loading: () => <Skeleton className="h-56" />,
});

/** What the hourly analysis says: percentiles of the week, the change against the week before, the forecast where it is good. */
export function AnalysisPanel() {
  const { slug } = useTeam();
  const monitor = useMonitor();
  const trpc = useTRPC();
  const analysis = useQuery({ ...trpc.monitors.analysis.queryOptions({ team: slug, monitorId: monitor.id }), staleTime: 60_000 });
  if (analysis.data === undefined) {
    return (
      <Panel title="Findings">
        {analysis.isError ? <RefusalNote error={analysis.error} onRetry={() => void analysis.refetch()} /> : <Skeleton className="h-40" />}
      </Panel>
    );
  }
  const { trend, forecast, computedAtMs } = findingsOf(analysis.data.findings);
  return (
    <>
      <QuarterRibbon days={analysis.data.days} />
      <Panel
        title="Findings"
        actions={
          computedAtMs !== null && (
            <span className="text-xs text-muted">
              computed <Ago atMs={computedAtMs} />
            </span>
          )
        }
      >
        {trend === null ? (
          <p className="text-muted">The analysis runs every hour on what was rolled up; nothing has been computed for this monitor yet.</p>
        ) : (
          <TrendPart trend={trend} />
        )}
        {forecast !== null && <ForecastPart forecast={forecast} />}
      </Panel>
    </>
  );
}
