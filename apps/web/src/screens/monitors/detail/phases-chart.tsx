"use client";
import type { CheckRow } from "@vedette/core/monitor-record";
import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { clockText, counted, dateTimeText, formatUs } from "../../../ui/format.ts";
import { phaseStyles } from "../phases.ts";
import { axisStyle, Legend } from "./chart-parts.tsx";
import { ChartTip } from "./chart-tip.tsx";

const legend = phaseStyles.map((phase) => ({ name: phase.name, sign: "square", colour: phase.colour }) as const);

/** The newest checks, oldest first, one beside the other; each as the sum of its phases. */
export function PhasesChart({ checks }: { checks: readonly CheckRow[] }) {
  const rows = checks.map((check) => ({ atMs: check.dueAtMs, totalUs: check.totalUs, ...check.phases }));
  return (
    <figure>
      <div className="h-72">
        <ResponsiveContainer>
          <AreaChart data={rows} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer title="Phases of the newest checks">
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis {...axisStyle} dataKey="atMs" tickFormatter={clockText} minTickGap={48} />
            <YAxis {...axisStyle} width={62} tickFormatter={formatUs} />
            <Tooltip
              isAnimationActive={false}
              cursor={{ stroke: "var(--muted)" }}
              content={({ active, payload }) => {
                // safe because the chart's rows are `rows`
                const row = payload[0]?.payload as (typeof rows)[number] | undefined;
                if (!active || row === undefined) return null;
                const lines = phaseStyles.map((phase) => [phase.name, formatUs(row[phase.key])] as const);
                return <ChartTip title={dateTimeText(row.atMs)} lines={[...lines, ["Total", formatUs(row.totalUs)]]} />;
              }}
            />
            {phaseStyles.map((phase) => (
              <Area
                key={phase.key}
                dataKey={phase.key}
                stackId="phases"
                stroke="var(--raised)"
                strokeWidth={0.5}
                fill={phase.colour}
                fillOpacity={1}
                isAnimationActive={false}
                activeDot={false}
              />
            ))}
          </AreaChart>
        </ResponsiveContainer>
      </div>
      <figcaption className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
        <Legend items={legend} />
        <span>the newest {counted(checks.length, "check")}</span>
      </figcaption>
    </figure>
  );
}
