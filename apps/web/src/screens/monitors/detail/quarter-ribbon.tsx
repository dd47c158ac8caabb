"use client";
import { worstOf } from "@vedette/core/bars";
import type { Share, StateMs } from "@vedette/core/monitor-record";
import { durationName } from "@vedette/core/zoned-time";
import { useState } from "react";
import { BarStrip, type StripBar } from "../../../ui/bar-strip.tsx";
import { dayText, uptimeText } from "../../../ui/format.ts";
import { Panel } from "../../../ui/panel.tsx";
import { BucketTable } from "./bucket-table.tsx";
import { ChartSwitch, type ChartView } from "./chart-switch.tsx";
import { dayWords } from "./day-words.ts";

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
          head={["Day (UTC)", "Uptime", "Down", "Degraded", "No data", "Excluded"]}
          rows={days.map((day) => [
            dayText(day.atMs),
            uptimeText(day.uptime),
            msText(day.downMs),
            msText(day.degradedMs),
            msText(day.noDataMs),
            msText(day.excludedMs),
          ])}
        />
      )}
    </Panel>
  );
}

const msText = (ms: number): string => (ms === 0 ? "–" : durationName(ms));
