"use client";
import { useQuery } from "@tanstack/react-query";
import { type PlatformFigures, type PlatformLocation, type Trouble, goneMs } from "@vedette/core/platform";
import { durationName } from "@vedette/core/zoned-time";
import type { ReactNode } from "react";
import { useTRPC } from "../../api/trpc.ts";
import { counted, formatBytes, formatCount, formatUs } from "../../ui/format.ts";
import { Instant } from "../../ui/instant.tsx";
import { Panel } from "../../ui/panel.tsx";
import { RefusalNote } from "../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { type MarkKey, StatusShape } from "../../ui/status-mark.tsx";
import { Row, Table, Td, Th } from "../../ui/table.tsx";
import { Ago } from "../../ui/time.tsx";

/** How the platform itself does: what is wrong in plain words, then every figure. For whoever runs the instance. */
export function PlatformScreen() {
  const trpc = useTRPC();
  const platform = useQuery({ ...trpc.platform.get.queryOptions({}), refetchInterval: 10_000 });
  if (platform.isPending) return <SkeletonRows rows={8} />;
  if (platform.data === undefined) return <RefusalNote error={platform.error} onRetry={() => void platform.refetch()} />;
  const { troubles, ...figures } = platform.data;
  return (
    <>
      {platform.isError && <RefusalNote error={platform.error} onRetry={() => void platform.refetch()} />}
      <Headline troubles={troubles} />
      <Figures title="Now" rows={nowRows(figures)} />
      <Locations figures={figures} />
      <Figures title="Database" rows={databaseRows(figures)} />
      <p className="text-sm text-muted">
        As of <Instant atMs={figures.atMs} /> by the database’s clock. A worker’s /metrics has the same figures.
      </p>
    </>
  );
}

function Headline({ troubles }: { troubles: readonly Trouble[] }) {
  const [worst] = troubles;
  return (
    <section aria-label="What is wrong" role="status" className="flex flex-col gap-3">
      {worst === undefined && (
        <h2 className="flex items-center gap-3 text-lg font-semibold">
          <StatusShape status="up" className="size-5" />
          Everything on time
        </h2>
      )}
      {troubles.map(({ tone, title, sinceMs, advice }) => (
        <div key={title} className="flex gap-3">
          <StatusShape status={tone === "bad" ? "down" : "degraded"} className="mt-1 size-5" />
          <div className="min-w-0">
            <h2 className="text-lg font-semibold wrap-anywhere">
              {title}
              {sinceMs !== null && (
                <>
                  {" "}
                  since <Instant atMs={sinceMs} />
                </>
              )}
            </h2>
            <p className="text-muted">{advice}</p>
          </div>
        </div>
      ))}
    </section>
  );
}

type FigureRow = [name: string, value: ReactNode];

function Figures({ title, rows }: { title: string; rows: readonly FigureRow[] }) {
  return (
    <Panel title={title}>
      <dl className="grid gap-x-8 gap-y-1.5 sm:grid-cols-2">
        {rows.map(([name, value]) => (
          <div key={name} className="flex items-baseline justify-between gap-3 border-b border-line pb-1.5">
            <dt className="text-muted">{name}</dt>
            <dd className="tabular text-right whitespace-nowrap">{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

const age = (ms: number) => (ms < 1_000 ? "none" : durationName(ms));
const span = (ms: number | null) => formatUs(ms === null ? null : ms * 1_000);

function nowRows({ checks, outbox, locations, rollUpLagMs, publishLagMs, edges }: PlatformFigures): FigureRow[] {
  const most = (of: "oldestClaimMs" | "lagMs") => Math.max(0, ...locations.map((location) => location[of]));
  return [
    ["Start lateness, half of the checks", span(checks.latenessP50Ms)],
    ["Start lateness, 99 of 100", span(checks.latenessP99Ms)],
    ["Checks a second", checks.startedPerS < 10 ? checks.startedPerS.toFixed(1) : formatCount(Math.round(checks.startedPerS))],
    ["Ticks missed, last five minutes", formatCount(checks.missed)],
    ["Most overdue check", age(most("lagMs"))],
    ["Batches waiting", formatCount(locations.reduce((sum, location) => sum + location.waitingBatches, 0))],
    ["Oldest claimed check", age(most("oldestClaimMs"))],
    ["Alerts waiting", formatCount(outbox.waiting)],
    ["Oldest alert that is due", age(outbox.oldestMs)],
    ["Failing channels", formatCount(outbox.failingChannels)],
    ["Roll-ups behind", rollUpLagMs === null ? "–" : age(rollUpLagMs)],
    ["Pages waiting to be published", age(publishLagMs)],
    ["Edges", edges.seenMs === null ? "none yet" : counted(edges.count, "edge")],
  ];
}

function databaseRows({ database }: PlatformFigures): FigureRow[] {
  return [
    ["Answers in", span(database.latencyMs)],
    ["Size", formatBytes(database.sizeBytes)],
    ["Connections", `${formatCount(database.connections)} of ${formatCount(database.maxConnections)}`],
    ["Oldest transaction", age(database.oldestTransactionMs)],
    ["PostgreSQL", database.version],
  ];
}

function Locations({ figures: { atMs, locations } }: { figures: PlatformFigures }) {
  return (
    <Panel title="Locations and workers" flush>
      <Table
        label="Workers by location"
        head={
          <>
            <Th>Location</Th>
            <Th>Worker</Th>
            <Th>Heard of</Th>
            <Th>Queue</Th>
            <Th className="text-right">Running</Th>
            <Th className="text-right">To store</Th>
          </>
        }
      >
        {locations.flatMap((location) => {
          const name = <LocationState location={location} atMs={atMs} />;
          if (location.workers.length === 0) {
            return (
              <Row key={location.no}>
                <Td>{name}</Td>
                <Td colSpan={5} className="text-muted">
                  No worker
                </Td>
              </Row>
            );
          }
          return location.workers.map((worker, i) => (
            <Row key={worker.id}>
              <Td>{i === 0 && name}</Td>
              <Td>
                {worker.host} <span className="text-muted">{worker.version}</span>
              </Td>
              <Td className="whitespace-nowrap">
                <Ago atMs={worker.seenMs} />
              </Td>
              <Td className="whitespace-nowrap">
                {worker.queue === "redis" ? "Redis" : "PostgreSQL"}
                {!worker.queueAnswers && ", does not answer"}
              </Td>
              <Td className="tabular text-right">{formatCount(worker.inFlight)}</Td>
              <Td className="tabular text-right">{formatCount(worker.buffered)}</Td>
            </Row>
          ));
        })}
      </Table>
    </Panel>
  );
}

function LocationState({ location: { name, unwell, selfTestMs, workers, schedules }, atMs }: { location: PlatformLocation; atMs: number }) {
  const isHeard = workers.some((worker) => atMs - worker.seenMs < goneMs);
  const [mark, state]: [MarkKey, string] =
    unwell !== null ? ["degraded", "unwell"] : isHeard ? ["up", "well"] : schedules > 0 ? ["down", "offline"] : ["no_data", "unused"];
  return (
    <span className="flex items-center gap-2">
      <StatusShape status={mark} />
      <span>
        {name} <span className="text-muted">{state}</span>
        {selfTestMs !== null && (
          <span className="text-muted">
            , self-test back <Ago atMs={atMs - selfTestMs} />
          </span>
        )}
      </span>
    </span>
  );
}
