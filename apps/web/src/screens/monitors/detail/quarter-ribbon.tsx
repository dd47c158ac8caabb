"use client";
import type { BarState, Share, StateMs } from "@vedette/core/monitor-record";
import { durationName } from "@vedette/core/zoned-time";
import { useState } from "react";
import { BarStrip, type StripBar } from "../../../ui/bar-strip.tsx";
import { dayText, uptimeText } from "../../../ui/format.ts";
import { Panel } from "../../../ui/panel.tsx";
import { BucketTable } from "./bucket-table.tsx";
import { ChartSwitch, type ChartView } from "./chart-switch.tsx";

type Day = StateMs & { atMs: number; uptime: Share };

/** Ninety days as bars, the worst of each day; and the same in figures. */
export function QuarterRibbon({ days }: { days: readonly Day[] }) {
  const [view, setView] = useState<ChartView>("chart");
  const bars = days.map((day): StripBar => ({ atMs: day.atMs, state: worstOf(day), label: `${dayText(day.atMs)}: ${dayWords(day)}` }));
  return (
    <Panel title="Last 90 days" actions={<ChartSwitch view={view} onChange={setView} label="Last 90 days" />}>
      {view === "chart" ? (
        <BarStrip bars={bars} label="Availability by day" ends={["90 days ago", "today (UTC)"]} />
      ) : (
        <BucketTable
          label="Availability by day"
          head={["Day (UTC)", "Uptime", "Down", "Degraded", "Excluded"]}
          rows={days.map((day) => [
            dayText(day.atMs),
            uptimeText(day.uptime),
            msText(day.downMs),
            msText(day.degradedMs),
            msText(day.excludedMs),
          ])}
        />
      )}
    </Panel>
  );
}

function worstOf(day: Day): BarState {
  if (day.downMs > 0) return "down";
  if (day.degradedMs > 0) return "degraded";
  if (day.upMs > 0) return "up";
  if (day.maintenanceMs > 0) return "maintenance";
  if (day.excludedMs > 0) return "excluded";
  return day.pausedMs > 0 ? "paused" : "no_data";
}

function dayWords(day: Day): string {
  const told = [
    ...(day.uptime.counted === 0 ? [] : [`${uptimeText(day.uptime)} up`]),
    ...(day.downMs > 0 ? [`${durationName(day.downMs)} down`] : []),
    ...(day.excludedMs > 0 ? [`${durationName(day.excludedMs)} excluded`] : []),
  ];
  return told.length > 0 ? told.join(", ") : day.pausedMs > 0 ? "paused" : "nothing counted";
}

const msText = (ms: number): string => (ms === 0 ? "–" : durationName(ms));
