"use client";
import type { MonitorRow } from "@vedette/core/monitor-record";
import Link from "next/link";
import { memo } from "react";
import { BarPicture } from "../../ui/bar-strip.tsx";
import { formatUs, uptimeText } from "../../ui/format.ts";
import { StatusShape, markWords } from "../../ui/status-mark.tsx";
import { Row, Table, Td, Th } from "../../ui/table.tsx";
import { Ago, useOfNow } from "../../ui/time.tsx";
import { useGrowing } from "../../ui/use-growing.ts";
import { useTeam } from "../shell/team-context.tsx";
import { markOf } from "./monitor-state.ts";

const firstRows = 60;

/** Monitors as dense lines. On narrow screens the bars move below the name and the rarer columns leave. */
export function MonitorTable({ rows }: { rows: readonly MonitorRow[] }) {
  const { base } = useTeam();
  const { shown, ref } = useGrowing(rows.length, firstRows);
  return (
    <div className="overflow-hidden rounded-xl border border-line bg-raised">
      <Table
        label="Monitors"
        head={
          <>
            <Th>Monitor</Th>
            <Th className="hidden md:table-cell">Last 24 hours</Th>
            <Th className="hidden text-right sm:table-cell">p95</Th>
            <Th className="hidden text-right lg:table-cell">p50</Th>
            <Th className="text-right">Uptime</Th>
            <Th className="hidden sm:table-cell">Last check</Th>
            <Th className="hidden xl:table-cell">Certificate</Th>
          </>
        }
      >
        {rows.slice(0, shown).map((row) => (
          <MonitorLine key={row.id} row={row} base={base} />
        ))}
      </Table>
      <div ref={ref} />
    </div>
  );
}

const MonitorLine = memo(function MonitorLine({ row, base }: { row: MonitorRow; base: string }) {
  const mark = markOf(row);
  const uptime = uptimeText(row.uptime);
  const bars = <BarPicture states={row.bars} label={`Last 24 hours: ${uptime} up`} className="h-5 w-full md:w-44" />;
  return (
    <Row>
      <Td className="w-full max-w-0 pr-2">
        <div className="flex items-center gap-2.5">
          <StatusShape status={mark} />
          <div className="min-w-0 flex-1">
            <Link href={`${base}/monitors/${row.id}`} className="block truncate font-medium hover:underline">
              <span className="sr-only">{markWords[mark]}: </span>
              {row.name}
            </Link>
            <span className="block truncate text-xs text-muted">
              {mark !== "up" && <span className="font-medium text-fg">{markWords[mark]} · </span>}
              {row.target}
            </span>
          </div>
        </div>
        <div className="mt-1.5 md:hidden">{bars}</div>
      </Td>
      <Td className="hidden md:table-cell">{bars}</Td>
      <Td className="tabular hidden text-right whitespace-nowrap sm:table-cell">{formatUs(row.latency.p95Us)}</Td>
      <Td className="tabular hidden text-right whitespace-nowrap lg:table-cell">{formatUs(row.latency.p50Us)}</Td>
      <Td className="tabular text-right whitespace-nowrap">{uptime}</Td>
      <Td className="tabular hidden whitespace-nowrap text-muted sm:table-cell">
        {row.lastCheck === null ? "–" : <Ago atMs={row.lastCheck.dueAtMs} />}
      </Td>
      <Td className="tabular hidden whitespace-nowrap text-muted xl:table-cell">
        <CertificateDays expiresAtMs={row.health.certificateExpiresAtMs} />
      </Td>
    </Row>
  );
});

function CertificateDays({ expiresAtMs }: { expiresAtMs: number | null }) {
  return useOfNow((now) => {
    if (expiresAtMs === null) return "–";
    const days = Math.floor((expiresAtMs - now) / 86_400_000);
    return days < 0 ? "expired" : `${days} d`;
  });
}
