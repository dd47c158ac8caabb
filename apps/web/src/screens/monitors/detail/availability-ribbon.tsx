"use client";
import { isActive } from "@vedette/core/monitor-spec";
import type { Blip } from "@vedette/core/health";
import type { LatencySeries } from "@vedette/core/series";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { BarStrip, type StripBar, type StripState } from "../../../ui/bar-strip.tsx";
import { counted, formatCount } from "../../../ui/format.ts";
import { Panel } from "../../../ui/panel.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { useTeam } from "../../shell/team-context.tsx";
import { BucketTable } from "./bucket-table.tsx";
import { bucketText } from "./bucket-text.ts";
import { ChartSwitch, type ChartView } from "./chart-switch.tsx";
import { type RibbonBucket, isBlip, ribbonBuckets } from "./honest-points.ts";
import { useMonitor } from "./monitor-context.tsx";

/** The range as bars: down where any check was, a blip where none of it was ever confirmed, degraded where any was slower than the limit of today. A press opens the failed checks. */
export function AvailabilityRibbon({ series, blips }: { series: LatencySeries | undefined; blips: readonly Blip[] }) {
  const { base } = useTeam();
  const monitor = useMonitor();
  const router = useRouter();
  const [view, setView] = useState<ChartView>("chart");
  if (series === undefined) {
    return (
      <Panel title="Availability">
        <Skeleton className="h-15" />
      </Panel>
    );
  }
  const { buckets, widthMs } = ribbonBuckets(series, monitor.intervalMs);
  const textOf = (bucket: RibbonBucket) => bucketText(bucket.atMs, widthMs);
  const bars = buckets.map((bucket): StripBar => ({
    atMs: bucket.atMs,
    state: isBlip(bucket, widthMs, blips) ? "blip" : stateOf(bucket, isActive(monitor.spec) ? monitor.spec.slowAfterMs : undefined),
    label: `${textOf(bucket)}: ${wordsOf(bucket)}`,
  }));
  return (
    <Panel title="Availability" actions={<ChartSwitch view={view} onChange={setView} label="Availability" />}>
      {view === "chart" ? (
        <BarStrip
          bars={bars}
          label="Availability over time"
          ends={[`${series.range} ago`, "now"]}
          onOpen={() => router.push(`${base}/monitors/${monitor.id}/checks?verdict=down`)}
        />
      ) : (
        <BucketTable
          label="Availability by bucket"
          head={["From", "Answered", "Down"]}
          rows={buckets.map((bucket) => [textOf(bucket), formatCount(bucket.n), formatCount(bucket.downN)])}
        />
      )}
    </Panel>
  );
}

function stateOf(bucket: RibbonBucket, slowAfterMs: number | undefined): StripState {
  if (bucket.downN > 0) return "down";
  if (bucket.n === 0) return "no_data";
  return slowAfterMs !== undefined && bucket.maxUs > slowAfterMs * 1_000 ? "degraded" : "up";
}

function wordsOf(bucket: RibbonBucket): string {
  if (bucket.n === 0 && bucket.downN === 0) return "no checks";
  return bucket.downN === 0 ? counted(bucket.n, "check") : counted(bucket.downN, "failed check");
}
