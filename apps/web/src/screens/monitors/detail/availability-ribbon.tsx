"use client";
import type { LatencySeries, SeriesPoint } from "@vedette/core/series";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { BarStrip, type StripBar } from "../../../ui/bar-strip.tsx";
import { counted } from "../../../ui/format.ts";
import { useTeam } from "../../shell/team-context.tsx";
import { BucketTable } from "./bucket-table.tsx";
import { ChartSwitch, type ChartView } from "./chart-switch.tsx";
import { bucketText } from "./bucket-text.ts";
import { useMonitor } from "./monitor-context.tsx";

/** Every bucket of the range as a bar: down where any check was. A press opens the failed checks. */
export function AvailabilityRibbon({ series }: { series: LatencySeries }) {
  const { base } = useTeam();
  const monitor = useMonitor();
  const router = useRouter();
  const [view, setView] = useState<ChartView>("chart");
  const bars = series.points.map((point): StripBar => ({ atMs: point.atMs, state: stateOf(point), label: `${bucketText(point.atMs, series.bucketMs)}: ${wordsOf(point)}` }));
  return (
    <>
      <ChartSwitch view={view} onChange={setView} label="Availability" />
      {view === "chart" ? (
        <BarStrip bars={bars} label="Availability over time" onOpen={() => router.push(`${base}/monitors/${monitor.id}/checks?verdict=down`)} />
      ) : (
        <BucketTable
          label="Availability by bucket"
          head={["Bucket", "Checks", "Down"]}
          rows={series.points.map((point) => [bucketText(point.atMs, series.bucketMs), String(point.n), String(point.downN)])}
        />
      )}
    </>
  );
}

const stateOf = (point: SeriesPoint) => (point.downN > 0 ? "down" : point.n > 0 ? "up" : "no_data");

function wordsOf(point: SeriesPoint): string {
  if (point.n === 0 && point.downN === 0) return "no checks";
  return point.downN === 0 ? counted(point.n, "check") : `${point.downN} failed`;
}
