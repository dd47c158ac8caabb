"use client";
import { defaultRangeExtractor, useWindowVirtualizer } from "@tanstack/react-virtual";
import type { ListLatency } from "@vedette/core/monitor-record";
import { Fragment, memo, useCallback, useLayoutEffect, useRef, useState } from "react";
import { formatCount } from "../../ui/format.ts";
import { Table, Th } from "../../ui/table.tsx";
import { useTeam } from "../shell/team-context.tsx";
import type { ListEntry } from "./filter-monitors.ts";
import { MonitorLine } from "./monitor-line.tsx";

type MonitorTableProps = {
  entries: readonly ListEntry[];
  latency: ListLatency;
  selected: ReadonlySet<string>;
  /** Null: nothing can be chosen here. `isRange`: with all from the last one on. */
  onSelect: ((id: string, isRange: boolean) => void) | null;
  onSelectAll: () => void;
};

const lineHeightPx = 57;
/** Drawn beyond the window on each side: enough that a held `j` never outruns it. */
const spareRows = 12;

/** Monitors as dense lines, of which only those near the window are drawn. On narrow screens each is a card. Not drawn again while one types. */
export const MonitorTable = memo(function MonitorTable({ entries, latency, selected, onSelect, onSelectAll }: MonitorTableProps) {
  const { base } = useTeam();
  const frame = useRef<HTMLDivElement>(null);
  const topPx = useTop(frame);
  // The line that has the focus stays, however far it is scrolled away, and with it the place in the order of Tab.
  const [focused, setFocused] = useState<string | null>(null);
  const focusedAt = focused === null ? -1 : entries.findIndex((entry) => entry.row.id === focused);
  // No compiler memoizes here; what is handed on to the lines, `measureElement`, stays the same function.
  // oxlint-disable-next-line react/incompatible-library
  const lines = useWindowVirtualizer({
    count: entries.length,
    estimateSize: () => lineHeightPx,
    overscan: spareRows,
    scrollMargin: topPx,
    getItemKey: useCallback((index: number) => entries[index]?.row.id ?? index, [entries]),
    rangeExtractor: (range) => {
      const drawn = defaultRangeExtractor(range);
      return focusedAt === -1 || drawn.includes(focusedAt) ? drawn : [...drawn, focusedAt].sort((a, b) => a - b);
    },
  });
  const drawn = lines.getVirtualItems();
  const endPx = lines.getTotalSize() + topPx;
  const chosen = entries.reduce((sum, entry) => sum + (selected.has(entry.row.id) ? 1 : 0), 0);
  return (
    <div
      ref={frame}
      onFocus={(event) => setFocused(event.target.closest<HTMLElement>("[data-row]")?.dataset["row"] ?? null)}
      onBlur={() => setFocused(null)}
      className="overflow-hidden rounded-xl border border-line bg-raised"
    >
      <Table
        label="Monitors"
        rowCount={entries.length + 1}
        head={
          <>
            {onSelect !== null && (
              <Th className="w-px pr-0">
                <AllBox isAll={chosen === entries.length} isNone={chosen === 0} count={entries.length} onToggle={onSelectAll} />
              </Th>
            )}
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
        {drawn.map((item, nth) => {
          const entry = entries[item.index];
          if (entry === undefined) return null;
          return (
            <Fragment key={item.key}>
              <Gap px={item.start - (drawn[nth - 1]?.end ?? topPx)} />
              <MonitorLine
                entry={entry}
                latency={latency[entry.row.id]}
                base={base}
                index={item.index}
                measure={lines.measureElement}
                selected={selected.has(entry.row.id)}
                onSelect={onSelect}
              />
            </Fragment>
          );
        })}
        <Gap px={endPx - (drawn.at(-1)?.end ?? endPx)} />
      </Table>
    </div>
  );
});

/** Stands for the lines that are not drawn. */
function Gap({ px }: { px: number }) {
  return px <= 0 ? null : <tr aria-hidden="true" style={{ height: px }} />;
}

function AllBox({ isAll, isNone, count, onToggle }: { isAll: boolean; isNone: boolean; count: number; onToggle: () => void }) {
  const box = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (box.current !== null) box.current.indeterminate = !isAll && !isNone;
  });
  return (
    <label className="touchable -m-1.5 flex items-center p-1.5">
      <span className="sr-only">Select all {formatCount(count)} shown</span>
      <input ref={box} type="checkbox" checked={isAll} onChange={onToggle} className="size-4 accent-(--accent)" />
    </label>
  );
}

/** How far below the top of the document an element begins; what stands above it may grow and shrink. */
function useTop(frame: { current: HTMLElement | null }): number {
  const [topPx, setTopPx] = useState(0);
  useLayoutEffect(() => {
    const measure = () => frame.current !== null && setTopPx(Math.round(frame.current.getBoundingClientRect().top + window.scrollY));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [frame]);
  return topPx;
}
