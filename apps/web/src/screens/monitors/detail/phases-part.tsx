"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useTRPC } from "../../../api/trpc.ts";
import { dateTimeText, formatUs } from "../../../ui/format.ts";
import { RefusalNote } from "../../../ui/refusal-note.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { useTeam } from "../../shell/team-context.tsx";
import { phaseStyles } from "../phases.ts";
import { BucketTable } from "./bucket-table.tsx";
import type { ChartView } from "./chart-switch.tsx";
import { useMonitor } from "./monitor-context.tsx";

const PhasesChart = dynamic(async () => (await import("./phases-chart.tsx")).PhasesChart, {
  ssr: false,
  loading: () => <Skeleton className="h-72" />,
});

const newest = 200;

/** Where the time of the newest checks went, phase upon phase. */
export function PhasesPart({ view }: { view: ChartView }) {
  const { slug } = useTeam();
  const monitor = useMonitor();
  const trpc = useTRPC();
  const results = useQuery({
    ...trpc.monitors.results.queryOptions({
      team: slug,
      monitorId: monitor.id,
      limit: newest,
      verdicts: ["up", "degraded", "down", "inconclusive"],
    }),
    refetchInterval: 10_000,
  });
  if (results.data === undefined) {
    return results.isError ? <RefusalNote error={results.error} onRetry={() => void results.refetch()} /> : <Skeleton className="h-80" />;
  }
  const checks = results.data.items.filter((check) => check.totalUs !== null).toReversed();
  if (checks.length === 0) return <p className="py-16 text-center text-muted">No answered check yet.</p>;
  if (view === "chart") return <PhasesChart checks={checks} />;
  return (
    <BucketTable
      label="Phases of the newest checks"
      head={["Check", ...phaseStyles.map((phase) => phase.name), "Total"]}
      rows={checks.map((check) => [
        dateTimeText(check.dueAtMs),
        ...phaseStyles.map((phase) => formatUs(check.phases[phase.key])),
        formatUs(check.totalUs),
      ])}
    />
  );
}
