"use client";
import type { Forecast } from "@vedette/core/forecast";
import { useState } from "react";
import { Area, CartesianGrid, ComposedChart, Line, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { dayText, formatUs } from "../../../ui/format.ts";
import { BucketTable } from "./bucket-table.tsx";
import { bucketText } from "./bucket-text.ts";
import { axisStyle, Legend, timeTicks } from "./chart-parts.tsx";
import { ChartSwitch, type ChartView } from "./chart-switch.tsx";
import { ChartTip } from "./chart-tip.tsx";

const stepMs = 3 * 3_600_000;
const legend = [
  { name: "expected p95", sign: "line" },
  { name: "90 % interval", sign: "band" },
] as const;

/** The next week's p95 with its interval, and when it would reach the limit. Shown only where the forecast is good. */
export function ForecastPart({ forecast }: { forecast: Forecast }) {
  const [view, setView] = useState<ChartView>("chart");
  return (
    <div className="mt-5 border-t border-line pt-4">
      <div className="flex items-center gap-3">
        <h3 className="flex-1 font-medium">The next 7 days</h3>
        <ChartSwitch view={view} onChange={setView} label="Forecast" />
      </div>
      <p className="mt-1 mb-3 text-muted">{forecastSentence(forecast)}</p>
      {view === "chart" ? (
        <ForecastChart forecast={forecast} />
      ) : (
        <BucketTable
          label="Forecast of p95"
          head={["From", "Expected", "Low", "High"]}
          rows={forecast.points.map((point) => [
            bucketText(point.atMs, stepMs),
            formatUs(point.us),
            formatUs(point.lowUs),
            formatUs(point.highUs),
          ])}
        />
      )}
    </div>
  );
}

function ForecastChart({ forecast }: { forecast: Forecast }) {
  const rows = forecast.points.map((point) => ({ ...point, interval: [point.lowUs, point.highUs] }));
  const [first, last] = [rows[0]?.atMs ?? 0, rows.at(-1)?.atMs ?? 0];
  const ticks = timeTicks(first, last);
  const peakUs = Math.max(1, ...rows.map((row) => row.highUs));
  const limitUs = forecast.crossing?.limitUs ?? null;
  return (
    <figure>
      <div className="h-52">
        <ResponsiveContainer>
          <ComposedChart data={rows} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer title="Forecast of p95">
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis {...axisStyle} dataKey="atMs" type="number" domain={[first, last]} ticks={ticks.at} tickFormatter={ticks.text} />
            <YAxis
              {...axisStyle}
              width={62}
              tickFormatter={formatUs}
              domain={[0, limitUs !== null && limitUs < peakUs * 2 ? Math.max(limitUs, peakUs) : "auto"]}
            />
            <Tooltip
              isAnimationActive={false}
              cursor={{ stroke: "var(--muted)" }}
              content={({ active, payload }) => {
                // safe because the chart's rows are `rows`
                const row = payload[0]?.payload as (typeof rows)[number] | undefined;
                if (!active || row === undefined) return null;
                const lines = [
                  ["Expected", formatUs(row.us)],
                  ["90 % interval", `${formatUs(row.lowUs)} to ${formatUs(row.highUs)}`],
                ] as const;
                return <ChartTip title={bucketText(row.atMs, stepMs)} lines={lines} />;
              }}
            />
            <Area dataKey="interval" stroke="none" fill="var(--accent)" fillOpacity={0.25} isAnimationActive={false} activeDot={false} />
            <Line dataKey="us" stroke="var(--accent)" strokeWidth={2} strokeDasharray="6 4" dot={false} isAnimationActive={false} />
            {limitUs !== null && <ReferenceLine y={limitUs} stroke="var(--fg)" strokeDasharray="5 4" />}
          </ComposedChart>
        </ResponsiveContainer>
      </div>
      <figcaption className="tabular mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
        <Legend items={legend} />
        <span>
          from {forecast.days} days, fit {forecast.fit.toFixed(2)}
        </span>
      </figcaption>
    </figure>
  );
}

function forecastSentence({ crossing, slopeUsPerDay, days }: Forecast): string {
  const slope =
    Math.abs(slopeUsPerDay) < 1
      ? "does not move"
      : `${slopeUsPerDay > 0 ? "grows" : "falls"} by ${formatUs(Math.abs(slopeUsPerDay))} a day`;
  const trend = `Over the last ${days} days p95 ${slope}.`;
  if (crossing === null) return trend;
  const latest = crossing.latestMs === null ? "perhaps never" : `at the latest on ${dayText(crossing.latestMs)}`;
  return `${trend} At this trend it reaches ${formatUs(crossing.limitUs)} on ${dayText(crossing.atMs)} (at the earliest on ${dayText(crossing.earliestMs)}, ${latest}).`;
}
