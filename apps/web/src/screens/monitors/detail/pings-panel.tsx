"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { PingRow } from "@vedette/core/heartbeat-record";
import { durationName } from "@vedette/core/zoned-time";
import { useTRPC } from "../../../api/trpc.ts";
import { Button } from "../../../ui/button.tsx";
import { Instant } from "../../../ui/instant.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { RefusalNote } from "../../../ui/refusal-note.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { Table, Td, Th } from "../../../ui/table.tsx";
import { useTeam } from "../../shell/team-context.tsx";
import { useMonitor } from "./monitor-context.tsx";

/** The newest pings of a heartbeat with what they carried, and older ones on demand. */
export function PingsPanel() {
  const { slug } = useTeam();
  const monitor = useMonitor();
  const trpc = useTRPC();
  const query = useInfiniteQuery({
    ...trpc.monitors.pings.infiniteQueryOptions(
      { team: slug, monitorId: monitor.id, limit: 20 },
      { getNextPageParam: (page) => page.nextCursor ?? undefined },
    ),
    refetchInterval: 10_000,
  });
  const pings = query.data?.pages.flatMap((page) => page.items);
  return (
    <Panel title="Last pings" flush>
      {pings === undefined ? (
        query.isError ? (
          <RefusalNote error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <SkeletonRows />
        )
      ) : pings.length === 0 ? (
        <p className="p-4 text-muted">No ping has come yet.</p>
      ) : (
        <PingTable pings={pings} />
      )}
      {query.hasNextPage && (
        <div className="border-t border-line p-2">
          <Button look="quiet" pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Older pings
          </Button>
        </div>
      )}
    </Panel>
  );
}

function PingTable({ pings }: { pings: readonly PingRow[] }) {
  return (
    <Table
      label="Last pings"
      head={
        <>
          <Th>When</Th>
          <Th>Said</Th>
          <Th>Run</Th>
          <Th>From</Th>
          <Th>Body</Th>
        </>
      }
    >
      {pings.map((ping) => (
        <tr key={`${ping.atMs}-${ping.id}`}>
          <Td className="tabular whitespace-nowrap">
            <Instant atMs={ping.atMs} />
          </Td>
          <Td className="whitespace-nowrap">{ping.exitCode === null ? ping.kind : `exit code ${ping.exitCode}`}</Td>
          <Td className="tabular whitespace-nowrap">{ping.runMs === null ? "" : durationName(ping.runMs)}</Td>
          <Td className="text-xs text-muted">
            {ping.method} {ping.remote}
            {ping.agent !== null && <span className="block max-w-60 truncate">{ping.agent}</span>}
          </Td>
          <Td>{ping.body !== null && <Body text={ping.body} />}</Td>
        </tr>
      ))}
    </Table>
  );
}

function Body({ text }: { text: string }) {
  return (
    <details>
      <summary className="max-w-80 cursor-pointer truncate font-mono text-xs">{text.split("\n")[0]}</summary>
      <pre
        className="mt-1 max-h-80 max-w-xl overflow-auto rounded-md border border-line bg-page p-2 font-mono text-xs whitespace-pre-wrap"
        tabIndex={0}
      >
        {text}
      </pre>
    </details>
  );
}
