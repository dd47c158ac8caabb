"use client";
import { isActive } from "@vedette/core/monitor-spec";
import type { LatencySeries } from "@vedette/core/series";
import dynamic from "next/dynamic";
import { useState } from "react";
import { ChoiceLinks } from "../../../ui/choice-links.tsx";
import { formatUs } from "../../../ui/format.ts";
import { Panel } from "../../../ui/panel.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { useUrlParam } from "../../../ui/use-url-param.ts";
import { BucketTable } from "./bucket-table.tsx";
import { bucketText } from "./bucket-text.ts";
import { ChartSwitch, type ChartView } from "./chart-switch.tsx";
import { useMonitor } from "./monitor-context.tsx";
import { PhasesPart } from "./phases-part.tsx";

const LatencyChart = dynamic(async () => (await import("./latency-chart.tsx")).LatencyChart, {
  ssr: false,
  loading: () => <Skeleton className="h-72" />,
});

const choices = [
  { value: "band", text: "Percentiles" },
  { value: "phases", text: "Phases" },
];

/** How long answers took: percentiles over the range, or where the time of the newest checks went. */
export function LatencyPanel({ series }: { series: LatencySeries | undefined }) {
  const [shown] = useUrlParam("latency");
  const [view, setView] = useState<ChartView>("chart");
  const actions = (
    <>
      <ChartSwitch view={view} onChange={setView} label="Response time" />
      <ChoiceLinks label="Response time by" param="latency" choices={choices} />
    </>
  );
  return (
    <Panel title="Response time" actions={actions}>
      {shown === "phases" ? (
        <PhasesPart view={view} />
      ) : series === undefined ? (
        <Skeleton className="h-80" />
      ) : (
        <BandPart series={series} view={view} />
      )}
    </Panel>
  );
}

function BandPart({ series, view }: { series: LatencySeries; view: ChartView }) {
  const { spec, intervalMs } = useMonitor();
  const slowAfterMs = isActive(spec) ? spec.slowAfterMs : undefined;
  const answered = series.points.filter((point) => point.n > 0);
  if (answered.length === 0) return <p className="py-16 text-center text-muted">No answered check in this range.</p>;
  if (view === "chart")
    return <LatencyChart series={series} intervalMs={intervalMs} thresholdUs={slowAfterMs === undefined ? null : slowAfterMs * 1_000} />;
  return (
    <BucketTable
      label="Response time by bucket"
      head={["From", "Checks", "p50", "p95", "p99", "Slowest"]}
      rows={answered.map((point) => [
        bucketText(point.atMs, series.bucketMs),
        String(point.n),
        formatUs(point.p50Us),
        formatUs(point.p95Us),
        formatUs(point.p99Us),
        formatUs(point.maxUs),
      ])}
    />
  );
}
