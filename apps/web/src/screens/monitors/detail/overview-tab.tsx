"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../../api/trpc.ts";
import { ChoiceLinks } from "../../../ui/choice-links.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { RefusalNote } from "../../../ui/refusal-note.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { TextLink } from "../../../ui/text-link.tsx";
import { useTeam } from "../../shell/team-context.tsx";
import { AnalysisPanel } from "./analysis-panel.tsx";
import { AvailabilityRibbon } from "./availability-ribbon.tsx";
import { ChecksTable } from "./checks-table.tsx";
import { ContentPanel } from "./content-panel.tsx";
import { FirstMinute } from "./first-minute.tsx";
import { KpiRow } from "./kpi-row.tsx";
import { LatencyPanel } from "./latency-panel.tsx";
import { LocationsPanel } from "./locations-panel.tsx";
import { useMonitor } from "./monitor-context.tsx";
import { PassivePanels } from "./passive-panels.tsx";
import { ranges, useRange } from "./range.ts";
import { WirePanel } from "./wire-panel.tsx";

const choices = ranges.map((range) => ({ value: range, text: range }));

/** How the monitor did in one stretch of time, against the equal stretch before it. */
export function OverviewTab() {
  const { slug, base } = useTeam();
  const monitor = useMonitor();
  const trpc = useTRPC();
  const { range, usual } = useRange();
  const input = { team: slug, monitorId: monitor.id, range };
  const everyMs = { refetchInterval: range === "1h" || range === "6h" ? 10_000 : 60_000 };
  const figures = useQuery({ ...trpc.monitors.figures.queryOptions(input), ...everyMs });
  const series = useQuery({ ...trpc.monitors.latencySeries.queryOptions(input), ...everyMs });
  const blips = useQuery({ ...trpc.monitors.blips.queryOptions(input), ...everyMs });
  const failure = figures.data === undefined ? figures.error : series.data === undefined ? series.error : null;
  return (
    <div className="flex flex-col gap-4">
      <FirstMinute />
      <ContentPanel />
      <PassivePanels />
      <LocationsPanel />
      <ChoiceLinks label="Range" param="range" choices={choices} usual={usual} />
      {failure !== null && <RefusalNote error={failure} onRetry={() => void Promise.all([figures.refetch(), series.refetch()])} />}
      {figures.data === undefined ? <Skeleton className="h-24" /> : <KpiRow figures={figures.data} />}
      <AvailabilityRibbon series={series.data} blips={blips.data ?? []} />
      <LatencyPanel series={series.data} />
      <AnalysisPanel />
      <WirePanel />
      <Panel title="Recent checks" flush actions={<TextLink href={`${base}/monitors/${monitor.id}/checks`}>All checks</TextLink>}>
        <ChecksTable limit={10} />
      </Panel>
    </div>
  );
}
