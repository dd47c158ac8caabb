"use client";
import type { BarState, StateMs } from "@vedette/core/monitor-record";
import { durationName } from "@vedette/core/zoned-time";
import { useState } from "react";
import { BarStrip, type StripBar } from "../../../ui/bar-strip.tsx";
import { dayText, uptimeText } from "../../../ui/format.ts";
import { Panel } from "../../../ui/panel.tsx";
import { BucketTable } from "./bucket-table.tsx";
import { ChartSwitch, type ChartView } from "./chart-switch.tsx";

type Day = StateMs & { atMs: number };

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
          head={["Day (UTC)", "Uptime", "Down", "Degraded"]}
          rows={days.map((day) => [dayText(day.atMs), uptimeText(day), msText(day.downMs), msText(day.degradedMs)])}
        />
      )}
    </Panel>
  );
}

function worstOf(day: Day): BarState {
  if (day.downMs > 0) return "down";
  if (day.degradedMs > 0) return "degraded";
  if (day.upMs > 0) return "up";
  return day.maintenanceMs > 0 ? "maintenance" : day.pausedMs > 0 ? "paused" : "no_data";
}

function dayWords(day: Day): string {
  if (day.upMs + day.degradedMs + day.downMs === 0) return day.pausedMs > 0 ? "paused" : "nothing known";
  return `${uptimeText(day)} up${day.downMs > 0 ? `, ${durationName(day.downMs)} down` : ""}`;
}

const msText = (ms: number): string => (ms === 0 ? "–" : durationName(ms));
