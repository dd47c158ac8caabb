"use client";
import type { LatencySeries } from "@vedette/core/series";
import { Area, CartesianGrid, ComposedChart, Line, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { counted, formatUs } from "../../../ui/format.ts";
import { bucketText } from "./bucket-text.ts";
import { axisStyle, Legend, timeTicks } from "./chart-parts.tsx";
import { ChartTip } from "./chart-tip.tsx";
import { honestPoints } from "./honest-points.ts";

type LatencyChartProps = { series: LatencySeries; intervalMs: number; thresholdUs: number | null };

const legend = [
  { name: "p50", sign: "line" },
  { name: "p50 to p95", sign: "band" },
  { name: "p95 to p99", sign: "thin" },
] as const;

/** The median as a line inside bands up to p95 and p99; where checks are missing the line breaks. */
export function LatencyChart({ series, intervalMs, thresholdUs }: LatencyChartProps) {
  const points = honestPoints(series, intervalMs).map((point) => ({
    ...point,
    band: point.p50Us === null ? null : [point.p50Us, point.p95Us],
    tail: point.p95Us === null ? null : [point.p95Us, point.p99Us],
  }));
  const peakUs = Math.max(1, ...series.points.map((point) => point.p99Us ?? 0));
  // A limit far above everything measured would flatten the chart; it is then only named in the legend.
  const showsThreshold = thresholdUs !== null && thresholdUs <= peakUs * 2;
  const ticks = timeTicks(series.fromMs, series.untilMs);
  return (
    <figure>
      <div className="h-72">
        <ResponsiveContainer>
          <ComposedChart data={points} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer title="Response time">
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              {...axisStyle}
              dataKey="atMs"
              type="number"
              domain={[series.fromMs, series.untilMs]}
              ticks={ticks.at}
              tickFormatter={ticks.text}
            />
            <YAxis
              {...axisStyle}
              width={62}
              tickFormatter={formatUs}
              domain={[0, showsThreshold ? Math.max(thresholdUs, peakUs) : "auto"]}
            />
            <Tooltip
              isAnimationActive={false}
              cursor={{ stroke: "var(--muted)" }}
              content={({ active, payload }) => {
                // safe because the chart's rows are `points`
                const point = payload[0]?.payload as (typeof points)[number] | undefined;
                if (!active || point === undefined) return null;
                const lines = [
                  ["p50", formatUs(point.p50Us)],
                  ["p95", formatUs(point.p95Us)],
                  ["p99", formatUs(point.p99Us)],
                  ["Checks", String(point.n)],
                ] as const;
                return <ChartTip title={bucketText(point.atMs, series.bucketMs)} lines={lines} />;
              }}
            />
            <Area dataKey="tail" stroke="none" fill="var(--accent)" fillOpacity={0.12} isAnimationActive={false} activeDot={false} />
            <Area dataKey="band" stroke="none" fill="var(--accent)" fillOpacity={0.3} isAnimationActive={false} activeDot={false} />
            <Line
              dataKey="p50Us"
              stroke="var(--accent)"
              strokeWidth={2}
              dot={points.length < 20 ? { r: 2.5, fill: "var(--accent)", strokeWidth: 0 } : false}
              isAnimationActive={false}
            />
            {showsThreshold && (
              <ReferenceLine
                y={thresholdUs}
                stroke="var(--fg)"
                strokeDasharray="5 4"
                label={{ value: `slow above ${formatUs(thresholdUs)}`, position: "insideBottomLeft", fill: "var(--fg)", fontSize: 11 }}
              />
            )}
          </ComposedChart>
        </ResponsiveContainer>
      </div>
      <figcaption className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
        <Legend items={legend} />
        <span className="tabular">
          n ={" "}
          {counted(
            series.points.reduce((sum, point) => sum + point.n, 0),
            "check",
          )}
        </span>
        {thresholdUs !== null && !showsThreshold && <span>slow above {formatUs(thresholdUs)}, off this scale</span>}
      </figcaption>
    </figure>
  );
}
