"use client";
import { decodeBars } from "@vedette/core/bars";
import type { ListLatency } from "@vedette/core/monitor-record";
import Link from "next/link";
import { memo } from "react";
import { BarPicture } from "../../ui/bar-strip.tsx";
import { cx } from "../../ui/cx.ts";
import { formatUs, uptimeText } from "../../ui/format.ts";
import { StatusShape, markWords } from "../../ui/status-mark.tsx";
import { Row, Td } from "../../ui/table.tsx";
import { Ago, useOfNow } from "../../ui/time.tsx";
import type { ListEntry } from "./filter-monitors.ts";

type MonitorLineProps = {
  entry: ListEntry;
  latency: ListLatency[string] | undefined;
  base: string;
  index: number;
  measure: (line: HTMLTableRowElement | null) => void;
  selected: boolean;
  onSelect: ((id: string, isRange: boolean) => void) | null;
};

const tagsShown = 3;

/** One monitor of the list. Drawn again only when something of it changes, not when others come and go. */
export const MonitorLine = memo(function MonitorLine({ entry, latency, base, index, measure, selected, onSelect }: MonitorLineProps) {
  const { row, mark } = entry;
  const uptime = uptimeText(row.uptime);
  const bars = <BarPicture states={decodeBars(row.bars)} label={`Last 24 hours: ${uptime} up`} className="h-5 w-full md:w-44" />;
  return (
    <Row
      ref={measure}
      data-row={row.id}
      data-index={index}
      aria-rowindex={index + 2}
      className={cx("[&_a]:scroll-mb-44 [&_input]:scroll-mb-44", selected && "bg-accent-soft")}
    >
      {onSelect !== null && (
        <Td className="w-px pr-0">
          <label className="touchable -m-1.5 flex items-center p-1.5">
            <span className="sr-only">Select {row.name}</span>
            <input
              type="checkbox"
              checked={selected}
              // safe because a browser tells of a changed box by a press, which knows its modifier keys
              onChange={(event) => onSelect(row.id, (event.nativeEvent as MouseEvent).shiftKey)}
              className="size-4 accent-(--accent)"
            />
          </label>
        </Td>
      )}
      <Td className="w-full max-w-0 pr-2">
        <div className="flex items-center gap-2.5">
          <StatusShape status={mark} />
          <div className="min-w-0 flex-1">
            <Link href={`${base}/monitors/${row.id}`} prefetch={false} className="block truncate font-medium hover:underline">
              <span className="sr-only">{markWords[mark]}: </span>
              {row.name}
            </Link>
            <div className="flex items-center gap-1.5 text-xs text-muted">
              <span className="min-w-0 truncate">
                {row.isInMaintenance && <span className="font-medium text-fg">{markWords.maintenance} · </span>}
                {mark !== "up" && <span className="font-medium text-fg">{markWords[mark]} · </span>}
                {row.target}
              </span>
              <LineTags tags={row.tags} />
            </div>
          </div>
        </div>
        <div className="mt-1.5 md:hidden">{bars}</div>
      </Td>
      <Td className="hidden md:table-cell">{bars}</Td>
      <Td className="tabular hidden text-right whitespace-nowrap sm:table-cell">{formatUs(latency?.p95Us ?? null)}</Td>
      <Td className="tabular hidden text-right whitespace-nowrap lg:table-cell">{formatUs(latency?.p50Us ?? null)}</Td>
      <Td className="tabular text-right whitespace-nowrap">{uptime}</Td>
      <Td className="tabular hidden whitespace-nowrap text-muted sm:table-cell">
        {row.lastCheckAtMs === null ? "–" : <Ago atMs={row.lastCheckAtMs} />}
      </Td>
      <Td className="tabular hidden whitespace-nowrap text-muted xl:table-cell">
        <CertificateDays expiresAtMs={row.health.certificateExpiresAtMs} />
      </Td>
    </Row>
  );
});

function LineTags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return null;
  return (
    <ul aria-label="Tags" className="flex min-w-0 shrink-0 gap-1 max-sm:max-w-[55%] max-sm:overflow-hidden">
      {tags.slice(0, tagsShown).map((tag) => (
        <li key={tag} className="max-w-24 truncate rounded border border-line-strong px-1 leading-4">
          {tag}
        </li>
      ))}
      {tags.length > tagsShown && <li title={tags.slice(tagsShown).join(", ")}>+{tags.length - tagsShown}</li>}
    </ul>
  );
}

function CertificateDays({ expiresAtMs }: { expiresAtMs: number | null }) {
  return useOfNow((now) => {
    if (expiresAtMs === null) return "–";
    const days = Math.floor((expiresAtMs - now) / 86_400_000);
    return days < 0 ? "expired" : `${days} d`;
  });
}
